#include "app/scene/restart_charts.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/scene/chart_runs.h"
#include "app/scene/colormap.h"
#include "app/scene/describe.h"
#include "app/scene/scene_paths.h"
#include "app/scene/theme.h"
#include "app/scene/ticks.h"

namespace cartograd {

namespace {

constexpr const char* nothing_yet = "No restarts yet: [restarts] count, or Run › Train restarts";

// The losses of all groups decide; a tail near zero does not take all the room.
void fit_losses(ChartAxis& axis, std::vector<double> losses) {
  if (losses.empty()) return;
  const auto [lowest, highest] = std::ranges::minmax(losses);
  axis.logarithmic = lowest > 0 && highest > 20 * lowest;
  if (axis.logarithmic && lowest < 1e-9 * highest)
    std::erase_if(losses, [&, high = highest](double loss) { return loss < 1e-9 * high; });
  fit_axis(axis, losses);
}

std::vector<double> all_losses(const RestartResult& restarts) {
  std::vector<double> losses;
  for (const RestartGroup& group : restarts.groups) {
    const std::vector<double> sorted = group.sorted_losses();
    losses.insert(losses.end(), sorted.begin(), sorted.end());
  }
  return losses;
}

// Null, and a note in the chart, where there is nothing to draw.
const RestartResult* restarts_for(Chart& chart, const ChartInputs& inputs) {
  const RestartResult* restarts = inputs.results.restarts.get();
  if (restarts && restarts->trained() > 0) return restarts;
  chart.note = restarts ? "The first restarts are being trained" : nothing_yet;
  return nullptr;
}

const RestartGroup* compared_group(Chart& chart, const ChartInputs& inputs) {
  if (!restarts_for(chart, inputs)) return nullptr;
  const RestartGroup* group = shown_group(inputs.results, inputs.view);
  if (!group->comparison.endings.empty()) return group;
  chart.note = inputs.results.restarts->finished ? "No ending was compared: restarts.compare is 0, or all diverged"
                                                 : "Endings are compared once all are trained";
  return nullptr;
}

std::string of_group(const RestartGroup& group) { return group.label.empty() ? "" : group.label + ": "; }

// Of what is varied, all settings in a line or two; each group's name has its share of successes behind it.
std::string summary_of(const RestartResult& restarts) {
  if (restarts.groups.size() == 1) return restarts_in_words(restarts.groups.front());
  const double limit = restarts.request.experiment.restarts.real("success");
  const Index each = std::ssize(restarts.groups.front().endings);
  std::string text = fmt::format("{} restarts of each; in brackets the share below {} with its interval (95 %).", each,
                                 fmt::format("{:g}", limit));
  if (restarts.trained() < restarts.planned())
    text = fmt::format("{} of {} restarts so far. ", restarts.trained(), restarts.planned()) + text;
  return text;
}

std::string label_of(const RestartGroup& group) {
  const Proportion success = group.success();
  std::string text = fmt::format("{} ({:.0f} %: {:.0f}–{:.0f})", group.label, 100 * success.share, 100 * success.low,
                                 100 * success.high);
  if (const Index diverged = group.diverged(); diverged > 0) text += fmt::format(", {} diverged", diverged);
  return text;
}

void add_bars(Chart& chart, const std::vector<double>& losses) {
  constexpr int count = 48;
  ChartBars bars;
  bars.color = {0.27f, 0.47f, 0.67f};
  for (int i = 0; i <= count; ++i) {
    const double t = static_cast<double>(i) / count;
    bars.edges.push_back(chart.x.logarithmic ? chart.x.low * std::pow(chart.x.high / chart.x.low, t)
                                             : std::lerp(chart.x.low, chart.x.high, t));
  }
  bars.heights.assign(count, 0);
  for (const double loss : losses) {
    const auto bin = std::ranges::upper_bound(bars.edges, loss) - bars.edges.begin() - 1;
    bars.heights[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(bin, 0, count - 1))] += 1;
  }
  chart.y = {"restarts", 0, 1.06 * std::max(1.0, *std::ranges::max_element(bars.heights)), false, true};
  chart.bars.push_back(std::move(bars));
}

// The share of a group's restarts that end below a loss; those that diverged never do.
void add_cumulative(Chart& chart, const RestartGroup& group, std::size_t number) {
  ChartSeries series;
  color_as(series, number);
  series.label = label_of(group);
  const std::vector<double> losses = group.sorted_losses();
  const auto all = static_cast<double>(std::max<Index>(1, group.trained()));
  double share = 0;
  series.x.push_back(chart.x.low);
  series.y.push_back(0);
  for (const double loss : losses) {
    const double x = std::max(loss, chart.x.low);
    series.x.insert(series.x.end(), {x, x});
    series.y.push_back(share);
    share += 1 / all;
    series.y.push_back(share);
  }
  series.x.push_back(chart.x.high);
  series.y.push_back(share);
  chart.series.push_back(std::move(series));
}

std::string seed_name(const RestartGroup& group, std::size_t ending) {
  return fmt::format("{}", group.endings[ending].seed);
}

}  // namespace

