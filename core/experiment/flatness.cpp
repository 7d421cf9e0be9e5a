#include "core/experiment/flatness.h"

#include <algorithm>

#include "core/optim/iterates.h"

namespace cartograd {

namespace {

constexpr Index most_directions = 10, points = 81;

// Takes the losses along one more direction into account.
void add(FlatnessProfile& profile, const std::vector<double>& losses, Index before) {
  if (before == 0) {
    profile.mean = profile.lowest = profile.highest = losses;
    return;
  }
  for (std::size_t i = 0; i < losses.size(); ++i) {
    profile.mean[i] += (losses[i] - profile.mean[i]) / static_cast<double>(before + 1);
    profile.lowest[i] = std::min(profile.lowest[i], losses[i]);
    profile.highest[i] = std::max(profile.highest[i], losses[i]);
  }
}

}  // namespace

FlatnessResult flatness_of(const FlatnessRequest& request, std::stop_token stop,
                           const std::function<void(FlatnessResult)>& publish) {
  const std::vector<Run>& runs = request.basis->runs;
  const Objective& objective = *request.basis->problem->objective;
  FlatnessResult result{request, {}, std::vector<FlatnessProfile>(runs.size())};
  std::vector<Eigen::Vector2d> places;
  for (Index i = 0; i < points; ++i) {
    result.distances.push_back(2 * static_cast<double>(i) / static_cast<double>(points - 1) - 1);
    places.emplace_back(result.distances.back(), 0);
  }
  for (Index k = 0; k < most_directions; ++k) {
    Rng rng(derive_seed(request.seed, "flatness", static_cast<std::uint64_t>(k)));
    const ParamVector drawn = normal_vector(objective.dimension(), rng);
    FlatnessResult next = result;
    for (std::size_t r = 0; r < runs.size(); ++r) {
      const auto i = finite_iterate_until(runs[r], request.step);
      if (!i) continue;
      const ParamVector& w = *runs[r].parameters[*i];
      ParamVector direction = drawn;
      normalize_direction(direction, w, objective.layout(), "filter");
      if (objective.layout().empty()) direction.normalize();  // of a function
      std::vector<double> losses(places.size());
      const Plane line{w, direction, ParamVector::Zero(w.size())};
      if (!objective.on_plane(line, {}, stop)->evaluate(places, losses, stop)) return result;
      next.runs[r].step = runs[r].step[*i];
      add(next.runs[r], losses, k);
    }
    ++next.directions;
    result = std::move(next);
    if (publish && !stop.stop_requested()) publish(result);
  }
  return result;
}

}  // namespace cartograd
