#include "app/scene/chart_runs.h"

#include <algorithm>
#include <iterator>

#include "app/scene/scene_paths.h"

namespace cartograd {

void color_as(ChartSeries& series, std::size_t run) {
  constexpr float contrasts[] = {3, 4.8f, 3.8f, 7};
  series.color = run_color(run);
  series.contrast = contrasts[run % std::size(contrasts)];
}

void fit_steps(Chart& chart, const std::vector<Run>& runs) {
  chart.x.title = "step";
  chart.x.low = 0;
  chart.x.high = 1;
  for (const Run& run : runs)
    chart.x.high = std::max(chart.x.high,
                            static_cast<double>(run.outcome == Outcome::running ? run.planned_steps : run.last_step));
}

std::optional<double> cursor_of(const View& view) {
  return view.cursor ? std::optional(static_cast<double>(*view.cursor)) : std::nullopt;
}

}  // namespace cartograd