const RestartGroup* shown_group(const Results& results, const View& view) {
  if (!results.restarts || results.restarts->groups.empty()) return nullptr;
  const auto& groups = results.restarts->groups;
  return &groups[std::min(static_cast<std::size_t>(view.restart_group), groups.size() - 1)];
}

std::string restarts_in_words(const RestartGroup& group) {
  const Index trained = group.trained(), planned = std::ssize(group.endings), succeeded = group.succeeded(),
              diverged = group.diverged();
  std::string text = trained < planned ? fmt::format("{} of {} restarts so far", trained, planned)
                                       : fmt::format("{} restart{}", trained, trained == 1 ? "" : "s");
  if (trained == 0) return text + ".";
  const Proportion success = group.success();
  text += fmt::format(": {} below {} ({:.1f} %; 95 % interval {:.1f} to {:.1f} %)", succeeded,
                      fmt::format("{:g}", group.experiment.restarts.real("success")), 100 * success.share,
                      100 * success.low, 100 * success.high);
  if (diverged > 0) text += fmt::format(", {} diverged", diverged);
  if (const auto& comparison = group.comparison; !comparison.clusters.empty())
    text += fmt::format("; {} compared: {} place{}", comparison.endings.size(), comparison.clusters.size(),
                        comparison.clusters.size() == 1 ? "" : "s");
  return text + ".";
}

Chart endings_chart(const ChartInputs& inputs) {
  Chart chart;
  chart.x.title = "final loss";
  chart.y.title = "restarts";
  const RestartResult* restarts = restarts_for(chart, inputs);
  if (!restarts) return chart;
  chart.summary = summary_of(*restarts);
  const std::vector<double> losses = all_losses(*restarts);
  if (losses.empty()) {
    chart.note = "Every restart diverged";
    return chart;
  }
  // Successes too low to be drawn stand at the left edge: the limit that they are below stands to the right of it.
  const double limit = restarts->request.experiment.restarts.real("success");
  std::vector<double> shown = losses;
  if (std::ranges::min(losses) < limit / 10) shown.push_back(limit / 10);
  fit_losses(chart.x, shown);
  if (restarts->groups.size() == 1) {
    add_bars(chart, losses);
  } else {
    chart.y = {"share of restarts that end below", 0, 1.04};
    for (std::size_t g = 0; g < restarts->groups.size(); ++g) add_cumulative(chart, restarts->groups[g], g);
  }
  if (limit > chart.x.low && limit < chart.x.high) chart.cursor = limit;
  return chart;
}

