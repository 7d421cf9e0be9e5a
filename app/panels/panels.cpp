#include "app/panels/panels.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/panels/floating.h"
#include "app/panels/lecture.h"
#include "app/panels/read_out.h"
#include "app/panels/side_bar.h"
#include "app/panels/time_line.h"
#include "app/panels/widgets.h"
#include "app/scene/theme.h"
#include "app/session/presentation.h"
#include "core/base/error.h"

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
    ImGui::TextColored(palette(session.view.theme).dark ? ImVec4(1, 0.55f, 0.45f, 1) : ImVec4(0.75f, 0.1f, 0.05f, 1),
                       "%s", text.c_str());
  else
    ImGui::TextUnformatted(text.c_str());
  ImGui::PopTextWrapPos();
  ImGui::End();
}

// "about 12 s left" where a share is done after so many seconds; nothing where that cannot be told yet.
std::string time_left(double share, double seconds) {
  if (share < 0.02 || seconds < 0.5) return {};
  const double left = seconds * (1 - share) / share;
  return left < 90 ? fmt::format(", about {:.0f} s left", std::ceil(left))
                   : fmt::format(", about {:.0f} min left", left / 60);
}

// The seed, and what is being computed.
std::string status(const Session& session) {
  std::string text = fmt::format("seed {}", session.experiment.seed);
  const auto& slice = session.results().slice;
  if (session.training())
    text += fmt::format(", training, step {}{}", session.last_step(),
                        time_left(session.training_share(), session.busy_seconds()));
  else if (session.slicing())
    text += slice ? fmt::format(", surface {} × {}", slice->slice.columns, slice->slice.rows) : ", first surface";
  else if (session.finding_spectra())
    text += ", eigenvalues";
  else if (session.following_curvature())
    text += ", curvature";
  if (const auto search = session.search(); session.searching())
    text += search && !search->finished
                ? fmt::format(", search: step {}, gradient {:.1e}", search->point.steps, search->point.gradient_norm)
                : ", search";
  if (const auto& restarts = session.results().restarts; session.restarting())
    text += restarts ? fmt::format(", restart {} of {}", restarts->trained(), restarts->planned()) : ", restarts";
  if (session.training() || session.searching() || session.restarting()) text += " (Esc stops)";
  if (session.turning) text += ", turning (T stops)";
  if (session.holds_plane()) text += ", plane held (Shift+P lets go)";
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

// As large as it asks for, within the display; one that belongs to a place stands at the mouse.
void draw_floating(const FloatingPanel& panel, Session& session, PanelState& state) {
  state.mouse_hidden = false;
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float font = ImGui::GetFontSize();
  ImGuiWindowFlags flags = ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings;
  const ImVec2 size{std::min(panel.size.x * font, display.x - font), std::min(panel.size.y * font, display.y - font)};
  if (panel.size.x > 0) {
    ImGui::SetNextWindowSize(size, ImGuiCond_Appearing);
  } else {
    flags |= ImGuiWindowFlags_AlwaysAutoResize;
  }
  ImGui::SetNextWindowSizeConstraints({0, 0}, {display.x, display.y});
  const bool beside = panel.place == PanelPlace::mouse;
  if (beside) {
    flags |= ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoMove;
    ImGui::SetNextWindowPos(ImGui::GetMousePos(), ImGuiCond_Appearing);
  } else if (panel.place == PanelPlace::low) {
    flags |= ImGuiWindowFlags_NoMove;
    ImGui::SetNextWindowPos(
        {state.scene_position.x + state.scene_size.x / 2, state.scene_position.y + state.scene_size.y - 2 * font},
        ImGuiCond_Always, {0.5f, 1});
  } else {
    // In the middle of the picture, or of the window if it is wider than that; its title never leaves the window.
    const float width = panel.size.x > 0.7f * display.x / font ? display.x : state.scene_size.x;
    ImGui::SetNextWindowPos({std::max(0.f, (width - size.x) / 2), std::max(0.f, (state.scene_size.y - size.y) / 2)},
                            ImGuiCond_Appearing);
  }
  bool open = true;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0.4f * font);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  ImGui::Begin(fmt::format("{}###{}", panel.title, panel.id).c_str(), &open, flags);
  ImGui::PopStyleVar(2);
  panel.draw(session, state);
  const bool left =
      beside && !ImGui::IsWindowAppearing() && any_click() &&
      !ImGui::IsWindowHovered(ImGuiHoveredFlags_RootAndChildWindows | ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
  ImGui::End();
  if (!open || left) state.open.erase(panel.id);
}

}  // namespace

