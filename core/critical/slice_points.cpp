#include "core/critical/slice_points.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <optional>

#include "core/base/parallel.h"
#include "core/critical/search.h"

namespace cartograd {

namespace {

constexpr std::size_t most_candidates = 400;
constexpr double farthest = 2, same = 0.01;  // in cells

// The six neighbours around a grid point; each forms a triangle with the next one.
struct Step {
  Index column, row;
};
constexpr std::array<Step, 6> ring = {{{1, 0}, {1, 1}, {0, 1}, {-1, 0}, {-1, -1}, {0, -1}}};

// The neighbours of a grid point.
struct Link {
  int lower = 0, edges = 0;  // how many are lower than the point, and how many triangles have two of these
  bool whole = true;         // all six are there and, like the point itself, finite
};

Link link_of(const Slice& slice, Index column, Index row) {
  const double own = slice.at(column, row);
  Link link{0, 0, std::isfinite(own)};
  std::array<bool, 6> lower = {};
  for (std::size_t k = 0; k < ring.size(); ++k) {
    const Index i = column + ring[k].column, j = row + ring[k].row;
    const bool there = i >= 0 && i < slice.columns && j >= 0 && j < slice.rows;
    const double loss = there ? slice.at(i, j) : 0;
    link.whole = link.whole && there && std::isfinite(loss);
    if (!there) continue;
    const bool earlier = k >= 3;
    if (std::isfinite(loss) && std::isfinite(own))
      lower[k] = loss < own || (loss == own && earlier);
    else
      lower[k] = std::isfinite(loss) == std::isfinite(own) ? earlier : std::isfinite(loss);
  }
  for (std::size_t k = 0; k < ring.size(); ++k) {
    link.lower += lower[k];
    link.edges += lower[k] && lower[(k + 1) % ring.size()];
  }
  return link;
}

class PlaneHessian final : public HessianOperator {
 public:
  explicit PlaneHessian(const Eigen::Matrix2d& hessian) : hessian_(hessian) {}
  ParamVector multiply(const ParamVector& v) const override { return hessian_ * v; }

 private:
  Eigen::Matrix2d hessian_;
};

Eigen::Vector2d within(const Plane& plane, const ParamVector& full) { return {plane.u.dot(full), plane.v.dot(full)}; }

SliceKind kind_of(const CriticalPoint& point) {
  if (point.degenerate > 0) return SliceKind::degenerate;
  return point.negative == 0 ? SliceKind::minimum : point.negative == 1 ? SliceKind::saddle : SliceKind::maximum;
}

int sign(SliceKind kind) { return kind == SliceKind::saddle ? -1 : 1; }

}  // namespace

Index GridPoints::signed_sum() const {
  return static_cast<Index>(minima.size()) - static_cast<Index>(saddles.size()) + static_cast<Index>(maxima.size());
}

GridPoints count_grid_points(const Slice& slice) {
  GridPoints points;
  for (Index row = 0; row < slice.rows; ++row)
    for (Index column = 0; column < slice.columns; ++column) {
      const Link link = link_of(slice, column, row);
      const int part = 1 - (link.lower - link.edges);  // 1 − χ(lower link)
      const Index number = row * slice.columns + column;
      if (!link.whole)
        points.boundary += part;
      else if (part == 1)
        (link.lower == 0 ? points.minima : points.maxima).push_back(number);
      else
        points.saddles.insert(points.saddles.end(), static_cast<std::size_t>(-part), number);
    }
  return points;
}

double PlaneObjective::evaluate(const ParamVector& place, Batch batch, ParamVector* gradient) const {
  if (!gradient) return objective_.evaluate(plane_.at(place[0], place[1]), batch, nullptr);
  ParamVector full;
  const double loss = objective_.evaluate(plane_.at(place[0], place[1]), batch, &full);
  *gradient = within(plane_, full);
  return loss;
}

ParamVector PlaneObjective::hessian_vector(const ParamVector& place, const ParamVector& v) const {
  return within(plane_, objective_.hessian_vector(plane_.at(place[0], place[1]), v[0] * plane_.u + v[1] * plane_.v));
}

std::unique_ptr<const HessianOperator> PlaneObjective::hessian_at(const ParamVector& place) const {
  const auto full = objective_.hessian_at(plane_.at(place[0], place[1]));
  Eigen::Matrix2d hessian;
  hessian << within(plane_, full->multiply(plane_.u)), within(plane_, full->multiply(plane_.v));
  return std::make_unique<const PlaneHessian>(hessian);
}

SlicePoints slice_points(const Objective& objective, const Plane& plane, const Slice& slice, std::stop_token stop) {
  const GridPoints grid = count_grid_points(slice);
  SlicePoints result;
  result.boundary = static_cast<int>(grid.boundary);
  std::vector<Index> candidates;
  for (const std::vector<Index>* each : {&grid.minima, &grid.saddles, &grid.maxima})
    std::ranges::unique_copy(*each, std::back_inserter(candidates));
  if (candidates.size() > most_candidates) {
    result.left_out = static_cast<Index>(candidates.size() - most_candidates);
    candidates.resize(most_candidates);
  }

  const Window& window = slice.window;
  const Eigen::Array2d cell((window.a_max - window.a_min) / static_cast<double>(slice.columns - 1),
                            (window.b_max - window.b_min) / static_cast<double>(slice.rows - 1));
  const PlaneObjective surface(objective, plane);
  std::vector<std::optional<SlicePoint>> found(candidates.size());
  const auto search = [&](Index task) {
    const auto i = static_cast<std::size_t>(task);
    const Eigen::Vector2d start(slice.a(candidates[i] % slice.columns), slice.b(candidates[i] / slice.columns));
    const CriticalPoint point = find_critical_point(surface, start, {}, stop);
    if (point.end != SearchEnd::critical) return;
    const double a = point.w[0], b = point.w[1];
    if (((point.w - start).array().abs() > farthest * cell).any()) return;
    if (a < window.a_min || a > window.a_max || b < window.b_min || b > window.b_max) return;
    ParamVector full;
    const double loss = objective.evaluate(plane.at(a, b), {}, &full);
    found[i] = SlicePoint{a, b, loss, kind_of(point), full.norm()};
  };
  result.cancelled = !parallel_for(static_cast<Index>(candidates.size()), search, stop) || stop.stop_requested();
  if (result.cancelled) return result;

  Index sum = 0;
  bool degenerate = false;
  for (const std::optional<SlicePoint>& point : found) {
    if (!point) continue;
    const auto equal = [&](const SlicePoint& other) {
      return (Eigen::Array2d(other.a - point->a, other.b - point->b) / cell).matrix().norm() < same;
    };
    if (std::ranges::any_of(result.points, equal)) continue;
    sum += sign(point->kind);
    degenerate = degenerate || point->kind == SliceKind::degenerate;
    result.points.push_back(*point);
  }
  result.consistent = sum == grid.signed_sum() && !degenerate && result.left_out == 0;
  return result;
}

}  // namespace cartograd
