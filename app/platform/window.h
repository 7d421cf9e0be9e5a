// A window: Dear ImGui, an OpenGL context and the input queue. The only folder that knows which libraries those are.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/platform/input_queue.h"

struct ImGuiContext;

namespace cartograd {

// An OpenGL context that another thread may draw with; it shares nothing with the window's. Constructed and destroyed
// on the window's thread, while the window exists.
class SecondContext {
 public:
  virtual ~SecondContext() = default;
  // Calls `draw` with the context current on the calling thread.
  virtual void use(const std::function<void()>& draw) const = 0;
};

// What a window on the screen and one without a screen have in common. Its context is current on the constructing
// thread.
class AppWindow {
 public:
  virtual ~AppWindow() = default;
  AppWindow(const AppWindow&) = delete;
  AppWindow& operator=(const AppWindow&) = delete;

  virtual bool should_close() const = 0;
  // The size of the picture in pixels.
  virtual int width() const = 0;
  virtual int height() const = 0;
  virtual void set_title(const std::string& title) = 0;
  // Fills the screen that shows most of the window, or goes back to where it was.
  virtual void toggle_full_screen() = 0;
  virtual bool is_full_screen() const = 0;
  void set_full_screen(bool yes) {
    if (yes != is_full_screen()) toggle_full_screen();
  }
  // Puts a text where other programs paste from.
  virtual void copy(const std::string& text) = 0;
  // Throws GraphicsError.
  virtual std::unique_ptr<SecondContext> second_context() const = 0;
  // True if something can be shown where this window is not.
  virtual bool has_other_screen() const = 0;
  // Another window, on the other screen if there is one, with a user interface and a context of its own; between its
  // frames activate() this one again, which must outlive it. Throws GraphicsError.
  virtual std::unique_ptr<AppWindow> second_window(const std::string& title) = 0;

  // Waits for input, a wake() or the time-out (seconds; negative = for ever, 0 = only look). Returns true if there is
  // anything to react to.
  virtual bool wait(double seconds) = 0;
  // May be called from any thread: ends the wait.
  virtual void wake() = 0;

  // Pixels per point.
  float scale() const { return scale_; }
  // Loads a second font of this size, from the next frame on; 0 = none.
  void want_large_text(float pixels) { large_text_ = pixels; }
  // Text and lines so many times larger than the screen wants them, 0.5 … 4; from the next frame on.
  void set_zoom(float zoom);
  float zoom() const { return zoom_; }

  // What happens next, in the order of the calls.
  void push(const InputEvent& event) { input_.push(event); }
  void drop(const std::string& path);
  // Keeps input back for some frames: a text field that opens has its focus only after the next one, and what is typed
  // meanwhile is for it.
  void hold_input(int frames) { held_frames_ = frames; }
  // True while not everything that was pushed has had its frame.
  bool has_input() const { return !input_.empty(); }

  // Makes this window the one that OpenGL and the user interface mean on this thread; a frame begins with it.
  void activate();
  // Begins a frame of the user interface with the queue's next events. Returns the keys pressed in it that no text
  // field wants, as "ctrl+shift+r".
  std::vector<std::string> begin_frame();
  // Ends it and shows it. `draw_below` runs first, with the window's framebuffer bound and cleared.
  void end_frame(const std::function<void()>& draw_below);
  // Files dropped on the window since the last call.
  std::vector<std::string> take_dropped_files();
  // Called between frames, whenever the scale has changed, before the next frame.
  std::function<void(float scale)> on_scale;

 protected:
  AppWindow() = default;
  // With the context current; ends what start_gui began.
  void start_gui();
  void end_gui();
  void touch() { touched_ = true; }
  // True once after something has happened: input, a resize, an expose.
  bool take_touched();

 private:
  // Of the screen, in pixels per point.
  virtual float screen_scale() const = 0;
  virtual void make_context_current() = 0;
  // Tells ImGui the size of the display and the time.
  virtual void begin_gui_frame() = 0;
  virtual unsigned framebuffer() const { return 0; }
  virtual void show() = 0;
  void apply(const InputEvent& event, std::vector<std::string>& keys);

  ImGuiContext* gui_ = nullptr;
  InputQueue input_;
  std::vector<std::string> dropped_;
  bool touched_ = true;
  int held_frames_ = 0;
  float scale_ = 1, zoom_ = 1;
  float large_text_ = 0, loaded_large_text_ = 0;
};

// The number of a key by its name in bindings ("r", "space", "f12", "left", "enter"); -1 if there is none.
int key_number(const std::string& name);

}  // namespace cartograd