Chart best_of_chart(const ChartInputs& inputs) {
  Chart chart;
  chart.x = {"restarts", 1, 10, true};
  chart.y.title = "lowest loss to expect";
  const RestartResult* restarts = restarts_for(chart, inputs);
  if (!restarts) return chart;
  std::vector<double> all;
  for (std::size_t g = 0; g < restarts->groups.size(); ++g) {
    const RestartGroup& group = restarts->groups[g];
    ChartSeries series;
    color_as(series, g);
    if (restarts->groups.size() > 1) series.label = group.label;
    series.y = expected_best(group.sorted_losses());
    for (std::size_t k = 1; k <= series.y.size(); ++k) series.x.push_back(static_cast<double>(k));
    if (series.y.size() < 30) series.marker = 2.5f;
    chart.x.high = std::max(chart.x.high, static_cast<double>(series.y.size()));
    all.insert(all.end(), series.y.begin(), series.y.end());
    chart.series.push_back(std::move(series));
  }
  fit_losses(chart.y, all);
  chart.summary = "The lowest loss of k restarts that end somewhere, on average over all ways to pick k of them.";
  if (restarts->groups.size() == 1) {
    const double chance = restarts->groups.front().success().share;
    if (const Index enough = trials_for(chance, 0.99); enough > 0)
      chart.summary += fmt::format(" One in {} succeeds: at least one of {} does with 99 %.",
                                   short_label(std::round(10 / chance) / 10), enough);
  }
  return chart;
}

Chart validation_endings_chart(const ChartInputs& inputs) {
  Chart chart;
  chart.x.title = "final training loss";
  chart.y.title = "final validation loss";
  const RestartResult* restarts = restarts_for(chart, inputs);
  if (!restarts) return chart;
  std::vector<double> x, y;
  for (std::size_t g = 0; g < restarts->groups.size(); ++g) {
    const RestartGroup& group = restarts->groups[g];
    ChartSeries series;
    color_as(series, g);
    series.width = 0;
    series.marker = 2.5f;
    if (restarts->groups.size() > 1) series.label = group.label;
    for (const Ending& ending : group.endings) {
      if (!ending.arrived() || !std::isfinite(ending.validation_loss)) continue;
      series.x.push_back(ending.loss);
      series.y.push_back(ending.validation_loss);
    }
    x.insert(x.end(), series.x.begin(), series.x.end());
    y.insert(y.end(), series.y.begin(), series.y.end());
    chart.series.push_back(std::move(series));
  }
  if (x.empty()) {
    chart.series.clear();
    chart.note = "There are no validation samples: data.validation is 0";
    return chart;
  }
  fit_losses(chart.x, x);
  fit_losses(chart.y, y);
  chart.summary = summary_of(*restarts);
  return chart;
}

Chart endings_map_chart(const ChartInputs& inputs) {
  Chart chart;
  const RestartGroup* group = compared_group(chart, inputs);
  if (!group || group->comparison.place.empty()) return chart;
  const Comparison& comparison = group->comparison;
  chart.x.title = fmt::format("PCA 1 ({} of the variance)", percent(comparison.share_x));
  chart.y.title = fmt::format("PCA 2 ({})", percent(comparison.share_y));
  std::vector<double> losses, x, y;
  for (std::size_t i = 0; i < comparison.place.size(); ++i) {
    losses.push_back(group->endings[comparison.endings[i]].loss);
    x.push_back(comparison.place[i].x());
    y.push_back(comparison.place[i].y());
  }
  fit_axis(chart.x, x);
  fit_axis(chart.y, y);
  const HeightScale scale({}, losses);
  // Where many lie on each other, the lowest is seen.
  std::vector<std::size_t> order(comparison.place.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return losses[i]; });
  for (const std::size_t i : order)
    chart.points.push_back({x[i], y[i], MarkerShape::sphere,
                            colormap_color(inputs.view.style.colormap, static_cast<float>(scale.position(losses[i]))),
                            4.5f, ""});
  // How many are in a place, beside the one that stands for it.
  constexpr std::size_t most_named = 12;
  std::vector<Comparison::Group> places = comparison.clusters;
  std::ranges::stable_sort(places, std::greater(), &Comparison::Group::count);
  if (places.size() > most_named) places.resize(most_named);
  for (const Comparison::Group& place : places) {
    if (place.count < 2) continue;
    const auto i = static_cast<std::size_t>(std::ranges::find(comparison.endings, place.representative) -
                                            comparison.endings.begin());
    chart.points.push_back({x[i], y[i], MarkerShape::sphere, {}, 0, fmt::format("{}×", place.count)});
  }
  chart.color_bar = ColorBar{"final loss", scale.ticks()};
  chart.colormap = inputs.view.style.colormap;
  chart.summary = of_group(*group) + restarts_in_words(*group) +
                  " Hidden units of each are in the order nearest to the best one’s.";
  return chart;
}

