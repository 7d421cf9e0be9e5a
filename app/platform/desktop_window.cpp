#include "app/platform/desktop_window.h"

#include <algorithm>
#include <functional>
#include <vector>

#include <glad/gl.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>

#include "app/platform/headless_context.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

namespace cartograd {

namespace {

// What all windows ask for; each may add to it.
void ask_for_opengl() {
  glfwDefaultWindowHints();
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_SAMPLES, 0);  // the scene is smoothed in its own image
  glfwWindowHint(GLFW_DEPTH_BITS, 0);
  glfwWindowHint(GLFW_STENCIL_BITS, 0);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
}

// Of GLFW's.
std::string& last_error() {
  static std::string text;
  return text;
}

// A rectangle of the desktop.
struct Area {
  int x = 0, y = 0, width = 0, height = 0;

  long shared_with(const Area& other) const {
    const int across = std::min(x + width, other.x + other.width) - std::max(x, other.x);
    const int down = std::min(y + height, other.y + other.height) - std::max(y, other.y);
    return static_cast<long>(std::max(across, 0)) * std::max(down, 0);
  }
};

Area area_of(GLFWwindow* window) {
  Area area;
  glfwGetWindowPos(window, &area.x, &area.y);
  glfwGetWindowSize(window, &area.width, &area.height);
  return area;
}

Area area_of(GLFWmonitor* monitor) {
  Area area;
  glfwGetMonitorPos(monitor, &area.x, &area.y);
  const GLFWvidmode& mode = *glfwGetVideoMode(monitor);
  area.width = mode.width;
  area.height = mode.height;
  return area;
}

// What panels and task bars leave of it.
Area free_area_of(GLFWmonitor* monitor) {
  Area area;
  glfwGetMonitorWorkarea(monitor, &area.x, &area.y, &area.width, &area.height);
  return area.width > 0 && area.height > 0 ? area : area_of(monitor);
}

// The screens, the one first that shows most of the area.
std::vector<GLFWmonitor*> screens_by(const Area& area) {
  int count = 0;
  GLFWmonitor** const monitors = glfwGetMonitors(&count);
  std::vector<GLFWmonitor*> screens(monitors, monitors + count);
  std::ranges::stable_sort(screens, std::greater(),
                           [&](GLFWmonitor* monitor) { return area_of(monitor).shared_with(area); });
  return screens;
}

class HiddenWindow : public SecondContext {
 public:
  HiddenWindow() {
    ask_for_opengl();
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
    window_ = glfwCreateWindow(16, 16, "Cartograd", nullptr, nullptr);
    if (!window_) throw GraphicsError("no second OpenGL context");
  }
  ~HiddenWindow() override { glfwDestroyWindow(window_); }
  HiddenWindow(const HiddenWindow&) = delete;
  HiddenWindow& operator=(const HiddenWindow&) = delete;

  void use(const std::function<void()>& draw) const override {
    struct Current {
      explicit Current(GLFWwindow* window) { glfwMakeContextCurrent(window); }
      ~Current() { glfwMakeContextCurrent(nullptr); }
    } current(window_);
    draw();
  }

 private:
  GLFWwindow* window_ = nullptr;
};

}  // namespace

struct DesktopWindow::Impl {
  GLFWwindow* window = nullptr;
  std::string title;
  bool first = true;
  Area windowed;  // where it was before it filled the screen; 0 wide = it does not

  ~Impl() {
    if (window) glfwDestroyWindow(window);
    if (first) glfwTerminate();
  }
};

void DesktopWindow::install_callbacks() {
  struct Callbacks {
    static DesktopWindow& of(GLFWwindow* window) {
      return *static_cast<DesktopWindow*>(glfwGetWindowUserPointer(window));
    }
  };
  GLFWwindow* const window = impl_->window;
  glfwSetWindowUserPointer(window, this);
  glfwSetCursorPosCallback(window, [](GLFWwindow* w, double x, double y) {
    Callbacks::of(w).push(MouseMove{static_cast<float>(x), static_cast<float>(y)});
  });
  glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int button, int action, int) {
    if (button < 5) Callbacks::of(w).push(MouseButton{button, action == GLFW_PRESS});
  });
  glfwSetScrollCallback(window, [](GLFWwindow* w, double x, double y) {
    Callbacks::of(w).push(MouseWheel{static_cast<float>(x), static_cast<float>(y)});
  });
  glfwSetKeyCallback(window, [](GLFWwindow* w, int key, int, int action, int) {
    if (key < 0) return;
    // A held key repeats as a release and a press, so that every repeat counts.
    if (action == GLFW_REPEAT) Callbacks::of(w).push(KeyPress{key, false});
    Callbacks::of(w).push(KeyPress{key, action != GLFW_RELEASE});
  });
  glfwSetCharCallback(window, [](GLFWwindow* w, unsigned code) { Callbacks::of(w).push(TypedCharacter{code}); });
  glfwSetDropCallback(window, [](GLFWwindow* w, int count, const char** paths) {
    for (int i = 0; i < count; ++i) Callbacks::of(w).drop(paths[i]);
  });
  glfwSetFramebufferSizeCallback(window, [](GLFWwindow* w, int, int) { Callbacks::of(w).touch(); });
  glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) { Callbacks::of(w).touch(); });
  glfwSetWindowFocusCallback(window, [](GLFWwindow* w, int) { Callbacks::of(w).touch(); });
  glfwSetWindowContentScaleCallback(window, [](GLFWwindow* w, float, float) { Callbacks::of(w).touch(); });
}

