#include "app/panels/panels.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/panels/read_out.h"
#include "app/panels/side_bar.h"
#include "app/panels/time_line.h"
#include "app/session/commands.h"

namespace cartograd {

namespace {

constexpr ImGuiWindowFlags fixed_window = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
                                          ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoCollapse |
                                          ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoSavedSettings;
constexpr ImGuiWindowFlags overlay_window = fixed_window | ImGuiWindowFlags_NoInputs |
                                            ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoFocusOnAppearing |
                                            ImGuiWindowFlags_NoNav;

void place_next(ImVec2 position, ImVec2 size) {
  ImGui::SetNextWindowPos(position);
  ImGui::SetNextWindowSize(size);
}

// Over the picture, below its title: what went wrong, or what was just done.
void draw_message(Session& session, const PanelState& state) {
  std::string text = session.error();
  const bool error = !text.empty() || state.message_is_error;
  if (text.empty()) text = state.message;
  if (text.empty()) return;
  ImGui::SetNextWindowPos(
      {state.scene_position.x + state.scene_size.x / 2, state.scene_position.y + ImGui::GetFontSize() * 2.6f}, 0,
      {0.5f, 0});
  ImGui::SetNextWindowBgAlpha(0.92f);
  ImGui::Begin("message", nullptr, overlay_window);
  ImGui::PushTextWrapPos(std::min(state.scene_size.x * 0.8f, ImGui::GetFontSize() * 46));
  if (error)
    ImGui::TextColored(session.view.theme == Theme::dark ? ImVec4(1, 0.55f, 0.45f, 1) : ImVec4(0.75f, 0.1f, 0.05f, 1),
                       "%s", text.c_str());
  else
    ImGui::TextUnformatted(text.c_str());
  ImGui::PopTextWrapPos();
  ImGui::End();
}

// The seed, and what is being computed.
std::string status(const Session& session) {
  std::string text = fmt::format("seed {}", session.experiment.seed);
  const auto& slice = session.results().slice;
  if (session.training())
    text += fmt::format(", training, step {}", session.last_step());
  else if (session.slicing())
    text += slice ? fmt::format(", surface {} × {}", slice->slice.columns, slice->slice.rows) : ", first surface";
  else if (session.finding_spectra())
    text += ", eigenvalues";
  return text;
}

// In the lower left corner of the picture.
void draw_status(const Session& session, const PanelState& state) {
  ImGui::SetNextWindowPos({state.scene_position.x, state.scene_position.y + state.scene_size.y}, 0, {0, 1});
  ImGui::SetNextWindowBgAlpha(0);
  ImGui::Begin("status", nullptr, overlay_window);
  ImGui::SetWindowFontScale(0.9f);
  ImGui::TextDisabled("%s", status(session).c_str());
  if (const std::string preview = surface_remarks(session.results()).preview; !preview.empty())
    ImGui::TextUnformatted(preview.c_str());
  ImGui::End();
}

void draw_help(PanelState& state) {
  if (!state.show_help) return;
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({display.x / 2, display.y / 2}, ImGuiCond_Appearing, {0.5f, 0.5f});
  ImGui::Begin("Keys", &state.show_help,
               ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings);
  if (ImGui::BeginTable("keys", 2, ImGuiTableFlags_SizingFixedFit)) {
    const auto row = [](const std::string& keys, const std::string& help) {
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      ImGui::TextUnformatted(keys.c_str());
      ImGui::TableNextColumn();
      ImGui::TextDisabled("%s", help.c_str());
    };
    row("left drag", "Orbit");
    row("shift + left, middle or right drag", "Pan");
    row("wheel", "Zoom");
    row("ctrl + click on a slider", "Type a number");
    for (const Command& command : commands()) {
      std::string keys = command.keys;
      if (const auto blank = keys.find(' '); blank != std::string::npos) keys.replace(blank, 1, " or ");
      row(keys, command.label);
    }
    ImGui::EndTable();
  }
  ImGui::End();
}

}  // namespace

void draw_panels(Session& session, PanelState& state) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float font = ImGui::GetFontSize();
  // Whole pixels: ImGui rounds windows down, and a gap would show.
  const float side = state.show_panels ? std::round(std::min(22 * font, display.x * 0.4f)) : 0;
  const float bottom = state.show_panels ? std::round(std::min(9.5f * font, display.y * 0.3f)) : 0;
  state.scene_position = {0, 0};
  state.scene_size = {std::max(1.f, display.x - side), std::max(1.f, display.y - bottom)};
  if (state.show_panels) {
    place_next({display.x - side, 0}, {side, display.y});
    ImGui::Begin("side", nullptr, fixed_window);
    draw_side_bar(session);
    ImGui::End();
    place_next({0, display.y - bottom}, {display.x - side, bottom});
    ImGui::Begin("time", nullptr, fixed_window | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    // At the end the outcomes stand there, too; while training goes on, one button more.
    const bool wide =
        !session.training() && session.results().training && session.results().training->problem->validation;
    const float readout = std::min((wide ? 40 : 37) * font, (display.x - side) * (wide ? 0.63f : 0.6f));
    ImGui::BeginChild("curve and buttons", {ImGui::GetContentRegionAvail().x - readout, 0});
    draw_time_line(session);
    ImGui::EndChild();
    ImGui::SameLine();
    ImGui::BeginChild("read-out", {0, 0});
    draw_readout(session);
    ImGui::EndChild();
    ImGui::End();
  }
  draw_status(session, state);
  draw_message(session, state);
  draw_help(state);
}

bool any_click() { return ImGui::IsMouseClicked(0) || ImGui::IsMouseClicked(1) || ImGui::IsMouseClicked(2); }

}  // namespace cartograd
