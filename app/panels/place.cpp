// What can be done at a place of the plane, and how a run goes on from the cursor.
#include <fmt/format.h>

#include "app/panels/floating.h"
#include "app/panels/widgets.h"
#include "app/scene/ticks.h"
#include "app/session/actions.h"
#include "core/optim/optimizer.h"

namespace cartograd {

namespace {

// A line that does something; the panel goes with it.
bool choose(PanelState& state, const char* panel, const char* label, const std::string& help) {
  const bool chosen = ImGui::Selectable(label);
  mark_item(label);
  tooltip(help);
  if (chosen) state.open.erase(panel);
  return chosen;
}

}  // namespace

void draw_place(Session& session, PanelState& state) {
  const auto& slice = session.results().slice;
  if (!slice) return;
  const auto [a, b] = state.place;
  const auto known = session.hover(a, b);
  ImGui::TextDisabled("a %s, b %s", short_label(a).c_str(), short_label(b).c_str());
  if (known)
    ImGui::TextDisabled("loss %.4g, gradient %.3g", known->loss, known->gradient_norm);
  else
    ImGui::TextDisabled("loss %.4g", slice->slice.interpolate(a, b));
  ImGui::Separator();
  const auto entry = [&](const char* label, const std::string& help) { return choose(state, "place", label, help); };
  if (entry("Look at this network", "its decisions, its curve, or what it takes for what, beside the surface"))
    session.look_at(a, b);
  if (entry("Start a run here", "the first run's optimizer, from the very parameters of this place"))
    attempt(state, [&] { start_run_at(session, a, b); });
  if (entry("Nearest critical point",
            "goes down the length of the gradient in the full space, and tells what it finds"))
    session.search_from(a, b);
  ImGui::Separator();
  ImGui::TextDisabled("A plane through here");
  struct Row {
    const char *kind, *label, *help;
  };
  for (const Row& row :
       {Row{"random", "Random", "two random directions from this place"},
        Row{"hessian", "Steepest and lowest curvature", "eigenvectors of the full Hessian at this place"},
        Row{"gradient", "Down the gradient", "the gradient at this place, and the run's last update"}})
    if (entry(row.label, row.help)) attempt(state, [&] { plane_through(session, a, b, row.kind); });
  ImGui::Separator();
  if (entry("Move the window here", "this place in the middle of the surface, with the same width"))
    move_window(session, a, b);
}

void draw_continue(Session& session, PanelState& state) {
  const auto& training = session.results().training;
  const auto run = static_cast<std::size_t>(session.view.probe_run);
  if (!training || run >= training->runs.size()) return;
  const Run& from = training->runs[run];
  const std::size_t count = visible_iterates(from, session.view);
  if (count == 0) return;
  ImGui::TextWrapped("%s, step %ld, loss %.4g", from.label.c_str(), static_cast<long>(from.step[count - 1]),
                     from.loss[count - 1]);
  ImGui::TextDisabled("goes on with");
  for (const KindInfo* row : infos(optimizers())) {
    if (choose(state, "continue", row->label.c_str(), ""))
      attempt(state, [&] { continue_with(session, run, row->id); });
    ImGui::SameLine(10 * ImGui::GetFontSize());
    ImGui::PushTextWrapPos(0);
    ImGui::TextDisabled("%s", row->summary.c_str());
    ImGui::PopTextWrapPos();
  }
}

}  // namespace cartograd
