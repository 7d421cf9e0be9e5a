// A window on the screen, by GLFW.
#pragma once

#include <memory>
#include <string>

#include "app/platform/window.h"

namespace cartograd {

class DesktopWindow : public AppWindow {
 public:
  // Opens a window of at most this size with an OpenGL 3.3 core context. Throws GraphicsError if there is no display or
  // OpenGL is too old.
  DesktopWindow(int width, int height, const std::string& title);
  // One beside the first.
  DesktopWindow(const DesktopWindow& first, const std::string& title);
  ~DesktopWindow() override;

  bool should_close() const override;
  int width() const override;
  int height() const override;
  void set_title(const std::string& title) override;
  void toggle_full_screen() override;
  bool is_full_screen() const override;
  void copy(const std::string& text) override;
  std::unique_ptr<SecondContext> second_context() const override;
  bool has_other_screen() const override;
  std::unique_ptr<AppWindow> second_window(const std::string& title) override;
  bool wait(double seconds) override;
  void wake() override;

 private:
  float screen_scale() const override;
  void make_context_current() override;
  void begin_gui_frame() override;
  void show() override;
  void create(int width, int height, const std::string& title);
  void install_callbacks();

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartograd
