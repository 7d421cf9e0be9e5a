#include "app/panels/time_line.h"

#include <cmath>

#include "app/panels/chart.h"
#include "app/panels/widgets.h"

namespace cartograd {

namespace {

bool button(const char* label, const char* help) {
  const bool pressed = ImGui::Button(label);
  mark_item(label);
  tooltip(help);
  ImGui::SameLine();
  return pressed;
}

// How the runs are played, and what has no room beside.
void draw_playing(Session& session, PanelState& state, bool narrow) {
  Playback& playback = session.playback;
  if (button("…", "speed, loop, runs by loss, go on from here")) ImGui::OpenPopup("playing");
  if (!ImGui::BeginPopup("playing")) return;
  if (narrow && ImGui::Selectable("Restart")) session.restart(false);
  if (narrow && ImGui::Selectable("New seed")) session.restart(true);
  if (narrow && session.training() && ImGui::Selectable("Fit plane")) session.fit_plane();
  ImGui::SetNextItemWidth(9 * ImGui::GetFontSize());
  constexpr double slowest = 1.0 / 16, fastest = 16;
  ImGui::SliderScalar("Speed", ImGuiDataType_Double, &playback.speed, &slowest, &fastest, "× %.3g",
                      ImGuiSliderFlags_Logarithmic);
  tooltip("at × 1 all recorded steps are played in six seconds ( [ and ] )");
  ImGui::Checkbox("Loop", &playback.loop);
  mark_item("Loop");
  tooltip("from the end to the start again (Shift+L)");
  ImGui::Checkbox("By loss", &playback.by_loss);
  mark_item("By loss");
  tooltip("each run where it is first as low as the first one, whatever step that was (Shift+Space)");
  if (ImGui::Selectable("Continue from here with …")) state.open.insert("continue");
  mark_item("Continue from here with …");
  tooltip("adds a run that goes on from the iterate at the cursor (K)");
  if (ImGui::Selectable("Table of runs")) state.open.insert("runs");
  mark_item("Table of runs");
  tooltip("steps and seconds down to a loss (Shift+T)");
  ImGui::EndPopup();
}

void draw_buttons(Session& session, PanelState& state) {
  const bool playing = session.playback.playing, training = session.training();
  const bool narrow = ImGui::GetContentRegionAvail().x < (training ? 26 : 21) * ImGui::GetFontSize();
  if (ImGui::Button(playing ? "Pause" : "Play", {ImGui::GetFontSize() * 4.2f, 0}))
    playing ? session.pause() : session.play();
  mark_item("Play");
  tooltip("Space");
  ImGui::SameLine();
  if (button("<", "one recorded iterate back (left arrow)")) session.step(-1);
  if (button(">", "one recorded iterate forward (right arrow, N)")) session.step(1);
  if (!narrow && button("Restart", "train again from the same seed (Ctrl+R)")) session.restart(false);
  if (!narrow && button("New seed", "train again from a new seed (Ctrl+Shift+R)")) session.restart(true);
  draw_playing(session, state, narrow);
  if (training && !narrow && button("Fit plane", "lay the plane through the path so far (P)")) session.fit_plane();
  ImGui::NewLine();
}

}  // namespace

void draw_time_line(Session& session, PanelState& state) {
  draw_buttons(session, state);
  std::vector<ChartLine> lines;
  double x_max = 1;
  if (const auto& training = session.results().training)
    for (std::size_t k = 0; k < training->runs.size(); ++k) {
      const Run& run = training->runs[k];
      const glm::vec3 color = run_color(k);
      ChartLine line{
          {run.step.begin(), run.step.end()}, run.loss, ImGui::GetColorU32(ImVec4(color.x, color.y, color.z, 1))};
      lines.push_back(std::move(line));
      // The validation loss beside it, thin and pale.
      if (!run.validation_loss.empty())
        lines.push_back({{run.step.begin(), run.step.end()},
                         run.validation_loss,
                         ImGui::GetColorU32(ImVec4(color.x, color.y, color.z, 0.55f)),
                         0.5f});
      x_max = std::max(x_max, static_cast<double>(run.outcome == Outcome::running ? run.planned_steps : run.last_step));
    }
  const ImVec2 corner = ImGui::GetCursorScreenPos(), size = ImGui::GetContentRegionAvail();
  if (size.x < 40 || size.y < 20) return;
  ImGui::InvisibleButton("curve", size);
  mark_item("curve");
  if (ImGui::IsItemActive()) session.seek(chart_x(corner, size, x_max, ImGui::GetIO().MousePos.x));
  tooltip(ImGui::IsItemActive()
              ? ""
              : "loss over all samples against steps (pale: of the validation samples); drag to scrub");
  draw_chart(*ImGui::GetWindowDrawList(), corner, size, lines, x_max, session.playback.step);
}

}  // namespace cartograd
