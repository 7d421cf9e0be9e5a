#include "core/experiment/plane_map.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/base/parallel.h"
#include "core/base/rng.h"
#include "core/curvature/eigenpairs.h"
#include "core/experiment/stages.h"
#include "core/restarts/clusters.h"

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

// Trains the run from many places, and numbers the places where it ends in the order in which they are met.
class Basins {
 public:
  explicit Basins(const PlaneMapRequest& request)
      : request_(request),
        problem_(*request.slice->request.basis->problem),
        choice_(request.slice->request.basis->request.runs.front()),
        plan_(plan_of(choice_.settings, request.slice->request.seed, *problem_.objective)),
        places_(*problem_.objective, nearness, typical_loss()) {
    plan_.patience = 0;  // nothing is validated
  }

  // Sets the values of the grid's points with these numbers; false after a stop.
  bool look_at(Slice& grid, const std::vector<std::size_t>& numbers, std::stop_token stop) {
    constexpr std::size_t together = 256;  // whose ends are held at once
    for (std::size_t first = 0; first < numbers.size(); first += together) {
      const std::size_t count = std::min(together, numbers.size() - first);
      std::vector<ParamVector> ends(count);
      const auto train_one = [&](Index task) {
        const std::size_t i = numbers[first + static_cast<std::size_t>(task)];
        const Run run = trained_from(grid, static_cast<Index>(i), stop);
        if (run.outcome == Outcome::diverged || run.size() == 0) return;
        grid.loss[i] = run.loss.back();
        ends[static_cast<std::size_t>(task)] = *run.parameters.back();
      };
      if (!parallel_for(static_cast<Index>(count), train_one, stop) || stop.stop_requested()) return false;
      if (request_.quantity == MapQuantity::ending_loss) continue;
      // One after the other, so that the numbers do not depend on the threads.
      for (std::size_t k = 0; k < count; ++k)
        if (double& value = grid.loss[numbers[first + k]]; ends[k].size() > 0)
          value = static_cast<double>(places_.add(ends[k], value));
    }
    return true;
  }

  std::vector<double> losses() const {
    std::vector<double> found;
    for (const Clusters::Cluster& place : places_.clusters()) found.push_back(place.loss);
    return found;
  }

 private:
  static constexpr double nearness = 0.2;  // of ends of one place, in their own length

  double typical_loss() const {
    double highest = 0;
    for (const double loss : request_.slice->slice.loss)
      if (std::isfinite(loss)) highest = std::max(highest, std::abs(loss));
    return highest;
  }

  Run trained_from(const Slice& grid, Index number, std::stop_token stop) const {
    const auto optimizer = make_optimizer(choice_);
    const ParamVector start =
        request_.slice->fit->plane.at(grid.a(number % grid.columns), grid.b(number / grid.columns));
    return train(*problem_.objective, *optimizer, start, plan_, stop);
  }

  const PlaneMapRequest& request_;
  const Problem& problem_;
  const Choice& choice_;
  RunPlan plan_;
  Clusters places_;
};

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

bool trains_from_every_place(MapQuantity quantity) {
  return quantity == MapQuantity::ending || quantity == MapQuantity::ending_loss;
}

PlaneMap plane_map(const PlaneMapRequest& request, std::stop_token stop, const std::function<void(PlaneMap)>& publish) {
  const SliceResult& slice = *request.slice;
  const Objective& objective = *slice.request.basis->problem->objective;
  const Plane& plane = slice.fit->plane;
  const std::uint64_t seed = derive_seed(slice.request.seed, "plane map");
  PlaneMap result{request, {}};
  const bool trains = trains_from_every_place(request.quantity);
  std::optional<Basins> basins;
  if (trains) basins.emplace(request);
  const Index finest = trains ? 65 : 33;
  for (Index points = 9; points <= finest; points = 2 * points - 1) {
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
    const bool whole = trains ? basins->look_at(result.grid, missing, stop)
                              : parallel_for(static_cast<Index>(missing.size()), look_at, stop);
    if (trains) result.endings = basins->losses();
    if (!whole || stop.stop_requested()) return result;
    result.grid.complete = points == finest;
    if (publish) publish(result);
  }
  return result;
}

}  // namespace cartograd
