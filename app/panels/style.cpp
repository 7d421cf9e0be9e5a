#include "app/panels/panels.h"

namespace cartograd {

namespace {

ImVec4 rgb(unsigned hex, float alpha = 1) {
  return {static_cast<float>((hex >> 16) & 255) / 255, static_cast<float>((hex >> 8) & 255) / 255,
          static_cast<float>(hex & 255) / 255, alpha};
}

}  // namespace

void apply_style(Theme theme, float scale) {
  const bool contrast = theme == Theme::contrast, dark = theme == Theme::dark || contrast;
  ImGuiStyle style;  // from scratch each time: ScaleAllSizes is cumulative
  style.WindowPadding = {14, 12};
  style.FramePadding = {8, 4};
  style.ItemSpacing = {8, 6};
  style.ItemInnerSpacing = {6, 4};
  style.IndentSpacing = 14;
  style.ScrollbarSize = 10;
  style.GrabMinSize = 10;
  style.WindowRounding = 0;
  style.ChildRounding = 6;
  style.FrameRounding = 5;
  style.PopupRounding = 6;
  style.GrabRounding = 4;
  style.ScrollbarRounding = 5;
  style.WindowBorderSize = 0;
  style.PopupBorderSize = 1;
  style.WindowMinSize = {8, 8};
  style.ScaleAllSizes(scale);

  const ImVec4 text = rgb(contrast ? 0xffffff : dark ? 0xdfe4ec : 0x232932);
  const ImVec4 faint = rgb(contrast ? 0xd8d8d8 : dark ? 0x94a0b0 : 0x616b78);
  const ImVec4 panel = rgb(contrast ? 0x000000 : dark ? 0x181d26 : 0xf5f7f9), frame = rgb(dark ? 0x272e3a : 0xe5e9ee);
  const ImVec4 hovered = rgb(dark ? 0x323b4a : 0xd8dee6), active = rgb(dark ? 0x3c4758 : 0xccd4de);
  const ImVec4 accent = rgb(dark ? 0x2cb6a6 : 0x0f8577);
  ImVec4* colors = style.Colors;
  for (int i = 0; i < ImGuiCol_COUNT; ++i) colors[i] = frame;
  colors[ImGuiCol_Text] = text;
  colors[ImGuiCol_TextDisabled] = faint;
  colors[ImGuiCol_WindowBg] = panel;
  colors[ImGuiCol_ChildBg] = rgb(0, 0);
  colors[ImGuiCol_PopupBg] = rgb(dark ? 0x1f2530 : 0xffffff, 0.98f);
  colors[ImGuiCol_Border] = rgb(dark ? 0x353e4c : 0xd5dbe2);
  colors[ImGuiCol_BorderShadow] = rgb(0, 0);
  colors[ImGuiCol_FrameBgHovered] = colors[ImGuiCol_ButtonHovered] = colors[ImGuiCol_HeaderHovered] = hovered;
  colors[ImGuiCol_FrameBgActive] = colors[ImGuiCol_ButtonActive] = colors[ImGuiCol_HeaderActive] = active;
  colors[ImGuiCol_Header] = rgb(dark ? 0x222935 : 0xe9edf1);
  colors[ImGuiCol_ScrollbarBg] = rgb(0, 0);
  colors[ImGuiCol_ScrollbarGrab] = hovered;
  colors[ImGuiCol_ScrollbarGrabHovered] = colors[ImGuiCol_ScrollbarGrabActive] = active;
  colors[ImGuiCol_CheckMark] = accent;
  // Pale enough for the number that is written across it.
  colors[ImGuiCol_SliderGrab] = rgb(dark ? 0x1c6f67 : 0x8fd0c6);
  colors[ImGuiCol_SliderGrabActive] = rgb(dark ? 0x23877d : 0x6cc0b4);
  colors[ImGuiCol_Separator] = colors[ImGuiCol_Border];
  colors[ImGuiCol_TextSelectedBg] = rgb(dark ? 0x2cb6a6 : 0x0f8577, 0.3f);
  colors[ImGuiCol_NavHighlight] = accent;
  colors[ImGuiCol_ModalWindowDimBg] = rgb(0x000000, 0.3f);
  ImGui::GetStyle() = style;
}

}  // namespace cartograd
