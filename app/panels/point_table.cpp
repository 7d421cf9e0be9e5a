// All critical points that were found, in numbers: what kind each is, and what can be done with it.
#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "app/panels/floating.h"
#include "app/panels/widgets.h"
#include "app/scene/critical_charts.h"
#include "app/scene/point_look.h"
#include "app/session/critical_actions.h"
#include "core/base/statistics.h"

namespace cartograd {

namespace {

struct Filter {
  const char* label;
  std::optional<PointKind> kind;
};
constexpr Filter filters[] = {{"all kinds", {}},
                              {"minima", PointKind::minimum},
                              {"saddles", PointKind::saddle},
                              {"maxima", PointKind::maximum},
                              {"degenerate", PointKind::degenerate},
                              {"flat regions", PointKind::flat_region}};

struct Column {
  const char* title;
  const char* help;
  float width;  // in text sizes
  double (*key)(const CriticalPoint& point, Index hits);
  std::string (*text)(const CriticalPoint& point, Index hits);
};

const Column columns[] = {
    {"kind", "what the full space says of the point", 12,
     [](const CriticalPoint& p, Index) {
       return static_cast<double>(p.kind()) * 1e6 + static_cast<double>(p.negative);
     },
     [](const CriticalPoint& p, Index) { return describe_kind(p); }},
    {"loss", "its own loss", 5, [](const CriticalPoint& p, Index) { return p.loss; },
     [](const CriticalPoint& p, Index) { return fmt::format("{:.5g}", p.loss); }},
    {"index", "how many eigenvalues of the Hessian are negative", 3.5f,
     [](const CriticalPoint& p, Index) { return static_cast<double>(p.negative); },
     [](const CriticalPoint& p, Index) { return fmt::format("{}", p.negative); }},
    {"flat", "how many are zero, as far as can be told", 3,
     [](const CriticalPoint& p, Index) { return static_cast<double>(p.degenerate); },
     [](const CriticalPoint& p, Index) { return fmt::format("{}", p.degenerate); }},
    {"λmin", "the lowest eigenvalue", 5, [](const CriticalPoint& p, Index) { return p.lowest(); },
     [](const CriticalPoint& p, Index) { return fmt::format("{:.3g}", p.lowest()); }},
    {"λmax", "the highest eigenvalue: the sharpness", 5, [](const CriticalPoint& p, Index) { return p.highest(); },
     [](const CriticalPoint& p, Index) { return fmt::format("{:.3g}", p.highest()); }},
    {"gradient", "‖∇E‖ in the full space", 5, [](const CriticalPoint& p, Index) { return p.gradient_norm; },
     [](const CriticalPoint& p, Index) { return fmt::format("{:.1e}", p.gradient_norm); }},
    {"‖H∇E‖", "‖H∇E‖ / (‖H‖ ‖∇E‖): near 0 where the gradient lies in flat directions", 5,
     [](const CriticalPoint& p, Index) { return p.flatness; },
     [](const CriticalPoint& p, Index) { return p.gradient_norm > 0 ? fmt::format("{:.1e}", p.flatness) : "–"; }},
    {"hits", "how many searches ended here, or at a copy", 3,
     [](const CriticalPoint&, Index hits) { return static_cast<double>(hits); },
     [](const CriticalPoint&, Index hits) { return fmt::format("{}", hits); }},
};

// How many are minima, and whether topology misses a point.
std::string verdict(const FoundPoints& found) {
  const Survey& survey = found.survey;
  const Index points = static_cast<Index>(survey.points.size());
  if (points == 0) return "";
  const Proportion minima = wilson(survey.count(PointKind::minimum), points);
  return fmt::format("Minima: {:.0f} % ({:.0f} to {:.0f} %, Wilson’s interval). {}", 100 * minima.share,
                     100 * minima.low, 100 * minima.high, morse_in_words(found));
}

void draw_actions(Session& session, PanelState& state, const CriticalPoint& point) {
  const auto button = [&](const char* label, const char* help, bool possible, auto action) {
    if (!possible) return;
    ImGui::SameLine();
    const bool pressed = ImGui::Button(label);
    mark_item(label);
    tooltip(help);
    if (pressed) attempt(state, [&] { action(session, point); });
  };
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted(describe_kind(point).c_str());
  button("See it", "the plane of its steepest ways up and down", point.w.size() > 1, see_point);
  button("Beside a random plane", "what a random plane through it shows, and what its eigenvectors show",
         point.w.size() > 1, see_beside_random);
  button("Push off it", "two runs along each of its steepest ways down, from a tiny push", point.escapes.cols() > 0,
         push_off);
}

}  // namespace

void draw_point_table(Session& session, PanelState& state) {
  const auto& found = session.results().found;
  const bool busy = session.searching();
  const bool pressed = ImGui::Button(busy ? "Stop" : "Search");
  mark_item(busy ? "Stop searching" : "Search");
  tooltip("200 searches, or twice as many as before; the section “Critical points” says where they start");
  if (pressed) busy ? session.cancel() : search_more(session);
  ImGui::SameLine();
  ImGui::SetNextItemWidth(9 * ImGui::GetFontSize());
  if (ImGui::BeginCombo("##kinds", filters[state.point_kinds].label)) {
    for (int i = 0; i < static_cast<int>(std::size(filters)); ++i) {
      if (ImGui::Selectable(filters[i].label, i == state.point_kinds)) state.point_kinds = i;
      mark_item(filters[i].label);
    }
    ImGui::EndCombo();
  }
  if (!found) {
    ImGui::TextDisabled("%s", busy ? "searching …" : "no point has been searched for yet");
    return;
  }
  ImGui::TextWrapped("%s %s", found_in_words(*found).c_str(), verdict(*found).c_str());
  const Survey& survey = found->survey;
  std::vector<std::size_t> rows;
  const auto& kind = filters[state.point_kinds].kind;
  for (std::size_t k = 0; k < survey.points.size(); ++k)
    if (!kind || survey.points[k].kind() == *kind) rows.push_back(k);
  const float bar = 1.2f * ImGui::GetFrameHeightWithSpacing();
  const ImGuiTableFlags flags = ImGuiTableFlags_Sortable | ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollY |
                                ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_Resizable;
  if (!ImGui::BeginTable("points", std::size(columns), flags, {0, -bar})) return;
  ImGui::TableSetupScrollFreeze(0, 1);
  for (const Column& column : columns)
    ImGui::TableSetupColumn(column.title, &column == &columns[1] ? ImGuiTableColumnFlags_DefaultSort : 0,
                            column.width * ImGui::GetFontSize());
  ImGui::TableHeadersRow();
  if (const ImGuiTableSortSpecs* sort = ImGui::TableGetSortSpecs(); sort && sort->SpecsCount > 0) {
    const Column& column = columns[sort->Specs->ColumnIndex];
    const double sign = sort->Specs->SortDirection == ImGuiSortDirection_Descending ? -1 : 1;
    std::ranges::stable_sort(rows, {},
                             [&](std::size_t k) { return sign * column.key(survey.points[k], survey.hits[k]); });
  }
  for (const std::size_t k : rows) {
    const CriticalPoint& point = survey.points[k];
    ImGui::TableNextRow();
    ImGui::PushID(static_cast<int>(k));
    for (const Column& column : columns) {
      ImGui::TableNextColumn();
      const std::string text = column.text(point, survey.hits[k]);
      if (&column != columns) {
        ImGui::TextUnformatted(text.c_str());
        continue;
      }
      color_dot(look_of(point.kind()).color);
      ImGui::SameLine();
      if (ImGui::Selectable(text.c_str(), k == state.point, ImGuiSelectableFlags_SpanAllColumns)) state.point = k;
      mark_item(text);
    }
    ImGui::PopID();
  }
  ImGui::EndTable();
  if (state.point < survey.points.size()) draw_actions(session, state, survey.points[state.point]);
}

}  // namespace cartograd
