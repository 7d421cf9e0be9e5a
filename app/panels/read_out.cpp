#include "app/panels/read_out.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <imgui.h>

#include "app/panels/widgets.h"

namespace cartograd {

namespace {

std::string short_number(double value) { return fmt::format("{:.3g}", value); }

struct Cursor {
  const Run& run;
  const CursorReadout& at;
};

struct Column {
  const char* title;
  float width;   // in text sizes; fixed, so that the numbers do not dance while the cursor moves
  int needless;  // where there is no room for all, the highest goes first
  const char* help;
  std::string (*text)(const Cursor& cursor);
};

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

std::string surface_text(const CursorReadout& readout) {
  return std::isnan(readout.surface_loss) ? "outside" : short_number(readout.surface_loss);
}

bool at_end(const Cursor& cursor) {
  return cursor.at.step == cursor.run.step.back() && cursor.run.outcome != Outcome::running;
}

constexpr float dot_width = 1;
constexpr Column columns[] = {
    {"step", 3.2f, 0, "where the cursor is on this run",
     [](const Cursor& cursor) { return fmt::format("{}", cursor.at.step); }},
    {"loss", 4.0f, 0, "the run's own loss there, over all samples",
     [](const Cursor& cursor) { return short_number(cursor.at.loss); }},
    {"surface", 4.0f, 1, "what the drawn surface says at the same place; it differs where the run is off the plane",
     [](const Cursor& cursor) { return surface_text(cursor.at); }},
    {"off plane", 6.4f, 0, "distance from the plane that is drawn, and as a share of the way from start to end",
     [](const Cursor& cursor) { return off_plane_text(cursor.at); }},
    {"gradient", 4.2f, 3, "length of the full gradient",
     [](const Cursor& cursor) { return short_number(cursor.at.gradient_norm); }},
    {"validation", 6.0f, 2, "loss of the samples that were kept apart, and the share of them that is right",
     [](const Cursor& cursor) { return validation_text(cursor.at); }},
    {"", 9.0f, 4, "", [](const Cursor& cursor) { return at_end(cursor) ? outcome_text(cursor.run) : std::string(); }},
};

// Those that there is room for, in text sizes.
std::vector<Column> shown_columns(bool validated, float room) {
  std::vector<Column> shown;
  for (const Column& column : columns)
    if (validated || std::string_view(column.title) != "validation") shown.push_back(column);
  const auto width = [&] {
    float sum = dot_width + 0.6f;
    for (const Column& column : shown) sum += column.width + 0.6f;  // the gap
    return sum;
  };
  while (width() > room) {
    const auto first = std::ranges::max_element(shown, {}, &Column::needless);
    if (first->needless == 0) break;
    shown.erase(first);
  }
  return shown;
}

void draw_row(const std::vector<Column>& shown, const Cursor& cursor, glm::vec3 color) {
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  color_dot(color);
  for (const Column& column : shown) {
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(column.text(cursor).c_str());
  }
}

// What the plane holds of the paths, and how its losses were computed.
void draw_plane_line(const PlaneFit& fit, const SurfaceRemarks& remarks, PanelState& state) {
  const auto dimensions = static_cast<double>(fit.plane.origin.size());
  ImGui::AlignTextToFramePadding();
  std::string text = "the plane is the whole space · " + remarks.precision;
  std::string help = "click for all that such a picture hides";
  if (dimensions > 2) {
    const std::string share = fmt::format("{:.1f} % of the paths’ variance", 100 * fit.share);
    text = fmt::format("the plane holds {} in {} dimensions · {}", share, dimensions, remarks.precision);
    if (ImGui::CalcTextSize(text.c_str()).x > ImGui::GetContentRegionAvail().x) text = "holds " + share;
    help = "a random plane would hold about " + short_number(200 / dimensions) +
           " % of it; what is left is off the plane and cannot be seen in this picture; " + help;
  }
  ImGui::TextDisabled("%s", text.c_str());
  tooltip(help);
  if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (ImGui::IsItemClicked()) toggle_panel(state, "hidden");
}

// What else must be known of the surface; nothing, most of the time.
void draw_remarks(const SurfaceRemarks& remarks, const std::string& height_note,
                  const std::vector<std::string>& extras) {
  std::string text = height_note.empty() ? "" : "losses " + height_note;
  for (const auto* notes : {&remarks.notes, &extras})
    for (const std::string& note : *notes) text += (text.empty() ? "" : " · ") + note;
  if (!text.empty()) ImGui::TextWrapped("%s", text.c_str());
}

}  // namespace

void draw_readout(Session& session, PanelState& state) {
  const Results& results = session.results();
  if (!results.training || !results.slice) return;
  const PlaneFit& fit = *results.slice->fit;
  ImGui::AlignTextToFramePadding();
  draw_plane_line(fit, surface_remarks(results), state);
  draw_remarks(surface_remarks(results), session.scene().height_note, surface_extras(results, session.view));
  const float font = ImGui::GetFontSize();
  const std::vector<Column> shown =
      shown_columns(results.training->problem->validation != nullptr, ImGui::GetContentRegionAvail().x / font);
  if (!ImGui::BeginTable("cursor", static_cast<int>(shown.size()) + 1)) return;
  ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthFixed, dot_width * font);
  for (const Column& column : shown)
    ImGui::TableSetupColumn(column.title, ImGuiTableColumnFlags_WidthFixed, column.width * font);
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  for (const Column& column : shown) {
    ImGui::TableNextColumn();
    ImGui::TextDisabled("%s", column.title);
    tooltip(column.help);
  }
  for (std::size_t k = 0; k < results.training->runs.size(); ++k) {
    const CursorReadout readout = read_cursor(results, session.paths(), session.view, k);
    if (readout.valid) draw_row(shown, {results.training->runs[k], readout}, run_color(k));
  }
  ImGui::EndTable();
}

}  // namespace cartograd
