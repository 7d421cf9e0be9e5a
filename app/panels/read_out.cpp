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
    {"off plane", 6.4f, "distance from the plane that is drawn, and as a share of the way from start to end"},
    {"gradient", 4.2f, "length of the full gradient"},
    {"validation", 6.0f, "loss of the samples that were kept apart, and the share of them that is right"},
    {"", 9.0f, ""},
};
constexpr std::size_t validation_column = std::size(columns) - 2;

// "0.21 (93 %)"; the share only where there are classes.
std::string validation_text(const CursorReadout& readout) {
  if (std::isnan(readout.validation_accuracy)) return short_number(readout.validation_loss);
  return fmt::format("{} ({:.0f} %)", short_number(readout.validation_loss), 100 * readout.validation_accuracy);
}

// Without the step where it is the one that stands in the row.
std::string outcome_text(const Run& run) {
  const std::string text = describe_outcome(run);
  return run.last_step == run.step.back() ? text.substr(0, text.find(" at step")) : text;
}

// A distance that is nothing but rounding is none.
std::string off_plane_text(const CursorReadout& readout) {
  const double share = readout.path_length > 0 ? readout.off_plane / readout.path_length : 0;
  if (share < 1e-9) return "0 (0 %)";
  return fmt::format("{} ({:.0f} %)", short_number(readout.off_plane), 100 * share);
}

void draw_row(const Run& run, const CursorReadout& readout, glm::vec3 color, bool validated) {
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  color_dot(color);
  const bool at_end = readout.step == run.step.back() && run.outcome != Outcome::running;
  std::vector<std::string> cells = {fmt::format("{}", readout.step), short_number(readout.loss),
                                    std::isnan(readout.surface_loss) ? "outside" : short_number(readout.surface_loss),
                                    off_plane_text(readout), short_number(readout.gradient_norm)};
  if (validated) cells.push_back(validation_text(readout));
  cells.push_back(at_end ? outcome_text(run) : "");
  for (const std::string& text : cells) {
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(text.c_str());
  }
}

// What the plane holds of the paths, and how its losses were computed.
void draw_plane_line(const PlaneFit& fit, const SurfaceRemarks& remarks, PanelState& state) {
  const auto dimensions = static_cast<double>(fit.plane.origin.size());
  ImGui::AlignTextToFramePadding();
  std::string help = "click for all that such a picture hides";
  if (dimensions <= 2) {
    ImGui::TextDisabled("the plane is the whole space · %s", remarks.precision.c_str());
  } else {
    ImGui::TextDisabled("the plane holds %.1f %% of the paths’ variance in %.0f dimensions · %s", 100 * fit.share,
                        dimensions, remarks.precision.c_str());
    help = "a random plane would hold about " + short_number(200 / dimensions) +
           " % of it; what is left is off the plane and cannot be seen in this picture; " + help;
  }
  tooltip(help);
  if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (ImGui::IsItemClicked()) toggle_panel(state, "hidden");
}

// What else must be known of the surface; nothing, most of the time.
void draw_remarks(const SurfaceRemarks& remarks, const std::string& height_note) {
  std::string text = height_note.empty() ? "" : "losses " + height_note;
  for (const std::string& note : remarks.notes) text += (text.empty() ? "" : " · ") + note;
  if (!text.empty()) ImGui::TextWrapped("%s", text.c_str());
}

}  // namespace

void draw_readout(Session& session, PanelState& state) {
  const Results& results = session.results();
  if (!results.training || !results.slice) return;
  const PlaneFit& fit = *results.slice->fit;
  ImGui::AlignTextToFramePadding();
  draw_plane_line(fit, surface_remarks(results), state);
  draw_remarks(surface_remarks(results), session.scene().height_note);
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
