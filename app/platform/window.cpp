#include "app/platform/window.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <glad/gl.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#include "app/platform/fonts.h"
#include "app/platform/headless_context.h"
#include "app/platform/input_queue.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

namespace cartograd {

namespace {

constexpr float text_points = 15;

// The name of a key in bindings: "r", "space", "f12", "left".
std::string key_name(int key) {
  if (key >= GLFW_KEY_F1 && key <= GLFW_KEY_F25) return std::string("f").append(std::to_string(key - GLFW_KEY_F1 + 1));
  if (key >= GLFW_KEY_KP_0 && key <= GLFW_KEY_KP_9) return std::string(1, static_cast<char>('0' + key - GLFW_KEY_KP_0));
  if (key >= 'A' && key <= 'Z') return std::string(1, static_cast<char>(key - 'A' + 'a'));
  if (key > ' ' && key < 127) return std::string(1, static_cast<char>(key));
  switch (key) {
    case GLFW_KEY_SPACE:
      return "space";
    case GLFW_KEY_LEFT:
      return "left";
    case GLFW_KEY_RIGHT:
      return "right";
    case GLFW_KEY_HOME:
      return "home";
    case GLFW_KEY_TAB:
      return "tab";
    case GLFW_KEY_ESCAPE:
      return "escape";
    default:
      return {};
  }
}

}  // namespace

struct DesktopWindow::Impl {
  GLFWwindow* window = nullptr;
  InputQueue input;
  std::vector<std::string> dropped;
  std::string title;
  bool touched = true;  // something happened since the last wait: a resize, an expose, a wake
  float scale = 1, zoom = 1;
  bool gui = false;
  struct {
    int x = 0, y = 0, width = 0, height = 0;
  } windowed;  // where it was before it filled the screen; 0 wide = it does not

  ~Impl() {
    if (gui) {
      ImGui_ImplOpenGL3_Shutdown();
      ImGui_ImplGlfw_Shutdown();
      ImGui::DestroyContext();
    }
    if (window) glfwDestroyWindow(window);
    glfwTerminate();
  }

  static Impl& of(GLFWwindow* window) { return *static_cast<Impl*>(glfwGetWindowUserPointer(window)); }

  void install_callbacks();
  void start_gui();
  void apply(const InputEvent& event, std::vector<std::string>& keys);
};

void DesktopWindow::Impl::install_callbacks() {
  glfwSetWindowUserPointer(window, this);
  glfwSetCursorPosCallback(window, [](GLFWwindow* w, double x, double y) {
    of(w).input.push(MouseMove{static_cast<float>(x), static_cast<float>(y)});
  });
  glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int button, int action, int) {
    if (button < 5) of(w).input.push(MouseButton{button, action == GLFW_PRESS});
  });
  glfwSetScrollCallback(window, [](GLFWwindow* w, double x, double y) {
    of(w).input.push(MouseWheel{static_cast<float>(x), static_cast<float>(y)});
  });
  glfwSetKeyCallback(window, [](GLFWwindow* w, int key, int, int action, int) {
    if (key < 0) return;
    // A held key repeats as a release and a press, so that every repeat counts.
    if (action == GLFW_REPEAT) of(w).input.push(KeyPress{key, false});
    of(w).input.push(KeyPress{key, action != GLFW_RELEASE});
  });
  glfwSetCharCallback(window, [](GLFWwindow* w, unsigned code) { of(w).input.push(TypedCharacter{code}); });
  glfwSetDropCallback(window, [](GLFWwindow* w, int count, const char** paths) {
    of(w).dropped.insert(of(w).dropped.end(), paths, paths + count);
    of(w).touched = true;
  });
  glfwSetFramebufferSizeCallback(window, [](GLFWwindow* w, int, int) { of(w).touched = true; });
  glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) { of(w).touched = true; });
  glfwSetWindowFocusCallback(window, [](GLFWwindow* w, int) { of(w).touched = true; });
  glfwSetWindowContentScaleCallback(window, [](GLFWwindow* w, float, float) { of(w).touched = true; });
}

void DesktopWindow::Impl::start_gui() {
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;  // the program decides what it writes
  ImGui_ImplGlfw_InitForOpenGL(window, false);
  ImGui_ImplOpenGL3_Init("#version 330 core");
  gui = true;
}

