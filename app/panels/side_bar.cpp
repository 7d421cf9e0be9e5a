#include "app/panels/side_bar.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include "app/panels/widgets.h"
#include "core/objective/analytic.h"

namespace cartograd {

namespace {

void color_swatch(glm::vec3 color) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float size = ImGui::GetFontSize();
  ImGui::GetWindowDrawList()->AddRectFilled({at.x, at.y + 0.3f * size}, {at.x + 0.8f * size, at.y + 1.1f * size},
                                            ImGui::GetColorU32(ImVec4(color.x, color.y, color.z, 1)), 0.2f * size);
  ImGui::Dummy({0.8f * size, size});
  ImGui::SameLine();
}

void edit_runs(const Section& section, Session& session) {
  std::vector<Choice>& runs = session.experiment.runs;
  std::size_t removed = runs.size();
  for (std::size_t k = 0; k < runs.size(); ++k) {
    ImGui::PushID(static_cast<int>(k));
    color_swatch(run_color(k));
    ImGui::AlignTextToFramePadding();
    ImGui::Text("Run %d", static_cast<int>(k) + 1);
    if (runs.size() > 1) {
      ImGui::SameLine(ImGui::GetContentRegionMax().x - ImGui::GetFontSize() * 4.4f);
      if (ImGui::Button("Remove")) removed = k;
      mark_item("Remove");
    }
    edit_choice(section, runs[k]);
    ImGui::Spacing();
    ImGui::PopID();
  }
  if (removed < runs.size()) runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(removed));
  const bool room = runs.size() < 8, added = room && ImGui::Button("Add a run", {-1, 0});
  if (room) mark_item("Add a run");
  if (added) {
    // The other optimizer, with the same batch and number of steps: a comparison is what a second run is for.
    const std::string& last = runs.back().kind;
    const auto& rows = section.rows;
    std::size_t next = 0;
    while (next < rows.size() && rows[next]->id != last) ++next;
    runs.push_back(with_kind(section, runs.back(), rows[(next + 1) % rows.size()]->id));
  }
  tooltip("another optimizer from the same initial weights, drawn together with this one");
}

// Of a function, the plane of its first two parameters is the whole of it or its best-known picture; of a network it is
// hardly ever what one wants to see.
void follow_objective(const Choice& before, const Choice& after, Session& session) {
  const bool was_function = is_analytic(before.kind), is_function = is_analytic(after.kind);
  Choice& plane = session.experiment.plane;
  if (was_function == is_function || plane.kind != (was_function ? "weights" : "pca")) return;
  plane = initial_choice(find_section("plane"), is_function ? "weights" : "pca");
}

void edit_section(const Section& section, Session& session) {
  if (!is_used(session.experiment, section)) {
    ImGui::TextDisabled("not used: the objective is a function");
    return;
  }
  if (section.repeated) {
    edit_runs(section, session);
    return;
  }
  Choice choice = get_section(session.experiment, section.name).front();
  if (!edit_choice(section, choice)) return;
  if (section.name == "objective") follow_objective(session.experiment.objective, choice, session);
  set_section(session.experiment, section.name, {choice});
}

void edit_view(Session& session) {
  Settings settings = to_settings(session.view);
  bool changed = false;
  for (const Setting& setting : view_table()) {
    // The cursor belongs to the time line, the camera to the mouse.
    if (setting.id == "cursor") break;
    changed |= edit_setting(setting, settings);
  }
  if (changed) {
    const View before = session.view;
    session.view = make_view(settings);
    session.view.cursor = before.cursor;
    session.view.camera = before.camera;
  }
  ImGui::Checkbox("Orthographic", &session.view.camera.orthographic);
}

}  // namespace

void draw_side_bar(Session& session) {
  ImGui::TextUnformatted("Cartograd");
  ImGui::SameLine();
  ImGui::TextDisabled("true error surfaces, live");
  for (const Section& section : experiment_sections()) {
    const bool open = ImGui::CollapsingHeader(section.label.c_str(), ImGuiTreeNodeFlags_DefaultOpen);
    mark_item(section.label);
    if (open) edit_section(section, session);
  }
  const bool open = ImGui::CollapsingHeader("View");
  mark_item("View section");
  if (open) {
    ImGui::PushID("view");
    edit_view(session);
    ImGui::PopID();
  }
}

}  // namespace cartograd
