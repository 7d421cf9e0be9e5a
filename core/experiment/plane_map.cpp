#include "core/experiment/plane_map.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/parallel.h"
#include "core/base/rng.h"
#include "core/curvature/eigenpairs.h"

namespace cartograd {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr Index largest_exact = 150;  // parameters: a few milliseconds for each place

double gradient_norm(const Objective& objective, const ParamVector& w) {
  ParamVector gradient;
  objective.evaluate(w, {}, &gradient);
  const double norm = gradient.norm();
  return std::isfinite(norm) ? norm : nan;
}

double curvature_ratio(const Objective& objective, const ParamVector& w, std::uint64_t seed, std::stop_token stop) {
  const SymmetricOperator op = hessian_operator(objective, w);
  if (op.dimension <= largest_exact) {
    const Eigen::VectorXd values = all_eigenvalues(op, stop);
    return values.size() == 0 ? nan : negative_curvature_ratio(values.minCoeff(), values.maxCoeff());
  }
  const EigenSettings settings{.tolerance = 1e-2, .most_products = 300, .seed = seed};
  const auto outermost = [&](SpectrumEnd end) {
    const Eigenpairs pairs = extreme_eigenpairs(op, 1, end, settings, stop);
    return pairs.converged ? pairs.values[0] : nan;
  };
  const double highest = outermost(SpectrumEnd::highest);
  return std::isnan(highest) ? nan : negative_curvature_ratio(outermost(SpectrumEnd::lowest), highest);
}

// So many points a side; what the coarser grid has (every second one) is taken from there.
Slice empty_grid(const Window& window, Index points, const Slice& coarser) {
  Slice grid{window, points, points, std::vector<double>(static_cast<std::size_t>(points * points), nan)};
  for (Index row = 0; row < coarser.rows; ++row)
    for (Index column = 0; column < coarser.columns; ++column)
      grid.loss[static_cast<std::size_t>(2 * row * points + 2 * column)] = coarser.at(column, row);
  return grid;
}

}  // namespace

double negative_curvature_ratio(double lowest, double highest) {
  constexpr double tiny = 1e-12;  // where nothing is curved, rounding is no curvature
  const double ratio = std::max(0.0, -lowest) / std::max(std::abs(highest), tiny);
  return std::isfinite(lowest) && std::isfinite(ratio) ? ratio : nan;
}

PlaneMap plane_map(const PlaneMapRequest& request, std::stop_token stop, const std::function<void(PlaneMap)>& publish) {
  const SliceResult& slice = *request.slice;
  const Objective& objective = *slice.request.basis->problem->objective;
  const Plane& plane = slice.fit->plane;
  const std::uint64_t seed = derive_seed(slice.request.seed, "plane map");
  PlaneMap result{request, {}};
  for (const Index points : {9, 17, 33}) {
    const Slice coarser = std::move(result.grid);
    result.grid = empty_grid(slice.slice.window, points, coarser);
    std::vector<std::size_t> missing;
    for (Index row = 0; row < points; ++row)
      for (Index column = 0; column < points; ++column)
        if (coarser.rows == 0 || row % 2 == 1 || column % 2 == 1)
          missing.push_back(static_cast<std::size_t>(row * points + column));
    const auto look_at = [&](Index task) {
      const std::size_t i = missing[static_cast<std::size_t>(task)];
      const auto number = static_cast<Index>(i);
      const ParamVector w = plane.at(result.grid.a(number % points), result.grid.b(number / points));
      result.grid.loss[i] = request.quantity == MapQuantity::gradient ? gradient_norm(objective, w)
                                                                      : curvature_ratio(objective, w, seed, stop);
    };
    if (!parallel_for(static_cast<Index>(missing.size()), look_at, stop) || stop.stop_requested()) return result;
    result.grid.complete = points == 33;
    if (publish) publish(result);
  }
  return result;
}

}  // namespace cartograd
