#include "app/scene/curvature_charts.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "app/scene/chart_runs.h"
#include "app/scene/theme.h"
#include "core/experiment/curvature_path.h"
#include "core/experiment/flatness.h"

namespace cartograd {

namespace {

constexpr double lowest_reach = .2;  // of the smallest λmax: what is negative by less does not squeeze the curves

// The entry of a track for the view's cursor: the last one up to there. `track` is not empty.
std::size_t entry_at(const CurvatureTrack& track, const View& view) {
  if (!view.cursor) return track.size() - 1;
  const auto after = std::upper_bound(track.step.begin(), track.step.end(), *view.cursor);
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, after - track.step.begin())) - 1;
}

// ": λmax 6.1, 2/lr 6.67, trace 12.3 ± 0.4".
std::string values_in_words(const CurvatureTrack& track, std::size_t i) {
  std::string text =
      std::isfinite(track.sharpness[i]) ? fmt::format(": λmax {:.3g}", track.sharpness[i]) : ": λmax not found";
  if (track.limit) text += fmt::format(", {} {:.3g}", track.limit->formula, track.limit->sharpness);
  text += fmt::format(", trace {:.3g}", track.trace[i]);
  if (track.trace_error[i] > 0) text += fmt::format(" ± {:.3g}", track.trace_error[i]);
  return text;
}

ChartSeries curve(const CurvatureTrack& track, std::size_t run) {
  ChartSeries series;
  series.x.assign(track.step.begin(), track.step.end());
  color_as(series, run);
  return series;
}

double height_of(const ChartAxis& axis, double value) {
  return axis.logarithmic ? std::log(value / axis.low) / std::log(axis.high / axis.low)
                          : (value - axis.low) / (axis.high - axis.low);
}

// The limit's name where it is furthest from all curves: over or under the line, preferably at the left.
ChartPoint named_limit(const Chart& chart, const StabilityLimit& limit, const std::vector<CurvatureTrack>& tracks) {
  ChartPoint best{chart.x.low, limit.sharpness, MarkerShape::sphere, {}, 0, limit.formula};
  constexpr double length = .15, height = .04;  // of the name's room, as shares of the axes
  double widest = 0;
  for (const double begin : {0.0, .2, .4, .6, .8})
    for (const bool under : {false, true}) {
      const double low = glm::mix(chart.x.low, chart.x.high, begin), high = glm::mix(low, chart.x.high, length);
      const double middle = height_of(chart.y, limit.sharpness) + (under ? -height : height);
      double room = .2;  // more makes no difference
      for (const CurvatureTrack& track : tracks)
        for (std::size_t i = 0; i < track.size(); ++i)
          if (const auto step = static_cast<double>(track.step[i]); step >= low && step <= high)
            room = std::min(room, std::abs(height_of(chart.y, track.sharpness[i]) - middle));
      if (room <= widest + .01) continue;
      widest = room;
      best.x = low;
      best.under = under;
    }
  return best;
}

// Dashed across the whole diagram; its many points keep the legend away.
void add_limit(Chart& chart, const StabilityLimit& limit, std::size_t run) {
  constexpr int pieces = 32;
  ChartSeries line;
  color_as(line, run);
  for (int i = 0; i <= pieces; ++i)
    line.x.push_back(glm::mix(chart.x.low, chart.x.high, static_cast<double>(i) / pieces));
  line.y.assign(line.x.size(), limit.sharpness);
  line.width = 1.3f;
  line.dash = 6;
  chart.series.push_back(std::move(line));
}

// λmin where it is negative, by its size.
void add_lowest(Chart& chart, const CurvatureTrack& track, std::size_t run) {
  ChartSeries series = curve(track, run);
  for (double value : track.lowest) series.y.push_back(value < 0 ? -value : std::numeric_limits<double>::quiet_NaN());
  series.strength = .6f;
  series.width = 1.4f;
  series.dash = 1.5f;
  chart.series.push_back(std::move(series));
}

// Around λmax of all runs and the limits in reach; logarithmic where λmax is positive.
void fit_sharpness(Chart& chart, const std::vector<CurvatureTrack>& tracks) {
  std::vector<double> values;
  for (const CurvatureTrack& track : tracks)
    std::ranges::copy_if(track.sharpness, std::back_inserter(values),
                         [](double value) { return std::isfinite(value); });
  if (values.empty()) return;
  const auto [lowest, highest] = std::ranges::minmax(values);
  chart.y.logarithmic = lowest > 0;
  const double limit_reach = (chart.y.logarithmic ? 30 : 3) * highest;
  for (const CurvatureTrack& track : tracks) {
    if (track.limit && track.limit->sharpness < limit_reach) values.push_back(track.limit->sharpness);
    for (const double value : track.lowest)
      if (value < 0 && -value > lowest_reach * lowest) values.push_back(-value);
  }
  fit_axis(chart.y, values);
}

}  // namespace

