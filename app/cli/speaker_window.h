// The speaker's own window, while a lecture shows notes.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/platform/window.h"
#include "app/scene/theme.h"
#include "app/session/presentation.h"

namespace cartograd {

class SpeakerWindow {
 public:
  // Beside a window that outlives it.
  SpeakerWindow(AppWindow& beside, Presentation& lecture) : beside_(beside), lecture_(lecture) {}

  // Between two frames of the other window: opens, draws or closes it. Returns the keys pressed in it, which mean what
  // they mean in the other one. Throws GraphicsError.
  std::vector<std::string> frame(Theme theme);
  // True if something has happened to it since the last frame.
  bool touched();
  // Null while it is closed.
  const AppWindow* window() const { return window_.get(); }

 private:
  void close();

  AppWindow& beside_;
  Presentation& lecture_;
  std::unique_ptr<AppWindow> window_;
  std::optional<Theme> styled_;
  bool touched_ = false;
  std::size_t step_ = 0;
  std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace cartograd