void DesktopWindow::Impl::apply(const InputEvent& event, std::vector<std::string>& keys) {
  ImGuiIO& io = ImGui::GetIO();
  if (const auto* move = std::get_if<MouseMove>(&event)) {
    io.MousePos = {move->x, move->y};
  } else if (const auto* button = std::get_if<MouseButton>(&event)) {
    io.MouseDown[button->button] = button->down;
  } else if (const auto* wheel = std::get_if<MouseWheel>(&event)) {
    io.MouseWheelH += wheel->x;
    io.MouseWheel += wheel->y;
  } else if (const auto* typed = std::get_if<TypedCharacter>(&event)) {
    io.AddInputCharacter(typed->code);
  } else if (const auto* key = std::get_if<KeyPress>(&event)) {
    io.KeysDown[key->key] = key->down;
    io.KeyCtrl = io.KeysDown[GLFW_KEY_LEFT_CONTROL] || io.KeysDown[GLFW_KEY_RIGHT_CONTROL];
    io.KeyShift = io.KeysDown[GLFW_KEY_LEFT_SHIFT] || io.KeysDown[GLFW_KEY_RIGHT_SHIFT];
    io.KeyAlt = io.KeysDown[GLFW_KEY_LEFT_ALT] || io.KeysDown[GLFW_KEY_RIGHT_ALT];
    io.KeySuper = io.KeysDown[GLFW_KEY_LEFT_SUPER] || io.KeysDown[GLFW_KEY_RIGHT_SUPER];
    const std::string name = key_name(key->key);
    // Esc leaves a text field; the next one is a command.
    if (!key->down || name.empty() || (io.WantTextInput && !(io.KeyCtrl && name == "k"))) return;
    std::string pressed;
    if (io.KeyCtrl) pressed += "ctrl+";
    if (io.KeyShift) pressed += "shift+";
    keys.push_back(pressed += name);
  }
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
  impl_->install_callbacks();
  impl_->start_gui();
}

DesktopWindow::~DesktopWindow() = default;

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

float DesktopWindow::scale() const { return impl_->scale; }

void DesktopWindow::set_zoom(float zoom) {
  impl_->zoom = std::clamp(zoom, .5f, 4.f);
  impl_->touched = true;
}

void DesktopWindow::set_title(const std::string& title) {
  if (title == impl_->title) return;
  impl_->title = title;
  glfwSetWindowTitle(impl_->window, title.c_str());
}

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

float DesktopWindow::zoom() const { return impl_->zoom; }

bool DesktopWindow::wait(double seconds) {
  if (!impl_->input.empty() || seconds == 0)
    glfwPollEvents();
  else if (seconds < 0)
    glfwWaitEvents();
  else
    glfwWaitEventsTimeout(seconds);
  return std::exchange(impl_->touched, false) || !impl_->input.empty();
}

void DesktopWindow::wake() { glfwPostEmptyEvent(); }

std::vector<std::string> DesktopWindow::begin_frame() {
  float scale = 1, unused = 1;
  glfwGetWindowContentScale(impl_->window, &scale, &unused);
  if (scale <= 0 || !std::isfinite(scale)) scale = 1;
  scale *= impl_->zoom;
  if (scale != impl_->scale || !ImGui::GetIO().Fonts->IsBuilt()) {
    impl_->scale = scale;
    load_fonts(std::round(text_points * scale));
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
    if (on_scale) on_scale(scale);
  }
  ImGuiIO& io = ImGui::GetIO();
  const ImVec2 mouse = io.MousePos;
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  io.MousePos = mouse;  // the backend polls; the queue knows where the mouse was when things happened
  std::vector<std::string> keys;
  for (const InputEvent& event : impl_->input.take_frame()) impl_->apply(event, keys);
  ImGui::NewFrame();
  return keys;
}

void DesktopWindow::end_frame(const std::function<void()>& draw_below) {
  ImGui::Render();
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glViewport(0, 0, width(), height());
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  draw_below();
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  glfwSwapBuffers(impl_->window);
}

std::vector<std::string> DesktopWindow::take_dropped_files() { return std::exchange(impl_->dropped, {}); }

void DesktopWindow::copy(const std::string& text) { glfwSetClipboardString(impl_->window, text.c_str()); }

struct SecondContext::Impl {
  GLFWwindow* window = nullptr;
};

SecondContext::SecondContext() : impl_(std::make_unique<Impl>()) {
  glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);  // the other hints are still the window's
  impl_->window = glfwCreateWindow(16, 16, "Cartograd", nullptr, nullptr);
  if (!impl_->window) throw GraphicsError("no second OpenGL context");
}

SecondContext::~SecondContext() { glfwDestroyWindow(impl_->window); }

void SecondContext::use(const std::function<void()>& draw) const {
  struct Current {
    explicit Current(GLFWwindow* window) { glfwMakeContextCurrent(window); }
    ~Current() { glfwMakeContextCurrent(nullptr); }
  } current(impl_->window);
  draw();
}

}  // namespace cartograd
