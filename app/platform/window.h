// The window: GLFW, Dear ImGui and the input queue. The only folder that knows which libraries those are.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace cartograd {

class DesktopWindow {
 public:
  // Opens a window of at most this size with an OpenGL 3.3 core context, current on this thread. Throws GraphicsError
  // if there is no display or OpenGL is too old.
  DesktopWindow(int width, int height, const std::string& title);
  ~DesktopWindow();
  DesktopWindow(const DesktopWindow&) = delete;
  DesktopWindow& operator=(const DesktopWindow&) = delete;

  bool should_close() const;
  // The size of the picture in pixels, and pixels per point.
  int width() const;
  int height() const;
  float scale() const;
  // Text and lines so many times larger than the screen wants them, 0.5 … 4; from the next frame on.
  void set_zoom(float zoom);
  float zoom() const;

  void set_title(const std::string& title);

  // Fills the screen that shows most of the window, or goes back to where it was.
  void toggle_full_screen();

  // Waits for input, a wake() or the time-out (seconds; negative = for ever, 0 = only look) and queues what came.
  // Returns true if there is anything to react to.
  bool wait(double seconds);
  // May be called from any thread: ends the wait.
  static void wake();

  // Begins a frame of the user interface with the queue's next events. Returns the keys pressed in it that no text
  // field wants, as "ctrl+shift+r".
  std::vector<std::string> begin_frame();
  // Ends it and shows it. `draw_below` runs first, with the window's framebuffer bound and cleared.
  void end_frame(const std::function<void()>& draw_below);
  // Files dropped on the window since the last call.
  std::vector<std::string> take_dropped_files();
  // Puts a text where other programs paste from.
  void copy(const std::string& text);
  // Called between frames, whenever the scale has changed, before the next frame.
  std::function<void(float scale)> on_scale;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// An OpenGL context of the window's kind that another thread may draw with; the two share nothing. Constructed and
// destroyed on the window's thread, while the window exists. Throws GraphicsError.
class SecondContext {
 public:
  SecondContext();
  ~SecondContext();
  SecondContext(const SecondContext&) = delete;
  SecondContext& operator=(const SecondContext&) = delete;

  // Calls `draw` with the context current on the calling thread.
  void use(const std::function<void()>& draw) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartograd
