#include "app/scene/charts.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/scene/build_scene.h"
#include "app/scene/chart_runs.h"
#include "app/scene/critical_charts.h"
#include "app/scene/curvature_charts.h"
#include "app/scene/describe.h"
#include "app/scene/network_chart.h"
#include "app/scene/restart_charts.h"
#include "app/scene/scene_extras.h"
#include "app/scene/surface_grid.h"
#include "core/experiment/spectra.h"

namespace cartograd {

namespace {

constexpr int map_fineness = 192;   // intervals a side of the grid that contour lines run through
constexpr double most_above = 1e3;  // a run that flies away leaves the diagram, so that the others can still be seen

std::vector<double> steps_of(const Run& run) { return {run.step.begin(), run.step.end()}; }

// Logarithmic where all values are positive.
void fit_values(Chart& chart) {
  std::vector<double> values;
  double start = 0;
  for (const ChartSeries& series : chart.series) {
    values.insert(values.end(), series.y.begin(), series.y.end());
    if (!series.y.empty() && std::isfinite(series.y.front())) start = std::max(start, series.y.front());
  }
  chart.y.logarithmic = std::none_of(values.begin(), values.end(), [](double value) { return value <= 0; });
  if (chart.y.logarithmic && start > 0) std::erase_if(values, [&](double value) { return value > most_above * start; });
  fit_axis(chart.y, values);
  if (chart.y.logarithmic) chart.y.low = std::max(chart.y.low, chart.y.high * 1e-14);
}

// A curve for every run of what is recorded in `values`, with the raw values behind it where it is smoothed.
void add_records(Chart& chart, const ChartInputs& inputs, std::vector<double> Run::*values, const std::string& suffix,
                 float strength, float dash) {
  const std::vector<Run>& runs = inputs.results.training->runs;
  for (std::size_t k = 0; k < runs.size(); ++k) {
    const std::vector<double>& recorded = runs[k].*values;
    if (recorded.empty()) continue;
    ChartSeries series;
    series.x = steps_of(runs[k]);
    series.x.resize(recorded.size());
    series.y = recorded;
    color_as(series, k);
    if (inputs.view.smoothing > 0) {
      ChartSeries raw = series;
      raw.strength = 0.3f * strength;
      raw.width = 1;
      chart.series.push_back(std::move(raw));
      series.y = smoothed(recorded, inputs.view.smoothing);
    }
    series.label = runs[k].label + suffix;
    series.strength = strength;
    series.dash = dash;
    chart.series.push_back(std::move(series));
  }
}

Chart loss_chart(const ChartInputs& inputs) {
  Chart chart;
  chart.y.title = inputs.results.training->problem->axis;
  const bool validated = inputs.results.training->problem->validation != nullptr;
  add_records(chart, inputs, &Run::loss, validated ? ", training" : "", 1, 0);
  add_records(chart, inputs, &Run::validation_loss, ", validation", 1, 4);
  fit_steps(chart, inputs.results.training->runs);
  fit_values(chart);
  chart.cursor = cursor_of(inputs.view);
  return chart;
}

Chart gradient_chart(const ChartInputs& inputs) {
  Chart chart;
  chart.y.title = "gradient norm";
  add_records(chart, inputs, &Run::gradient_norm, "", 1, 0);
  fit_steps(chart, inputs.results.training->runs);
  fit_values(chart);
  chart.cursor = cursor_of(inputs.view);
  return chart;
}

Chart accuracy_chart(const ChartInputs& inputs) {
  Chart chart;
  chart.y.title = "accuracy";
  add_records(chart, inputs, &Run::accuracy, "", 1, 0);
  add_records(chart, inputs, &Run::validation_accuracy, ", validation", 1, 4);
  fit_steps(chart, inputs.results.training->runs);
  std::vector<double> values;
  for (const ChartSeries& series : chart.series) values.insert(values.end(), series.y.begin(), series.y.end());
  fit_axis(chart.y, values);
  chart.cursor = cursor_of(inputs.view);
  return chart;
}

Chart off_plane_chart(const ChartInputs& inputs) {
  Chart chart;
  chart.y.title = "distance from the plane";
  const std::vector<Run>& runs = inputs.results.training->runs;
  std::vector<double> values = {0};
  for (std::size_t k = 0; k < std::min(runs.size(), inputs.paths.size()); ++k) {
    ChartSeries series;
    series.label = runs[k].label;
    series.y = inputs.paths[k].off_plane;
    series.x = steps_of(runs[k]);
    series.x.resize(series.y.size());
    color_as(series, k);
    values.insert(values.end(), series.y.begin(), series.y.end());
    chart.series.push_back(std::move(series));
  }
  fit_steps(chart, runs);
  fit_axis(chart.y, values);
  chart.y.low = 0;
  chart.cursor = cursor_of(inputs.view);
  return chart;
}

// The losses along both axes of the plane through its origin, or through the window's middle where that is outside.
Chart line_chart(const ChartInputs& inputs) {
  const Slice& slice = inputs.results.slice->slice;
  const PlaneFit& fit = *inputs.results.slice->fit;
  const Window& window = slice.window;
  const auto through = [](double low, double high) { return low <= 0 && high >= 0 ? 0.0 : (low + high) / 2; };
  const double a = through(window.a_min, window.a_max), b = through(window.b_min, window.b_max);
  Chart chart;
  chart.x.title = "along the axes of the plane";
  chart.y.title = inputs.results.training->problem->axis;
  constexpr int points = 401;
  for (const bool along_a : {true, false}) {
    const double low = along_a ? window.a_min : window.b_min, high = along_a ? window.a_max : window.b_max;
    ChartSeries series;
    series.label = along_a ? fit.name_a : fit.name_b;
    if (const double other = along_a ? b : a; other != 0)
      series.label += fmt::format(", at {:.3g} on the other", other);
    color_as(series, along_a ? 0 : 1);
    for (int i = 0; i < points; ++i) {
      const double t = low + (high - low) * i / (points - 1);
      series.x.push_back(t);
      series.y.push_back(along_a ? slice.interpolate(t, b) : slice.interpolate(a, t));
    }
    chart.series.push_back(std::move(series));
  }
  std::vector<double> places = chart.series[0].x;
  places.insert(places.end(), chart.series[1].x.begin(), chart.series[1].x.end());
  fit_axis(chart.x, places);
  fit_values(chart);
  return chart;
}

// How often the slice has which loss: its share of the window.
Chart histogram_chart(const ChartInputs& inputs) {
  std::vector<double> losses;
  for (double loss : inputs.results.slice->slice.loss)
    if (std::isfinite(loss)) losses.push_back(loss);
  Chart chart;
  chart.x.title = inputs.results.training->problem->axis;
  chart.y.title = "share of the window";
  chart.x.logarithmic = inputs.scale.logarithmic();
  fit_axis(chart.x, losses);
  constexpr int count = 40;
  ChartBars bars;
  bars.color = {0.27f, 0.47f, 0.67f};
  const auto edge = [&](int i) {
    const double t = static_cast<double>(i) / count;
    return chart.x.logarithmic ? chart.x.low * std::pow(chart.x.high / chart.x.low, t)
                               : chart.x.low + t * (chart.x.high - chart.x.low);
  };
  for (int i = 0; i <= count; ++i) bars.edges.push_back(edge(i));
  bars.heights.assign(count, 0);
  for (double loss : losses) {
    const auto bin = std::upper_bound(bars.edges.begin(), bars.edges.end(), loss) - bars.edges.begin() - 1;
    if (bin >= 0 && bin < count)
      bars.heights[static_cast<std::size_t>(bin)] += 1.0 / static_cast<double>(losses.size());
  }
  fit_axis(chart.y, bars.heights);
  chart.y.low = 0;
  chart.bars.push_back(std::move(bars));
  return chart;
}

// The Hessian's eigenvalues: their density, smoothed by a hundredth of their range, and where they are known one by
// one, a mark for each.
Chart spectrum_chart(const ChartInputs& inputs) {
  Chart chart;
  chart.x.title = "eigenvalue of the Hessian";
  chart.y.title = "density of eigenvalues";
  chart.y.logarithmic = true;
  if (!inputs.results.spectra) return chart;
  const SpectraResult& spectra = *inputs.results.spectra;
  const std::vector<Run>& runs = spectra.request.basis->runs;
  std::vector<double> nodes = {0};
  for (const Spectrum& spectrum : spectra.runs)
    nodes.insert(nodes.end(), spectrum.density.nodes.begin(), spectrum.density.nodes.end());
  fit_axis(chart.x, nodes);
  const double width = (chart.x.high - chart.x.low) / 100;
  constexpr int points = 601;
  constexpr double decades = 5;  // below the highest density
  double highest = 0;
  for (std::size_t k = 0; k < spectra.runs.size(); ++k) {
    const Spectrum& spectrum = spectra.runs[k];
    if (spectrum.empty()) continue;
    ChartSeries series;
    color_as(series, k);
    series.label = fmt::format("{}, step {}: {}{} negative", runs[k].label, spectrum.step,
                               spectrum.exact ? "" : "about ", percent(spectrum.negative_share()));
    for (int i = 0; i < points; ++i) {
      series.x.push_back(chart.x.low + (chart.x.high - chart.x.low) * i / (points - 1));
      series.y.push_back(spectrum.density.at(series.x.back(), width));
      highest = std::max(highest, series.y.back());
    }
    chart.series.push_back(std::move(series));
  }
  if (highest == 0) return chart;
  chart.y.high = 2 * highest;
  chart.y.low = highest * std::pow(10, -decades);
  for (std::size_t k = 0; k < spectra.runs.size(); ++k) {
    if (!spectra.runs[k].exact) continue;
    ChartSeries marks;
    color_as(marks, k);
    marks.width = 0;
    marks.marker = 2;
    marks.x = spectra.runs[k].density.nodes;
    marks.y.assign(marks.x.size(), chart.y.low * std::pow(1.5, 1.0 + static_cast<double>(k)));
    chart.series.push_back(std::move(marks));
  }
  return chart;
}

Chart map_chart(const ChartInputs& inputs) {
  View plain = inputs.view;
  plain.style.occlusion = false;  // takes time, and is not seen from above
  const Scene scene = build_scene(inputs.results, inputs.paths, plain, "", &inputs.scale, inputs.colors);
  const Window& window = inputs.results.slice->slice.window;
  Chart chart;
  chart.x = {scene.axes.title_a, window.a_min, window.a_max};
  chart.y = {scene.axes.title_b, window.b_min, window.b_max};
  chart.aspect = scene.axes.globe ? 0.5f : scene.axes.depth;  // a degree is as long both ways
  chart.note = scene.bar_note();
  chart.caption = scene.caption;
  const SurfaceGrid grid = refined(surface_grid(*scene.surface), map_fineness);
  ChartMap map;
  map.low = {window.a_min, window.b_min};
  map.high = {window.a_max, window.b_max};
  map.colormap = scene.style.colormap;
  if (scene.surface->categorical) map.categories = static_cast<int>(ColorScale::most_places);
  map.color = {grid.columns, grid.rows, {}, {}};
  const float lowest = scene.axes.surface_bottom - 1e-4f, highest = scene.axes.surface_top + 1e-4f;
  for (const auto& [height, slope_x, slope_y, color, level, occlusion, presence] : grid.vertices) {
    // Colours of losses outside a chosen range are themselves outside the colour map; others must be told.
    const bool away =
        !scene.colored_by_loss && (color < -0.25f || (scene.surface->cut && (height < lowest || height > highest)));
    map.color.value.push_back(color);
    map.color.presence.push_back(away ? 0 : presence);
    map.level.value.push_back(level);
    map.level.presence.push_back(presence);
  }
  map.level.columns = grid.columns;
  map.level.rows = grid.rows;
  if (scene.style.contours)
    for (double loss : inputs.scale.levels())
      map.levels.push_back(static_cast<int>(std::lround(inputs.scale.level(loss))));
  std::sort(map.levels.begin(), map.levels.end());
  map.levels.erase(std::unique(map.levels.begin(), map.levels.end()), map.levels.end());
  chart.map = std::move(map);
  chart.color_bar = scene.color_bar;
  for (const PlacedPoint& point : slice_points_in_plane(inputs.results, inputs.view))
    chart.points.push_back({point.place.x(), point.place.y(), point.shape, point.color, 6, point.name});
  for (const PlaneLine& line : inputs.results.slice->fit->lines) {
    ChartSeries series;
    for (const Eigen::Vector2d& place : line.place) {
      series.x.push_back(place.x());
      series.y.push_back(place.y());
    }
    series.color = line_color(line);
    series.width = 2;
    series.dash = line.curve ? 0 : 5;
    series.label = line.label;
    chart.series.push_back(std::move(series));
  }
  if (!inputs.view.paths) return chart;
  const std::vector<Run>& runs = inputs.results.training->runs;
  for (std::size_t k = 0; k < std::min(runs.size(), inputs.paths.size()); ++k) {
    const std::size_t count = std::min(visible_iterates(runs[k], inputs.view), inputs.paths[k].a.size());
    if (count == 0) continue;
    ChartSeries series, outline;
    series.x.assign(inputs.paths[k].a.begin(), inputs.paths[k].a.begin() + static_cast<std::ptrdiff_t>(count));
    series.y.assign(inputs.paths[k].b.begin(), inputs.paths[k].b.begin() + static_cast<std::ptrdiff_t>(count));
    series.color = run_color(k);
    series.width = 2;
    outline = series;
    outline.color = glm::vec3(.1f);
    outline.width = 3.4f;
    if (runs.size() > 1) series.label = runs[k].label;
    chart.points.push_back({series.x.front(), series.y.front(), MarkerShape::sphere, glm::vec3(.98f), 4, ""});
    chart.points.push_back({series.x.back(), series.y.back(), MarkerShape::sphere, run_color(k), 4, ""});
    chart.series.push_back(std::move(outline));
    chart.series.push_back(std::move(series));
  }
  if (inputs.view.points)
    for (const PlacedPoint& point : known_points_in_plane(inputs.results))
      chart.points.push_back({point.place.x(), point.place.y(), point.shape, point.color, 4, point.name});
  return chart;
}

}  // namespace

const std::vector<ChartKind>& charts() {
  static const std::vector<ChartKind> rows = {
      {"map", "Contour map", "the surface from above, with contour lines and the paths", map_chart},
      {"loss", "Loss curves", "training and validation loss against steps", loss_chart},
      {"accuracy", "Accuracy", "share of samples that are classified rightly, against steps", accuracy_chart},
      {"gradient", "Gradient norm", "length of the full gradient against steps", gradient_chart},
      {"off_plane", "Off-plane distance", "how far the iterates are from the plane, against steps", off_plane_chart},
      {"line", "Cross-sections", "the loss along both axes of the plane", line_chart},
      {"histogram", "Histogram", "how much of the window has which loss", histogram_chart},
      {"index", "Index and loss", "critical points: loss, and share of negative eigenvalues", index_chart},
      {"minima", "Share of minima", "of the critical points that were found, against the number of parameters",
       minima_chart},
      {"endings", "Endings of restarts", "how the final losses of restarts are distributed", endings_chart},
      {"best_of", "Best of k restarts", "the lowest loss to expect of so many restarts", best_of_chart},
      {"endings_map", "Map of endings", "where restarts end, by principal components", endings_map_chart},
      {"barriers", "Hills between endings", "on straight lines, before and after alignment of the units",
       barriers_chart},
      {"profile", "Line between endings", "the losses along one of these lines", profile_chart},
      {"validation", "Training and validation", "final losses of restarts on both sets", validation_endings_chart},
      {"spectrum", "Spectrum", "eigenvalues of the Hessian at the cursor", spectrum_chart, true},
      {"network", "Network", "what the network at the cursor, or at a chosen place, does with the data", network_chart,
       false, true},
      {"sharpness", "Sharpness", "largest eigenvalue of the Hessian along the runs, and where their steps overshoot",
       sharpness_chart, false, false, true},
      {"index_path", "Index along the run", "number of negative eigenvalues of the Hessian against steps",
       index_path_chart, false, false, true},
      {"flatness", "Flat or sharp", "losses around the runs' iterates, along directions scaled filter by filter",
       flatness_chart, false, false, false, true},
  };
  return rows;
}

bool shows_spectra(const View& view) {
  const ChartKind* chart = find_chart(view.layout);
  return chart && chart->needs_spectra;
}

bool shows_probe(const View& view) {
  const ChartKind* chart = find_chart(view.layout);
  return view.layout == "explore" || (chart && chart->needs_probe);
}

bool shows_flatness(const View& view) {
  const ChartKind* chart = find_chart(view.layout);
  return chart && chart->needs_flatness;
}

bool shows_curvature(const View& view) {
  const ChartKind* chart = find_chart(view.layout);
  return chart && chart->needs_curvature;
}

std::optional<ProbeRequest> probe_request(const Results& results, const View& view) {
  if (!results.training) return std::nullopt;
  if (view.probe.size() == 2) {
    if (!results.slice) return std::nullopt;
    return ProbeRequest{results.slice->request.basis, results.slice, view.probe[0], view.probe[1]};
  }
  const std::vector<Run>& runs = results.training->runs;
  if (runs.empty()) return std::nullopt;
  const auto run = std::min(static_cast<std::size_t>(view.probe_run), runs.size() - 1);
  return ProbeRequest{results.training, nullptr, 0, 0, run, view.cursor};
}

const ChartKind* find_chart(std::string_view id) {
  for (const ChartKind& row : charts())
    if (row.id == id) return &row;
  return nullptr;
}

std::vector<double> smoothed(const std::vector<double>& values, double kept) {
  std::vector<double> result;
  double sum = 0, weight = 0;
  for (double value : values) {
    if (std::isfinite(value)) {
      sum = kept * sum + (1 - kept) * value;
      weight = kept * weight + (1 - kept);
    }
    result.push_back(std::isfinite(value) && weight > 0 ? sum / weight : value);
  }
  return result;
}

}  // namespace cartograd
