#include "app/panels/time_line.h"

#include <cmath>

#include "app/panels/chart.h"
#include "app/panels/widgets.h"

namespace cartograd {

namespace {

bool button(const char* label, const char* help) {
  const bool pressed = ImGui::Button(label);
  tooltip(help);
  ImGui::SameLine();
  return pressed;
}

void draw_buttons(Session& session) {
  const bool playing = session.playback.playing;
  if (ImGui::Button(playing ? "Pause" : "Play", {ImGui::GetFontSize() * 4.2f, 0}))
    playing ? session.pause() : session.play();
  tooltip("Space");
  ImGui::SameLine();
  if (button("<", "one recorded iterate back (left arrow)")) session.step(-1);
  if (button(">", "one recorded iterate forward (right arrow, N)")) session.step(1);
  if (button("Restart", "train again from the same seed (Ctrl+R)")) session.restart(false);
  if (button("New seed", "train again from a new seed (Ctrl+Shift+R)")) session.restart(true);
  if (session.training() && button("Fit plane", "lay the plane through the path so far (P)")) session.fit_plane();
  ImGui::NewLine();
}

}  // namespace

void draw_time_line(Session& session) {
  draw_buttons(session);
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
  if (ImGui::IsItemActive()) session.seek(chart_x(corner, size, x_max, ImGui::GetIO().MousePos.x));
  tooltip(ImGui::IsItemActive()
              ? ""
              : "loss over all samples against steps (pale: of the validation samples); drag to scrub");
  draw_chart(*ImGui::GetWindowDrawList(), corner, size, lines, x_max, session.playback.step);
}

}  // namespace cartograd