Chart barriers_chart(const ChartInputs& inputs) {
  Chart chart;
  const RestartGroup* group = compared_group(chart, inputs);
  if (!group) return chart;
  const Barriers& barriers = group->comparison.barriers;
  const auto count = static_cast<int>(barriers.endings.size());
  if (count < 2) {
    chart.note = inputs.results.restarts->finished ? "There are no two endings to draw a line between"
                                                   : "The lines between endings are being measured";
    return chart;
  }
  double highest = 0;
  for (const Matrix* heights : {&barriers.straight, &barriers.aligned})
    for (const double height : heights->reshaped())
      if (std::isfinite(height)) highest = std::max(highest, height);
  ChartCells cells{count, count, {}, {}, {}};
  for (int row = 0; row < count; ++row)
    for (int column = 0; column < count; ++column) {
      const bool aligned = row < column;  // rows count from below: this is the lower right triangle
      const double height = (aligned ? barriers.aligned : barriers.straight)(row, column);
      const bool known = std::isfinite(height);
      cells.shade.push_back(known && highest > 0 && row != column ? static_cast<float>(std::sqrt(height / highest))
                                                                  : 0);
      cells.color.push_back(run_color(aligned ? 0 : 1));
      cells.text.push_back(
          row == column ? fmt::format("seed {}", seed_name(*group, barriers.endings[static_cast<std::size_t>(row)]))
          : !known      ? "…"
          : height == 0 ? "0"
                        : fmt::format("{:.2g}", height));
    }
  chart.cells = std::move(cells);
  chart.x = {"after alignment of the units (below the diagonal)", -.5, count - .5, false, true};
  chart.y = {"straight line (above)", -.5, count - .5, false, true};
  chart.x.ticks = chart.y.ticks = false;
  chart.aspect = 1;
  chart.summary =
      of_group(*group) +
      "Hills on straight lines between endings, above the line between their losses; the best stands in the "
      "lower left corner. A click shows the line.";
  return chart;
}

Chart profile_chart(const ChartInputs& inputs) {
  Chart chart;
  const RestartGroup* group = compared_group(chart, inputs);
  if (!group) return chart;
  const Barriers& barriers = group->comparison.barriers;
  const auto count = barriers.endings.size();
  const auto number = [&](std::size_t k) {
    return k < inputs.view.between.size() ? static_cast<std::size_t>(inputs.view.between[k]) : 1 - k;
  };
  const std::size_t i = std::max(number(0), number(1)), j = std::min(number(0), number(1));
  if (i == j || i >= count || Barriers::pair(i, j) >= barriers.aligned_lines.size()) {
    chart.note = "There is no line between two such endings";
    return chart;
  }
  const std::string from = seed_name(*group, barriers.endings[i]), to = seed_name(*group, barriers.endings[j]);
  chart.x = {fmt::format("from the ending of seed {} to that of seed {}", from, to), 0, 1};
  chart.y.title = group->problem->axis;
  std::vector<double> losses;
  for (const bool aligned : {false, true}) {
    const Profile& line = (aligned ? barriers.aligned_lines : barriers.straight_lines)[Barriers::pair(i, j)];
    ChartSeries series;
    color_as(series, aligned ? 0 : 1);
    series.label = fmt::format("{}, hill {:.3g}", aligned ? "after alignment" : "straight line", barrier(line));
    series.x = line.t;
    series.y = line.loss;
    losses.insert(losses.end(), line.loss.begin(), line.loss.end());
    chart.series.push_back(std::move(series));
  }
  fit_losses(chart.y, losses);
  chart.summary =
      of_group(*group) + "The hill on this line is not the hill between two solutions: a curve may pass it.";
  return chart;
}

}  // namespace cartograd
