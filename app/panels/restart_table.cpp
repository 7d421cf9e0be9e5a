// Restarts in numbers: what each setting achieves, where each restart ended, and what can be done with it.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/panels/floating.h"
#include "app/panels/widgets.h"
#include "app/scene/restart_charts.h"
#include "app/scene/ticks.h"
#include "app/session/restart_actions.h"

namespace cartograd {

namespace {

constexpr std::size_t most_shown = 3;   // that a plane can be laid through
constexpr std::size_t most_rows = 500;  // the best ones

constexpr ImGuiTableFlags table_flags =
    ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollY | ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_Resizable;

void text_cells(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(text.c_str());
  }
}

std::string number(double value) { return std::isfinite(value) ? fmt::format("{:.4g}", value) : "–"; }

// The middle one of those that succeeded.
std::string usual_steps(const RestartGroup& group) {
  std::vector<Index> steps;
  for (const Ending& ending : group.endings)
    if (ending.reached >= 0) steps.push_back(ending.reached);
  if (steps.empty()) return "–";
  std::ranges::sort(steps);
  return fmt::format("{}", steps[steps.size() / 2]);
}

void draw_groups(Session& session, const RestartResult& restarts) {
  const float font = ImGui::GetFontSize();
  const float height = std::min<float>(6, static_cast<float>(restarts.groups.size())) + 1.3f;
  if (!ImGui::BeginTable("groups", 9, table_flags, {0, height * ImGui::GetFrameHeightWithSpacing() * .86f})) return;
  const std::pair<const char*, float> columns[] = {{"setting", 9},     {"ended", 4},     {"success", 11},
                                                   {"best", 4.5f},     {"median", 4.5f}, {"worst", 4.5f},
                                                   {"steps to it", 5}, {"diverged", 4},  {"places", 4}};
  ImGui::TableSetupScrollFreeze(0, 1);
  for (const auto& [title, width] : columns) ImGui::TableSetupColumn(title, 0, width * font);
  ImGui::TableHeadersRow();
  for (std::size_t g = 0; g < restarts.groups.size(); ++g) {
    const RestartGroup& group = restarts.groups[g];
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    color_dot(run_color(g));
    ImGui::SameLine();
    const std::string label = group.label.empty() ? "all" : group.label;
    if (ImGui::Selectable(label.c_str(), static_cast<Index>(g) == session.view.restart_group,
                          ImGuiSelectableFlags_SpanAllColumns))
      session.view.restart_group = static_cast<Index>(g);
    mark_item(label);
    const std::vector<double> losses = group.sorted_losses();
    const Proportion success = group.success();
    const double none = NAN;
    text_cells({fmt::format("{}", group.trained()),
                fmt::format("{:.1f} % ({:.0f}–{:.0f})", 100 * success.share, 100 * success.low, 100 * success.high),
                number(losses.empty() ? none : losses.front()),
                number(losses.empty() ? none : losses[losses.size() / 2]),
                number(losses.empty() ? none : losses.back()), usual_steps(group), fmt::format("{}", group.diverged()),
                group.comparison.clusters.empty() ? "–" : fmt::format("{}", group.comparison.clusters.size())});
  }
  ImGui::EndTable();
}

// By loss; those that diverged last, those that are not trained yet not at all.
std::vector<std::size_t> ranked(const RestartGroup& group) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < group.endings.size(); ++i)
    if (group.endings[i].trained()) rows.push_back(i);
  std::ranges::stable_sort(rows, {}, [&](std::size_t i) {
    const Ending& ending = group.endings[i];
    return ending.arrived() && std::isfinite(ending.loss) ? ending.loss : HUGE_VAL;
  });
  if (rows.size() > most_rows) rows.resize(most_rows);
  return rows;
}