Chart sharpness_chart(const ChartInputs& inputs) {
  Chart chart;
  chart.y.title = "sharpness: largest eigenvalue of the Hessian";
  chart.cursor = cursor_of(inputs.view);
  if (!inputs.results.curvature) return chart;
  const CurvatureResult& curvature = *inputs.results.curvature;
  const std::vector<Run>& runs = curvature.request.basis->runs;
  fit_steps(chart, runs);
  fit_sharpness(chart, curvature.runs);
  bool negative = false;
  for (std::size_t k = 0; k < curvature.runs.size(); ++k) {
    const CurvatureTrack& track = curvature.runs[k];
    if (track.size() == 0) continue;
    add_lowest(chart, track, k);
    negative |= std::ranges::any_of(chart.series.back().y, [&](double value) { return value > chart.y.low; });
    if (track.limit) {
      add_limit(chart, *track.limit, k);
      chart.points.push_back(named_limit(chart, *track.limit, curvature.runs));
    }
    ChartSeries sharpness = curve(track, k);
    sharpness.y = track.sharpness;
    sharpness.label = runs[k].label;
    sharpness.detail = values_in_words(track, entry_at(track, inputs.view));
    chart.series.push_back(std::move(sharpness));
  }
  if (negative) {
    ChartSeries sign;  // what the legend says of all dotted curves
    sign.label = "|λmin| where λmin is negative";
    sign.color = palette(inputs.view.theme).faint_ink;
    sign.dash = 1.5f;
    chart.series.push_back(std::move(sign));
  }
  return chart;
}

Chart index_path_chart(const ChartInputs& inputs) {
  Chart chart;
  const Index dimension = inputs.results.training->problem->objective->dimension();
  chart.y.title = fmt::format("negative eigenvalues of {}", dimension);
  chart.y.counts = true;
  chart.cursor = cursor_of(inputs.view);
  if (!inputs.results.curvature) return chart;
  const CurvatureResult& curvature = *inputs.results.curvature;
  const std::vector<Run>& runs = curvature.request.basis->runs;
  fit_steps(chart, runs);
  double highest = 1;
  for (std::size_t k = 0; k < curvature.runs.size(); ++k) {
    const CurvatureTrack& track = curvature.runs[k];
    if (track.size() == 0 || track.index.front() < 0) continue;
    ChartSeries series = curve(track, k);
    series.y.assign(track.index.begin(), track.index.end());
    series.label = runs[k].label;
    series.detail = fmt::format(": index {}", track.index[entry_at(track, inputs.view)]);
    series.marker = 2.2f;
    series.width = 1.2f;
    highest = std::max(highest, *std::ranges::max_element(series.y));
    chart.series.push_back(std::move(series));
  }
  chart.y.low = -.04 * highest;
  chart.y.high = 1.06 * highest;
  const bool looked = std::ranges::any_of(curvature.runs, [](const CurvatureTrack& track) { return track.size() > 0; });
  if (chart.series.empty() && looked)
    chart.note = fmt::format(
        "The index is not known: of {} parameters not all eigenvalues of the Hessian are computed, only its ends and "
        "its trace.",
        dimension);
  return chart;
}

Chart flatness_chart(const ChartInputs& inputs) {
  Chart chart;
  chart.x = {"distance, in lengths of the weights, filter by filter", -1, 1};
  chart.y.title = inputs.results.training->problem->axis;
  if (!inputs.results.flatness) return chart;
  const FlatnessResult& flatness = *inputs.results.flatness;
  const std::vector<Run>& runs = flatness.request.basis->runs;
  std::vector<double> values;
  for (std::size_t k = 0; k < flatness.runs.size(); ++k) {
    const FlatnessProfile& profile = flatness.runs[k];
    if (profile.mean.empty()) continue;
    for (const auto& [losses, strength] :
         {std::pair(&profile.lowest, .3f), std::pair(&profile.highest, .3f), std::pair(&profile.mean, 1.f)}) {
      ChartSeries series;
      color_as(series, k);
      series.x = flatness.distances;
      series.y = *losses;
      series.strength = strength;
      if (losses == &profile.mean) {
        series.label = runs[k].label;
        series.detail = fmt::format(", step {}: mean of {} directions", profile.step, flatness.directions);
      } else {
        series.width = 1;
      }
      std::ranges::copy_if(series.y, std::back_inserter(values), [](double loss) { return std::isfinite(loss); });
      chart.series.push_back(std::move(series));
    }
  }
  chart.y.logarithmic = !values.empty() && std::ranges::min(values) > 0;
  fit_axis(chart.y, values);
  return chart;
}

}  // namespace cartograd
