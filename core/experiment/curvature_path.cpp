#include "core/experiment/curvature_path.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>

#include "core/base/parallel.h"
#include "core/base/rng.h"
#include "core/curvature/density.h"
#include "core/curvature/eigenpairs.h"

namespace cartograd {

namespace {

constexpr Index largest_exact = 500;       // parameters: a tenth of a second for each iterate
constexpr std::size_t most_iterates = 64;  // of a run
constexpr double rounding = 1e-6;          // of the largest eigenvalue's size: what is nearer to 0 has no sign
constexpr Index trace_probes = 8;

struct Point {
  double sharpness = 0, lowest = 0, trace = 0, trace_error = 0;
  Index index = -1;
};

struct Place {
  std::size_t run = 0, iterate = 0;
};

// Both ends, then the odd multiples of ever smaller powers of two: where a run has grown, most of them are known.
std::vector<std::size_t> coarse_to_fine(std::size_t count) {
  if (count < 2) return std::vector<std::size_t>(count, 0);
  const std::size_t last = count - 1;
  std::size_t finest = 1;
  while (last / finest + 2 > most_iterates) finest *= 2;
  std::vector<std::size_t> order = {0, last};
  for (std::size_t stride = std::bit_floor(last); stride >= finest; stride /= 2)
    for (std::size_t i = stride; i < last; i += 2 * stride) order.push_back(i);
  return order;
}

// Of all runs in turn.
std::vector<Place> places_along(const std::vector<Run>& runs) {
  std::vector<std::vector<std::size_t>> orders;
  for (const Run& run : runs) orders.push_back(coarse_to_fine(run.size()));
  std::vector<Place> places;
  for (std::size_t i = 0; i < most_iterates; ++i)
    for (std::size_t k = 0; k < runs.size(); ++k)
      if (i < orders[k].size() && std::isfinite(runs[k].loss[orders[k][i]])) places.push_back({k, orders[k][i]});
  return places;
}

std::optional<Point> from_all_eigenvalues(const SymmetricOperator& op, std::stop_token stop) {
  const Eigen::VectorXd values = all_eigenvalues(op, stop);
  if (values.size() == 0) return {};
  const Index negative = (values.array() < -rounding * values.cwiseAbs().maxCoeff()).count();
  return Point{values.maxCoeff(), values.minCoeff(), values.sum(), 0, negative};
}

// The same probes at every iterate, so that a curve does not jitter.
std::optional<Point> from_products(const SymmetricOperator& op, std::uint64_t seed, std::stop_token stop) {
  const EigenSettings settings{.tolerance = 1e-3, .most_products = 300, .seed = seed};
  const auto outermost = [&](SpectrumEnd end) {
    const Eigenpairs pairs = extreme_eigenpairs(op, 1, end, settings, stop);
    return pairs.converged ? pairs.values[0] : std::numeric_limits<double>::quiet_NaN();
  };
  const double highest = outermost(SpectrumEnd::highest), lowest = outermost(SpectrumEnd::lowest);
  const TraceEstimate trace = hutchinson_trace(op, trace_probes, seed, stop);
  if (stop.stop_requested() || !std::isfinite(trace.trace)) return {};
  return Point{highest, lowest, trace.trace, trace.standard_error, -1};
}

void insert(CurvatureTrack& track, Index step, const Point& point) {
  const auto at = std::lower_bound(track.step.begin(), track.step.end(), step) - track.step.begin();
  const auto put = [at](auto& values, auto value) { values.insert(values.begin() + at, value); };
  put(track.step, step);
  put(track.sharpness, point.sharpness);
  put(track.lowest, point.lowest);
  put(track.trace, point.trace);
  put(track.trace_error, point.trace_error);
  put(track.index, point.index);
}

// Iterates are shared between the snapshots of a training and never change, so their addresses tell them.
using KnownPoints = std::map<const ParamVector*, Point>;
KnownPoints known_points(const CurvatureResult* previous, const CurvatureRequest& request) {
  KnownPoints known;
  if (!previous || previous->request.basis->problem != request.basis->problem) return known;
  if (previous->request.seed != request.seed) return known;
  for (std::size_t k = 0; k < previous->runs.size(); ++k) {
    const CurvatureTrack& track = previous->runs[k];
    const Run& run = previous->request.basis->runs[k];
    for (std::size_t i = 0; i < track.size(); ++i) {
      const auto at = std::lower_bound(run.step.begin(), run.step.end(), track.step[i]) - run.step.begin();
      known[run.parameters[static_cast<std::size_t>(at)].get()] = {track.sharpness[i], track.lowest[i], track.trace[i],
                                                                   track.trace_error[i], track.index[i]};
    }
  }
  return known;
}

}  // namespace

std::optional<StabilityLimit> stability_limit(const Choice& run) {
  const bool nesterov_rule = run.kind == "nesterov";
  if (run.kind != "gd" && run.kind != "sgd" && run.kind != "heavy_ball" && !nesterov_rule) return {};
  const Settings& settings = run.settings;
  if (settings.text("schedule") != "constant") return {};
  const double rate = settings.real("lr"), momentum = settings.find("momentum") ? settings.real("momentum") : 0;
  if (momentum == 0) return StabilityLimit{2 / rate, "2/lr"};
  const bool nesterov = nesterov_rule || (settings.find("nesterov") && settings.flag("nesterov"));
  if (nesterov) return StabilityLimit{2 * (1 + momentum) / ((1 + 2 * momentum) * rate), "2(1+β)/((1+2β)lr)"};
  return StabilityLimit{2 * (1 + momentum) / rate, "2(1+β)/lr"};
}

CurvatureResult curvature_along(const CurvatureRequest& request, std::stop_token stop,
                                const std::function<void(CurvatureResult)>& publish, const CurvatureResult* previous) {
  const TrainResult& basis = *request.basis;
  const Objective& objective = *basis.problem->objective;
  const std::uint64_t seed = derive_seed(request.seed, "curvature");
  CurvatureResult result{request, std::vector<CurvatureTrack>(basis.runs.size())};
  for (std::size_t k = 0; k < basis.request.runs.size(); ++k)
    result.runs[k].limit = stability_limit(basis.request.runs[k]);

  const auto iterate = [&](const Place& place) { return basis.runs[place.run].parameters[place.iterate].get(); };
  const auto add = [&](const Place& place, const Point& point) {
    insert(result.runs[place.run], basis.runs[place.run].step[place.iterate], point);
  };
  const KnownPoints known = known_points(previous, request);
  std::vector<Place> missing;
  for (const Place& place : places_along(basis.runs)) {
    const auto found = known.find(iterate(place));
    if (found == known.end())
      missing.push_back(place);
    else
      add(place, found->second);
  }
  // A few at a time: between them the pool's threads are free for the surface.
  const auto together = static_cast<std::size_t>(thread_count());
  for (std::size_t begin = 0; begin < missing.size() && !stop.stop_requested(); begin += together) {
    std::vector<std::optional<Point>> points(std::min(together, missing.size() - begin));
    const auto look_at = [&](Index i) {
      const SymmetricOperator op = hessian_operator(objective, *iterate(missing[begin + static_cast<std::size_t>(i)]));
      points[static_cast<std::size_t>(i)] =
          op.dimension <= largest_exact ? from_all_eigenvalues(op, stop) : from_products(op, seed, stop);
    };
    parallel_for(static_cast<Index>(points.size()), look_at, stop);
    for (std::size_t i = 0; i < points.size(); ++i)
      if (points[i]) add(missing[begin + i], *points[i]);
    if (publish && !stop.stop_requested()) publish(result);
  }
  result.finished = !stop.stop_requested();
  if (publish && result.finished) publish(result);
  return result;
}

}  // namespace cartograd
