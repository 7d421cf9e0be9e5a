#include "app/panels/read_out.h"

#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <imgui.h>

#include "app/panels/widgets.h"

namespace cartograd {

namespace {

std::string short_number(double value) { return fmt::format("{:.3g}", value); }

struct Column {
  const char* title;
  float width;  // in text sizes; fixed, so that the numbers do not dance while the cursor moves
  const char* help;
};

constexpr Column columns[] = {
    {"", 1.0f, ""},
    {"step", 3.2f, "where the cursor is on this run"},
    {"loss", 4.0f, "the run's own loss there, over all samples"},
    {"surface", 4.0f, "what the drawn surface says at the same place; it differs where the run is off the plane"},
    {"off plane", 7.0f, "distance from the plane that is drawn, and as a share of the way from start to end"},
    {"gradient", 4.4f, "length of the full gradient"},
    {"validation", 6.0f, "loss of the samples that were kept apart, and the share of them that is right"},
    {"", 9.0f, ""},
};
constexpr std::size_t validation_column = std::size(columns) - 2;

// "0.21 (93 %)"; the share only where there are classes.
std::string validation_text(const CursorReadout& readout) {
  if (std::isnan(readout.validation_accuracy)) return short_number(readout.validation_loss);
  return fmt::format("{} ({:.0f} %)", short_number(readout.validation_loss), 100 * readout.validation_accuracy);
}

void draw_row(const Run& run, const CursorReadout& readout, glm::vec3 color, bool validated) {
  const float font = ImGui::GetFontSize();
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::GetWindowDrawList()->AddCircleFilled({at.x + 0.4f * font, at.y + 0.55f * font}, 0.32f * font,
                                              ImGui::GetColorU32(ImVec4(color.x, color.y, color.z, 1)));
  ImGui::Dummy({0.9f * font, font});
  const double share = readout.path_length > 0 ? readout.off_plane / readout.path_length : 0;
  const bool at_end = readout.step == run.step.back() && run.outcome != Outcome::running;
  std::vector<std::string> cells = {fmt::format("{}", readout.step), short_number(readout.loss),
                                    std::isnan(readout.surface_loss) ? "outside" : short_number(readout.surface_loss),
                                    fmt::format("{} ({:.0f} %)", short_number(readout.off_plane), 100 * share),
                                    short_number(readout.gradient_norm)};
  if (validated) cells.push_back(validation_text(readout));
  cells.push_back(at_end ? describe_outcome(run) : "");
  for (const std::string& text : cells) {
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(text.c_str());
  }
}

}  // namespace

void draw_readout(Session& session) {
  const Results& results = session.results();
  if (!results.training || !results.slice) return;
  const PlaneFit& fit = *results.slice->fit;
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("the plane holds %.1f %% of the paths’ variance in %d dimensions", 100 * fit.share,
                      static_cast<int>(fit.plane.origin.size()));
  tooltip("a random plane would hold about " + short_number(200.0 / static_cast<double>(fit.plane.origin.size())) +
          " % of it; what is left is off the plane and cannot be seen in this picture");
  if (!fit.note.empty()) ImGui::TextWrapped("%s", fit.note.c_str());
  const bool validated = results.training->problem->validation != nullptr;
  std::vector<Column> shown(std::begin(columns), std::end(columns));
  if (!validated) shown.erase(shown.begin() + validation_column);
  if (!ImGui::BeginTable("cursor", static_cast<int>(shown.size()))) return;
  for (const Column& column : shown)
    ImGui::TableSetupColumn(column.title, ImGuiTableColumnFlags_WidthFixed, column.width * ImGui::GetFontSize());
  ImGui::TableNextRow();
  for (const Column& column : shown) {
    ImGui::TableNextColumn();
    ImGui::TextDisabled("%s", column.title);
    tooltip(column.help);
  }
  for (std::size_t k = 0; k < results.training->runs.size(); ++k) {
    const CursorReadout readout = read_cursor(results, session.paths(), session.view, k);
    if (readout.valid) draw_row(results.training->runs[k], readout, run_color(k), validated);
  }
  ImGui::EndTable();
}

}  // namespace cartograd
