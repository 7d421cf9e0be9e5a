// All runs in numbers: who is where, and how soon.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/panels/floating.h"
#include "app/panels/widgets.h"
#include "app/scene/ticks.h"

namespace cartograd {

namespace {

// A run's row, with what it is sorted by.
struct RunRow {
  std::size_t run = 0;
  double steps_to_target = INFINITY, seconds_to_target = INFINITY, best = INFINITY, last = INFINITY;
  std::string outcome;
};

RunRow row_of(const Run& run, std::size_t k, double target) {
  RunRow row;
  row.run = k;
  row.outcome = describe_outcome(run);
  if (run.size() == 0) return row;
  row.best = *std::ranges::min_element(run.loss);
  row.last = run.loss.back();
  const auto reached = std::ranges::find_if(run.loss, [&](double loss) { return loss <= target; });
  if (reached == run.loss.end()) return row;
  const auto i = static_cast<std::size_t>(reached - run.loss.begin());
  row.steps_to_target = static_cast<double>(run.step[i]);
  row.seconds_to_target = run.seconds[i];
  return row;
}

double key(const RunRow& row, int column) {
  switch (column) {
    case 1:
      return row.steps_to_target;
    case 2:
      return row.seconds_to_target;
    case 3:
      return row.best;
    case 4:
      return row.last;
    default:
      return static_cast<double>(row.run);
  }
}

std::string seconds_text(double seconds) {
  if (!std::isfinite(seconds)) return "–";
  return seconds < 1 ? fmt::format("{:.3g} ms", 1e3 * seconds) : fmt::format("{:.3g} s", seconds);
}

// A loss that some runs reach and others do not: twice the best.
double usual_target(const std::vector<Run>& runs) {
  double best = INFINITY, start = 0;
  for (const Run& run : runs)
    if (run.size() > 0) {
      best = std::min(best, *std::ranges::min_element(run.loss));
      start = std::max(start, run.loss.front());
    }
  if (!std::isfinite(best)) return 0;
  return best > 0 ? std::sqrt(best * std::max(start, best)) : 0.5 * (best + start);
}

}  // namespace

void draw_run_table(Session& session, PanelState& state) {
  const auto& training = session.results().training;
  if (!training) return;
  if (state.target_loss == 0) state.target_loss = usual_target(training->runs);
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted("Down to loss");
  ImGui::SameLine();
  ImGui::SetNextItemWidth(7 * ImGui::GetFontSize());
  ImGui::InputDouble("##target", &state.target_loss, 0, 0, "%.3g");
  tooltip("the loss over all samples that a run has to reach");
  ImGui::SameLine();
  ImGui::TextDisabled("seconds: of the steps alone, on this machine, beside the other runs");
  const ImGuiTableFlags flags = ImGuiTableFlags_Sortable | ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollY |
                                ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_Resizable;
  if (!ImGui::BeginTable("runs", 6, flags)) return;
  const float font = ImGui::GetFontSize();
  ImGui::TableSetupScrollFreeze(0, 1);
  ImGui::TableSetupColumn("run", ImGuiTableColumnFlags_DefaultSort, 15 * font);
  ImGui::TableSetupColumn("steps to it", 0, 5.5f * font);
  ImGui::TableSetupColumn("time to it", 0, 5.5f * font);
  ImGui::TableSetupColumn("best", 0, 5 * font);
  ImGui::TableSetupColumn("last", 0, 5 * font);
  ImGui::TableSetupColumn("outcome", ImGuiTableColumnFlags_WidthStretch | ImGuiTableColumnFlags_NoSort);
  ImGui::TableHeadersRow();
  std::vector<RunRow> rows;
  for (std::size_t k = 0; k < training->runs.size(); ++k)
    rows.push_back(row_of(training->runs[k], k, state.target_loss));
  if (const ImGuiTableSortSpecs* sort = ImGui::TableGetSortSpecs(); sort && sort->SpecsCount > 0) {
    const int column = sort->Specs->ColumnIndex;
    const bool down = sort->Specs->SortDirection == ImGuiSortDirection_Descending;
    std::ranges::stable_sort(rows, [&](const RunRow& one, const RunRow& other) {
      return down ? key(one, column) > key(other, column) : key(one, column) < key(other, column);
    });
  }
  for (const RunRow& row : rows) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    color_dot(run_color(row.run));
    ImGui::SameLine();
    ImGui::TextUnformatted(training->runs[row.run].label.c_str());
    const bool reached = std::isfinite(row.steps_to_target);
    for (const std::string& text :
         {reached ? fmt::format("{:.0f}", row.steps_to_target) : std::string("–"), seconds_text(row.seconds_to_target),
          std::isfinite(row.best) ? fmt::format("{:.3g}", row.best) : std::string("–"),
          std::isfinite(row.last) ? fmt::format("{:.3g}", row.last) : std::string("–"), row.outcome}) {
      ImGui::TableNextColumn();
      ImGui::TextUnformatted(text.c_str());
    }
  }
  ImGui::EndTable();
}

}  // namespace cartograd