namespace {

void draw_all_floating(Session& session, PanelState& state) {
  for (const FloatingPanel& panel : floating_panels())
    if (state.open.contains(panel.id)) draw_floating(panel, session, state);
}

}  // namespace

void draw_panels(Session& session, PanelState& state) {
  forget_marked_items();
  if (state.lecture && state.lecture->active()) {
    draw_lecture(session, *state.lecture, state);
    draw_message(session, state);
    return draw_all_floating(session, state);
  }
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float font = ImGui::GetFontSize();
  // Whole pixels: ImGui rounds windows down, and a gap would show.
  const float side = state.show_panels ? std::round(std::min(22 * font, display.x * 0.4f)) : 0;
  const float bottom = state.show_panels ? std::round(std::min(9.5f * font, display.y * 0.3f)) : 0;
  state.scene_position = {0, 0};
  state.scene_size = {std::max(1.f, display.x - side), std::max(1.f, display.y - bottom)};
  if (state.show_panels) {
    place_next({display.x - side, 0}, {side, display.y});
    ImGui::Begin("side", nullptr, fixed_window | ImGuiWindowFlags_MenuBar);
    draw_menus(session, state);
    draw_side_bar(session);
    ImGui::End();
    place_next({0, display.y - bottom}, {display.x - side, bottom});
    ImGui::Begin("time", nullptr, fixed_window | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    // At the end the outcomes stand there, too; while training goes on, one button more.
    const bool wide =
        !session.training() && session.results().training && session.results().training->problem->validation;
    const float readout = std::min((wide ? 40 : 37) * font, (display.x - side) * (wide ? 0.63f : 0.6f));
    ImGui::BeginChild("curve and buttons", {ImGui::GetContentRegionAvail().x - readout, 0});
    draw_time_line(session, state);
    ImGui::EndChild();
    ImGui::SameLine();
    ImGui::BeginChild("read-out", {0, 0});
    draw_readout(session, state);
    ImGui::EndChild();
    ImGui::End();
  }
  draw_status(session, state);
  draw_message(session, state);
  draw_all_floating(session, state);
}

const std::vector<FloatingPanel>& floating_panels() {
  static const std::vector<FloatingPanel> rows = {
      {"welcome", "Welcome to Cartograd", draw_welcome, {}, PanelPlace::low},
      {"lessons", "Lessons", draw_lessons, {40, 32}},
      {"examples", "Examples", draw_gallery, {55, 38}},
      {"keys", "Keys", draw_keys, {66, 40}},
      {"hidden", "What this picture hides", draw_hidden, {44, 34}},
      {"runs", "Runs", draw_run_table, {56, 20}},
      {"points", "Critical points", draw_point_table, {58, 24}},
      {"restarts", "Restarts", draw_restarts, {58, 27}},
      {"files", "Files", draw_files, {40, 30}},
      {"leftover", "Not saved", draw_leftover, {}, PanelPlace::low},
      {"palette", "All commands", draw_palette, {38, 24}},
      {"continue", "Continue from here", draw_continue, {38, 27}},
      {"place", "Here", draw_place, {}, PanelPlace::mouse},
  };
  return rows;
}

void toggle_panel(PanelState& state, const std::string& id) {
  if (state.open.erase(id) == 0) state.open.insert(id);
}

void escape(Session& session, PanelState& state) {
  if (!state.open.empty())
    state.open.clear();
  else if (!ImGui::GetIO().WantTextInput)  // there Esc leaves the field
    session.cancel();
}

void attempt(PanelState& state, const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    state.message = error.what();
    state.message_is_error = true;
  }
}

bool any_click() { return ImGui::IsMouseClicked(0) || ImGui::IsMouseClicked(1) || ImGui::IsMouseClicked(2); }

}  // namespace cartograd