void draw_endings(const RestartGroup& group, PanelState& state) {
  const float font = ImGui::GetFontSize(), bar = 1.2f * ImGui::GetFrameHeightWithSpacing();
  if (!ImGui::BeginTable("endings", 6, table_flags, {0, -bar})) return;
  const std::pair<const char*, float> columns[] = {{"seed", 6},        {"loss", 6},  {"validation", 6},
                                                   {"steps to it", 5}, {"place", 4}, {"outcome", 14}};
  ImGui::TableSetupScrollFreeze(0, 1);
  for (const auto& [title, width] : columns) ImGui::TableSetupColumn(title, 0, width * font);
  ImGui::TableHeadersRow();
  const std::vector<Index> place = group.places();
  const std::vector<std::size_t> rows = ranked(group);
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(rows.size()));
  while (clipper.Step())
    for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
      const std::size_t i = rows[static_cast<std::size_t>(row)];
      const Ending& ending = group.endings[i];
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      const auto chosen = std::ranges::find(state.restarts, i);
      const std::string label = fmt::format("{}", ending.seed);
      if (ImGui::Selectable(label.c_str(), chosen != state.restarts.end(), ImGuiSelectableFlags_SpanAllColumns)) {
        if (chosen != state.restarts.end()) {
          state.restarts.erase(chosen);
        } else {
          if (state.restarts.size() == most_shown) state.restarts.erase(state.restarts.begin());
          state.restarts.push_back(i);
        }
      }
      mark_item("seed " + label);
      text_cells({number(ending.loss), number(ending.validation_loss),
                  ending.reached >= 0 ? fmt::format("{}", ending.reached) : "–",
                  place[i] >= 0 ? fmt::format("{}", place[i] + 1) : "–", describe_ending(ending)});
    }
  ImGui::EndTable();
}

void draw_actions(Session& session, PanelState& state, const RestartGroup& group) {
  std::erase_if(state.restarts, [&](std::size_t i) { return i >= group.endings.size(); });
  if (state.restarts.empty()) {
    ImGui::AlignTextToFramePadding();
    ImGui::TextDisabled("choose one, two or three to see their descents");
    return;
  }
  const char* const labels[] = {"See its descent", "See both, and a curve between", "See the plane through all three"};
  const char* label = labels[state.restarts.size() - 1];
  const bool pressed = ImGui::Button(label);
  mark_item(label);
  tooltip("trains them again, bit for bit, as runs of the picture; Ctrl+Z goes back");
  if (!pressed) return;
  attempt(state, [&] { show_restarts(session, group, state.restarts); });
  state.open.erase("restarts");
}

}  // namespace

void draw_restarts(Session& session, PanelState& state) {
  const auto& restarts = session.results().restarts;
  const bool busy = session.restarting();
  const bool stopped = restarts && !busy && restarts->trained() < restarts->planned();
  const char* label = busy ? "Stop" : stopped ? "Go on" : restarts ? "Twice as many" : "Train 100 restarts";
  const bool pressed = ImGui::Button(label);
  mark_item(busy ? "Stop restarts" : label);
  tooltip("of the first run, from other initial weights; the section “Restarts” says what else is varied");
  if (pressed) busy ? session.cancel() : more_restarts(session);
  for (const auto& [id, name] : {std::pair("endings", "Losses"),
                                 {"best_of", "Best of k"},
                                 {"endings_map", "Map"},
                                 {"barriers", "Hills"},
                                 {"surface", "Surface"}}) {
    ImGui::SameLine();
    if (ImGui::Button(name)) {
      session.view.layout = id;
      state.open.erase("restarts");  // which would cover it
    }
    mark_item(name);
  }
  if (!restarts) {
    ImGui::TextDisabled("%s", busy ? "training …" : "no restarts yet");
    return;
  }
  const RestartGroup& group = *shown_group(session.results(), session.view);
  ImGui::TextWrapped("%s%s", group.label.empty() ? "" : (group.label + ": ").c_str(), restarts_in_words(group).c_str());
  draw_groups(session, *restarts);
  draw_endings(group, state);
  draw_actions(session, state, group);
}

}  // namespace cartograd
