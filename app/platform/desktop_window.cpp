#include "app/platform/desktop_window.h"

#include <algorithm>

#include <glad/gl.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>

#include "app/platform/headless_context.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

namespace cartograd {

namespace {

class HiddenWindow : public SecondContext {
 public:
  HiddenWindow() {
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);  // the other hints are still the window's
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
  struct {
    int x = 0, y = 0, width = 0, height = 0;
  } windowed;  // where it was before it filled the screen; 0 wide = it does not

  ~Impl() {
    if (window) glfwDestroyWindow(window);
    glfwTerminate();
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
  static std::string glfw_error;
  glfwSetErrorCallback([](int, const char* text) { glfw_error = text; });
  if (!glfwInit()) throw GraphicsError("no display: " + glfw_error + "; `cartograd render` draws figures without one");
  if (GLFWmonitor* monitor = glfwGetPrimaryMonitor()) {  // never larger than the screen leaves room for
    int x = 0, y = 0, free_width = 0, free_height = 0;
    glfwGetMonitorWorkarea(monitor, &x, &y, &free_width, &free_height);
    if (free_width > 0) width = std::min(width, free_width);
    if (free_height > 0) height = std::min(height, free_height);
  }
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_SAMPLES, 0);  // the scene is smoothed in its own image
  glfwWindowHint(GLFW_DEPTH_BITS, 0);
  glfwWindowHint(GLFW_STENCIL_BITS, 0);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
  impl_->window = glfwCreateWindow(width, height, title.c_str(), nullptr, nullptr);
  if (!impl_->window)
    throw GraphicsError("no window with OpenGL 3.3: " + glfw_error +
                        "; a newer driver, or Mesa's software OpenGL (package libgl1-mesa-dri), provides it");
  glfwMakeContextCurrent(impl_->window);
  glfwSwapInterval(1);
  load_opengl(glfwGetProcAddress);
  install_callbacks();
  start_gui();
  ImGui_ImplGlfw_InitForOpenGL(impl_->window, false);
}

DesktopWindow::~DesktopWindow() {
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
  auto& before = impl_->windowed;
  if (before.width > 0) {
    glfwSetWindowMonitor(window, nullptr, before.x, before.y, before.width, before.height, GLFW_DONT_CARE);
    before.width = 0;
    return;
  }
  int count = 0;
  GLFWmonitor** const monitors = glfwGetMonitors(&count);
  if (count == 0) return;
  glfwGetWindowPos(window, &before.x, &before.y);
  glfwGetWindowSize(window, &before.width, &before.height);
  const auto shared = [&](GLFWmonitor* monitor) {
    int x = 0, y = 0;
    glfwGetMonitorPos(monitor, &x, &y);
    const GLFWvidmode& mode = *glfwGetVideoMode(monitor);
    const int across = std::min(x + mode.width, before.x + before.width) - std::max(x, before.x);
    const int down = std::min(y + mode.height, before.y + before.height) - std::max(y, before.y);
    return static_cast<long>(std::max(across, 0)) * std::max(down, 0);
  };
  GLFWmonitor* const best = *std::max_element(monitors, monitors + count,
                                              [&](GLFWmonitor* a, GLFWmonitor* b) { return shared(a) < shared(b); });
  const GLFWvidmode& mode = *glfwGetVideoMode(best);
  glfwSetWindowMonitor(window, best, 0, 0, mode.width, mode.height, mode.refreshRate);
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

void DesktopWindow::begin_gui_frame() { ImGui_ImplGlfw_NewFrame(); }

void DesktopWindow::show() { glfwSwapBuffers(impl_->window); }

void DesktopWindow::copy(const std::string& text) { glfwSetClipboardString(impl_->window, text.c_str()); }

std::unique_ptr<SecondContext> DesktopWindow::second_context() const { return std::make_unique<HiddenWindow>(); }

}  // namespace cartograd
