#include "app/platform/offscreen_window.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <glad/gl.h>
#include <imgui.h>

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

namespace cartograd {

namespace {

// The queue's key numbers are GLFW's, here too.
void name_keys(ImGuiIO& io) {
  for (const auto& [name, number] : {std::pair<ImGuiKey, int>{ImGuiKey_Tab, GLFW_KEY_TAB},
                                     {ImGuiKey_LeftArrow, GLFW_KEY_LEFT},
                                     {ImGuiKey_RightArrow, GLFW_KEY_RIGHT},
                                     {ImGuiKey_UpArrow, GLFW_KEY_UP},
                                     {ImGuiKey_DownArrow, GLFW_KEY_DOWN},
                                     {ImGuiKey_PageUp, GLFW_KEY_PAGE_UP},
                                     {ImGuiKey_PageDown, GLFW_KEY_PAGE_DOWN},
                                     {ImGuiKey_Home, GLFW_KEY_HOME},
                                     {ImGuiKey_End, GLFW_KEY_END},
                                     {ImGuiKey_Delete, GLFW_KEY_DELETE},
                                     {ImGuiKey_Backspace, GLFW_KEY_BACKSPACE},
                                     {ImGuiKey_Space, GLFW_KEY_SPACE},
                                     {ImGuiKey_Enter, GLFW_KEY_ENTER},
                                     {ImGuiKey_Escape, GLFW_KEY_ESCAPE},
                                     {ImGuiKey_A, GLFW_KEY_A},
                                     {ImGuiKey_C, GLFW_KEY_C},
                                     {ImGuiKey_V, GLFW_KEY_V},
                                     {ImGuiKey_X, GLFW_KEY_X},
                                     {ImGuiKey_Y, GLFW_KEY_Y},
                                     {ImGuiKey_Z, GLFW_KEY_Z}})
    io.KeyMap[name] = number;
}

// A context of its own for every drawing, made on the thread that draws.
class OffscreenContext : public SecondContext {
 public:
  void use(const std::function<void()>& draw) const override {
    const HeadlessContext context;
    draw();
  }
};

}  // namespace

OffscreenWindow::OffscreenWindow(int width, int height) : context_(std::in_place) { start(width, height); }

OffscreenWindow::OffscreenWindow(const OffscreenWindow&, int width, int height) { start(width, height); }

void OffscreenWindow::start(int width, int height) {
  glGenFramebuffers(1, &framebuffer_);
  glGenRenderbuffers(1, &picture_);
  resize(width, height);
  start_gui();
  name_keys(ImGui::GetIO());
}

OffscreenWindow::~OffscreenWindow() {
  activate();
  end_gui();
  glDeleteRenderbuffers(1, &picture_);
  glDeleteFramebuffers(1, &framebuffer_);
}

void OffscreenWindow::resize(int width, int height) {
  width_ = width;
  height_ = height;
  glBindRenderbuffer(GL_RENDERBUFFER, picture_);
  glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
  glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, picture_);
  touch();
}

std::vector<std::uint8_t> OffscreenWindow::pixels() const {
  const auto row = static_cast<std::size_t>(4 * width_);
  std::vector<std::uint8_t> upward(row * static_cast<std::size_t>(height_)), pixels;
  glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer_);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, upward.data());
  for (std::size_t y = upward.size(); y > 0; y -= row)
    pixels.insert(pixels.end(), upward.begin() + static_cast<std::ptrdiff_t>(y - row),
                  upward.begin() + static_cast<std::ptrdiff_t>(y));
  for (std::size_t i = 3; i < pixels.size(); i += 4) pixels[i] = 255;
  return pixels;
}

std::unique_ptr<SecondContext> OffscreenWindow::second_context() const { return std::make_unique<OffscreenContext>(); }

std::unique_ptr<AppWindow> OffscreenWindow::second_window(const std::string& title) {
  auto window = std::make_unique<OffscreenWindow>(*this, 960, 600);
  window->set_title(title);
  return window;
}

bool OffscreenWindow::wait(double seconds) {
  std::unique_lock lock(mutex_);
  if (!has_input() && seconds != 0)
    woken_.wait_for(lock, std::chrono::duration<double>(seconds < 0 ? 0.05 : seconds), [this] { return woken_up_; });
  return std::exchange(woken_up_, false) | take_touched();
}

void OffscreenWindow::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_up_ = true;
  }
  woken_.notify_all();
}

void OffscreenWindow::begin_gui_frame() {
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(width_), static_cast<float>(height_)};
  io.DeltaTime = 1.f / 60;
}

}  // namespace cartograd