DesktopWindow::DesktopWindow(int width, int height, const std::string& title) : impl_(std::make_unique<Impl>()) {
  glfwSetErrorCallback([](int, const char* text) { last_error() = text; });
  if (!glfwInit())
    throw GraphicsError("no display: " + last_error() + "; `cartograd render` draws figures without one");
  if (GLFWmonitor* monitor = glfwGetPrimaryMonitor()) {  // never larger than the screen leaves room for
    const Area free = free_area_of(monitor);
    width = std::min(width, free.width);
    height = std::min(height, free.height);
  }
  ask_for_opengl();
  glfwWindowHint(GLFW_AUTO_ICONIFY, GLFW_FALSE);  // a click on the other screen leaves the lecture where it is
  create(width, height, title);
  glfwSwapInterval(1);
  load_opengl(glfwGetProcAddress);
  start_gui();
  ImGui_ImplGlfw_InitForOpenGL(impl_->window, false);
}

DesktopWindow::DesktopWindow(const DesktopWindow& first, const std::string& title) : impl_(std::make_unique<Impl>()) {
  impl_->first = false;
  const std::vector<GLFWmonitor*> screens = screens_by(area_of(first.impl_->window));
  const bool alone = screens.size() < 2;
  const Area free = screens.empty() ? Area{0, 0, 960, 600} : free_area_of(screens.back());
  const Area place = alone ? Area{0, 0, std::min(960, free.width), std::min(600, free.height)} : free;
  ask_for_opengl();
  // On a screen of its own it leaves the keys where they are; else it would be hidden behind a window that fills it.
  glfwWindowHint(GLFW_FOCUSED, alone ? GLFW_TRUE : GLFW_FALSE);
  glfwWindowHint(GLFW_FLOATING, alone ? GLFW_TRUE : GLFW_FALSE);
  glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
  glfwWindowHint(GLFW_FOCUS_ON_SHOW, alone ? GLFW_TRUE : GLFW_FALSE);
  create(place.width, place.height, title);
  glfwSetWindowPos(impl_->window, alone ? free.x + free.width - place.width : free.x, free.y);
  if (!alone) glfwMaximizeWindow(impl_->window);
  glfwShowWindow(impl_->window);
  glfwSwapInterval(0);  // the first one waits for the screen
  start_gui();
  ImGui_ImplGlfw_InitForOpenGL(impl_->window, false);
}

void DesktopWindow::create(int width, int height, const std::string& title) {
  impl_->window = glfwCreateWindow(width, height, title.c_str(), nullptr, nullptr);
  if (!impl_->window)
    throw GraphicsError("no window with OpenGL 3.3: " + last_error() +
                        "; a newer driver, or Mesa's software OpenGL (package libgl1-mesa-dri), provides it");
  glfwMakeContextCurrent(impl_->window);
  install_callbacks();
}

DesktopWindow::~DesktopWindow() {
  activate();
  ImGui_ImplGlfw_Shutdown();
  end_gui();
}

bool DesktopWindow::should_close() const { return glfwWindowShouldClose(impl_->window); }

int DesktopWindow::width() const {
  int width = 0, height = 0;
  glfwGetFramebufferSize(impl_->window, &width, &height);
  return width;
}

int DesktopWindow::height() const {
  int width = 0, height = 0;
  glfwGetFramebufferSize(impl_->window, &width, &height);
  return height;
}

void DesktopWindow::set_title(const std::string& title) {
  if (title == impl_->title) return;
  impl_->title = title;
  glfwSetWindowTitle(impl_->window, title.c_str());
}

bool DesktopWindow::is_full_screen() const { return impl_->windowed.width > 0; }

void DesktopWindow::toggle_full_screen() {
  GLFWwindow* const window = impl_->window;
  Area& before = impl_->windowed;
  if (before.width > 0) {
    glfwSetWindowMonitor(window, nullptr, before.x, before.y, before.width, before.height, GLFW_DONT_CARE);
    before.width = 0;
    return;
  }
  const std::vector<GLFWmonitor*> screens = screens_by(area_of(window));
  if (screens.empty()) return;
  before = area_of(window);
  const GLFWvidmode& mode = *glfwGetVideoMode(screens.front());
  glfwSetWindowMonitor(window, screens.front(), 0, 0, mode.width, mode.height, mode.refreshRate);
}

bool DesktopWindow::wait(double seconds) {
  if (has_input() || seconds == 0)
    glfwPollEvents();
  else if (seconds < 0)
    glfwWaitEvents();
  else
    glfwWaitEventsTimeout(seconds);
  return take_touched();
}

void DesktopWindow::wake() { glfwPostEmptyEvent(); }

float DesktopWindow::screen_scale() const {
  float scale = 1, unused = 1;
  glfwGetWindowContentScale(impl_->window, &scale, &unused);
  return scale;
}

void DesktopWindow::make_context_current() { glfwMakeContextCurrent(impl_->window); }

void DesktopWindow::begin_gui_frame() { ImGui_ImplGlfw_NewFrame(); }

void DesktopWindow::show() { glfwSwapBuffers(impl_->window); }

void DesktopWindow::copy(const std::string& text) { glfwSetClipboardString(impl_->window, text.c_str()); }

std::unique_ptr<SecondContext> DesktopWindow::second_context() const { return std::make_unique<HiddenWindow>(); }

bool DesktopWindow::has_other_screen() const {
  int count = 0;
  glfwGetMonitors(&count);
  return count > 1;
}

std::unique_ptr<AppWindow> DesktopWindow::second_window(const std::string& title) {
  return std::make_unique<DesktopWindow>(*this, title);
}

}  // namespace cartograd
