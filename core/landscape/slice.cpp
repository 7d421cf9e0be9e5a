#include "core/landscape/slice.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace cartograd {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr Index coarse_points = 17;

double coordinate(double low, double high, Index i, Index count) {
  return count > 1 ? low + (high - low) * static_cast<double>(i) / static_cast<double>(count - 1) : 0.5 * (low + high);
}

// Strides of nested grids, coarsest first, ending with 1: divisors of both sides that leave at least about 17 points.
std::vector<Index> nested_strides(Index columns, Index rows) {
  const Index common = std::gcd(columns - 1, rows - 1);
  std::vector<Index> strides = {1};
  while (true) {
    Index next = 0;
    for (Index factor : {2, 3, 5, 7})
      if (common % (strides.back() * factor) == 0) {
        next = strides.back() * factor;
        break;
      }
    if (next == 0 || std::min(columns, rows) / next < coarse_points - 1) break;
    strides.push_back(next);
  }
  return {strides.rbegin(), strides.rend()};
}

Slice empty_slice(const Window& window, Index columns, Index rows) {
  Slice slice{window, columns, rows, {}, false};
  slice.loss.assign(static_cast<std::size_t>(columns * rows), nan);
  return slice;
}

// Computes the points on the given stride that the coarser stride has not; false after a stop.
bool refine(const PlaneSampler& sampler, Slice& slice, Index stride, Index coarser, std::stop_token stop,
            Index part = 0, Index of = 1) {
  std::vector<Eigen::Vector2d> points;
  std::vector<std::size_t> places;
  for (Index row = 0; row < slice.rows; row += stride)
    for (Index column = 0; column < slice.columns && row % of == part; column += stride) {
      if (coarser > 0 && row % coarser == 0 && column % coarser == 0) continue;
      points.emplace_back(slice.a(column), slice.b(row));
      places.push_back(static_cast<std::size_t>(row * slice.columns + column));
    }
  std::vector<double> losses(points.size());
  const bool finished = sampler.evaluate(points, losses, stop);
  for (std::size_t i = 0; i < places.size(); ++i) slice.loss[places[i]] = losses[i];
  return finished;
}

Slice every(const Slice& fine, Index stride) {
  Slice coarse = empty_slice(fine.window, (fine.columns - 1) / stride + 1, (fine.rows - 1) / stride + 1);
  for (Index row = 0; row < coarse.rows; ++row)
    for (Index column = 0; column < coarse.columns; ++column)
      coarse.loss[static_cast<std::size_t>(row * coarse.columns + column)] = fine.at(column * stride, row * stride);
  coarse.single = fine.single;
  return coarse;
}

// So many samples that a coarse grid takes about a hundredth of a second; 0 if all of them do.
Index preview_samples(const Objective& objective, double work_per_point) {
  constexpr double preview_work = 4e8;
  constexpr Index fewest = 16, most = 256;
  const Index samples = objective.samples();
  const double work_per_sample = work_per_point / static_cast<double>(std::max<Index>(1, samples));
  const double affordable = preview_work / (static_cast<double>(coarse_points * coarse_points) * work_per_sample);
  if (affordable >= static_cast<double>(samples) || samples <= 2 * fewest) return 0;
  return std::min(samples / 2, std::clamp(static_cast<Index>(affordable), fewest, most));
}

}  // namespace

double Slice::a(Index column) const { return coordinate(window.a_min, window.a_max, column, columns); }
double Slice::b(Index row) const { return coordinate(window.b_min, window.b_max, row, rows); }

double Slice::interpolate(double at_a, double at_b) const {
  const double x = (at_a - window.a_min) / (window.a_max - window.a_min) * static_cast<double>(columns - 1);
  const double y = (at_b - window.b_min) / (window.b_max - window.b_min) * static_cast<double>(rows - 1);
  if (!(x >= 0 && y >= 0 && x <= static_cast<double>(columns - 1) && y <= static_cast<double>(rows - 1))) return nan;
  const Index i = std::min(static_cast<Index>(x), columns - 2), j = std::min(static_cast<Index>(y), rows - 2);
  const double s = x - static_cast<double>(i), t = y - static_cast<double>(j);
  return (1 - t) * ((1 - s) * at(i, j) + s * at(i + 1, j)) + t * ((1 - s) * at(i, j + 1) + s * at(i + 1, j + 1));
}

Slice sample_slice(const Objective& objective, const Plane& plane, const Window& window, const SliceSettings& settings,
                   std::stop_token stop, const std::function<void(const Slice&)>& publish) {
  constexpr double most_work_in_double = 2e11;  // a few seconds
  const Index columns = settings.columns, rows = settings.rows;
  Slice slice = empty_slice(window, columns, rows);
  const double work_per_point = objective.work();
  const double work = work_per_point * static_cast<double>(columns * rows);
  slice.single = settings.precision == Precision::single ||
                 (settings.precision == Precision::automatic && work > most_work_in_double);
  Sampling sampling{slice.single, 0, settings.origin_statistics, settings.batch};

  const std::vector<Index> strides = nested_strides(columns, rows);
  const Index subset = settings.batch.empty() ? preview_samples(objective, work_per_point) : 0;
  // A side whose length has no small factors gets one coarse grid of its own, so that something shows at once.
  const bool uneven = strides.size() == 1 && std::min(columns, rows) > 2 * coarse_points;
  if (publish && (subset > 0 || uneven)) {
    Slice preview = empty_slice(window, std::min(coarse_points, columns), std::min(coarse_points, rows));
    preview.single = subset > 0 || slice.single;
    preview.subset = subset;
    const auto sampler = objective.on_plane(plane, {preview.single, subset, settings.origin_statistics}, stop);
    if (!refine(*sampler, preview, 1, 0, stop)) return slice;
    publish(preview);
    if (stop.stop_requested()) return slice;
  }
  const auto sampler = objective.on_plane(plane, sampling, stop);
  Index coarser = 0;
  for (Index stride : strides) {
    if (!refine(*sampler, slice, stride, coarser, stop, settings.part, settings.of)) return slice;
    coarser = stride;
    if (publish && stride > 1) publish(every(slice, stride));
  }
  slice.complete = true;
  if (publish) publish(slice);
  return slice;
}

}  // namespace cartograd
