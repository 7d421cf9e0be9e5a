// A window without a screen: what it would show can be asked for.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/platform/headless_context.h"
#include "app/platform/window.h"

namespace cartograd {

class OffscreenWindow : public AppWindow {
 public:
  // Throws GraphicsError.
  OffscreenWindow(int width, int height);
  // Draws with the context of another one.
  OffscreenWindow(const OffscreenWindow& first, int width, int height);
  ~OffscreenWindow() override;

  void resize(int width, int height);
  // What the last frame shows: red, green, blue and 255 for every pixel, the upper row first.
  std::vector<std::uint8_t> pixels() const;
  const std::string& title() const { return title_; }
  const std::string& copied() const { return copied_; }

  bool should_close() const override { return false; }
  int width() const override { return width_; }
  int height() const override { return height_; }
  void set_title(const std::string& title) override { title_ = title; }
  void toggle_full_screen() override {}
  bool is_full_screen() const override { return false; }
  void copy(const std::string& text) override { copied_ = text; }
  std::unique_ptr<SecondContext> second_context() const override;
  bool has_other_screen() const override { return false; }
  std::unique_ptr<AppWindow> second_window(const std::string& title) override;
  bool wait(double seconds) override;
  void wake() override;

 private:
  float screen_scale() const override { return 1; }
  void make_context_current() override {}
  void start(int width, int height);
  void begin_gui_frame() override;
  unsigned framebuffer() const override { return framebuffer_; }
  void show() override {}

  std::optional<HeadlessContext> context_;
  unsigned framebuffer_ = 0, picture_ = 0;
  int width_ = 0, height_ = 0;
  std::string title_, copied_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool woken_up_ = false;
};

}  // namespace cartograd
