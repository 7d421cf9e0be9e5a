#include "app/platform/window.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <glad/gl.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include "app/platform/fonts.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

namespace cartograd {

namespace {

constexpr float text_points = 15;

struct NamedKey {
  const char* name;
  int number;
};
constexpr NamedKey named_keys[] = {
    {"space", GLFW_KEY_SPACE},       {"left", GLFW_KEY_LEFT},
    {"right", GLFW_KEY_RIGHT},       {"up", GLFW_KEY_UP},
    {"pageup", GLFW_KEY_PAGE_UP},    {"pagedown", GLFW_KEY_PAGE_DOWN},
    {"end", GLFW_KEY_END},           {"enter", GLFW_KEY_KP_ENTER},
    {"down", GLFW_KEY_DOWN},         {"home", GLFW_KEY_HOME},
    {"tab", GLFW_KEY_TAB},           {"escape", GLFW_KEY_ESCAPE},
    {"enter", GLFW_KEY_ENTER},       {"backspace", GLFW_KEY_BACKSPACE},
    {"ctrl", GLFW_KEY_LEFT_CONTROL}, {"shift", GLFW_KEY_LEFT_SHIFT},
};

// The name of a key in bindings: "r", "space", "f12", "left".
std::string key_name(int key) {
  if (key >= GLFW_KEY_F1 && key <= GLFW_KEY_F25) return std::string("f").append(std::to_string(key - GLFW_KEY_F1 + 1));
  if (key >= GLFW_KEY_KP_0 && key <= GLFW_KEY_KP_9) return std::string(1, static_cast<char>('0' + key - GLFW_KEY_KP_0));
  if (key >= 'A' && key <= 'Z') return std::string(1, static_cast<char>(key - 'A' + 'a'));
  if (key > ' ' && key < 127) return std::string(1, static_cast<char>(key));
  for (const NamedKey& named : named_keys)
    if (named.number == key) return named.name;
  return {};
}

}  // namespace

int key_number(const std::string& name) {
  for (int key = GLFW_KEY_SPACE; key <= GLFW_KEY_LAST; ++key)
    if (key_name(key) == name) return key;
  return -1;
}

void AppWindow::start_gui() {
  IMGUI_CHECKVERSION();
  gui_ = ImGui::CreateContext();
  ImGui::SetCurrentContext(gui_);
  ImGui::GetIO().IniFilename = nullptr;  // the program decides what it writes
  ImGui_ImplOpenGL3_Init("#version 330 core");
}

void AppWindow::end_gui() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui::DestroyContext(gui_);
}

void AppWindow::activate() {
  make_context_current();
  ImGui::SetCurrentContext(gui_);
}

void AppWindow::set_zoom(float zoom) {
  zoom_ = std::clamp(zoom, .5f, 4.f);
  touch();
}

void AppWindow::drop(const std::string& path) {
  dropped_.push_back(path);
  touch();
}

bool AppWindow::take_touched() { return std::exchange(touched_, false) || !input_.empty(); }

std::vector<std::string> AppWindow::take_dropped_files() { return std::exchange(dropped_, {}); }

void AppWindow::apply(const InputEvent& event, std::vector<std::string>& keys) {
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
    const bool always = name == "escape" || (io.KeyCtrl && name == "k");
    if (!key->down || name.empty() || (io.WantTextInput && !always)) return;
    if (is_modifier(key->key)) return;
    std::string pressed;
    if (io.KeyCtrl) pressed += "ctrl+";
    if (io.KeyShift) pressed += "shift+";
    keys.push_back(pressed += name);
  }
}

std::vector<std::string> AppWindow::begin_frame() {
  activate();
  float scale = screen_scale();
  if (scale <= 0 || !std::isfinite(scale)) scale = 1;
  scale *= zoom_;
  if (scale != scale_ || large_text_ != loaded_large_text_ || !ImGui::GetIO().Fonts->IsBuilt()) {
    scale_ = scale;
    loaded_large_text_ = large_text_;
    load_fonts(std::round(text_points * scale), large_text_);
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
    if (on_scale) on_scale(scale);
  }
  ImGuiIO& io = ImGui::GetIO();
  const ImVec2 mouse = io.MousePos;
  ImGui_ImplOpenGL3_NewFrame();
  begin_gui_frame();
  io.MousePos = mouse;  // a backend polls; the queue knows where the mouse was when things happened
  std::vector<std::string> keys;
  if (held_frames_ > 0)
    --held_frames_;
  else
    for (const InputEvent& event : input_.take_frame()) apply(event, keys);
  ImGui::NewFrame();
  return keys;
}

void AppWindow::end_frame(const std::function<void()>& draw_below) {
  ImGui::Render();
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer());
  glViewport(0, 0, width(), height());
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  draw_below();
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  show();
}

}  // namespace cartograd
