// What the tests of several lessons ask of restarts, critical points, lines and curvatures.
#pragma once

#include <cmath>
#include <numeric>

#include "../scene_card.h"
#include "core/curvature/eigenpairs.h"
#include "core/experiment/curvature_path.h"
#include "core/experiment/plane_points.h"
#include "core/experiment/restarts.h"
#include "core/landscape/line_profile.h"
#include "test_lessons.h"

namespace cartograd {

// Pearson's.
inline double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  REQUIRE(x.size() == y.size());
  const auto n = static_cast<Index>(x.size());
  Eigen::ArrayXd a = Eigen::Map<const Eigen::ArrayXd>(x.data(), n), b = Eigen::Map<const Eigen::ArrayXd>(y.data(), n);
  a -= a.mean();
  b -= b.mean();
  return (a * b).sum() / std::sqrt(a.square().sum() * b.square().sum());
}

// Of just these values, not of what they are a sample of.
inline double standard_deviation(const std::vector<double>& values) {
  const Eigen::Map<const Eigen::ArrayXd> all(values.data(), static_cast<Index>(values.size()));
  return std::sqrt((all - all.mean()).square().mean());
}

inline double share_below(const Slice& slice, double loss) {
  const auto below = std::ranges::count_if(slice.loss, [&](double each) { return each < loss; });
  return static_cast<double>(below) / static_cast<double>(slice.loss.size());
}

inline std::ptrdiff_t endings_near(const RestartGroup& group, double loss) {
  return std::ranges::count_if(group.endings, [&](const Ending& end) { return std::abs(end.loss - loss) < 1e-3; });
}

// All but one in fifty restarts end on one of the card's levels: the others are still on their way.
inline void check_levels(const RestartGroup& group, const nlohmann::json& observed) {
  std::ptrdiff_t on_level = 0;
  for (const Ending& end : group.endings)
    on_level += std::ranges::any_of(observed["final_loss_clusters"], [&](const nlohmann::json& level) {
      return std::abs(end.loss - level[0].get<double>()) < 1e-3;
    });
  CHECK(on_level >= group.trained() - group.trained() / 50);
}

// S08: restarts on the exclusive or succeed as often as the card says of this configuration, or end on its levels.
inline void check_exclusive_or(const RestartGroup& group, const std::string& configuration) {
  const auto card = scene_card("S08");
  CHECK(in_band(group.success().share, card["accept"][configuration]));
  check_levels(group, card["observed"][configuration]);
}

inline double correlation_with_validation(const RestartGroup& group) {
  std::vector<double> training, validation;
  for (const Ending& end : group.endings) {
    training.push_back(end.loss);
    validation.push_back(end.validation_loss);
  }
  return correlation(training, validation);
}

inline double correlation_of_loss_and_index(const Survey& survey) {
  std::vector<double> losses, indices;
  for (const CriticalPoint& point : survey.points) {
    losses.push_back(point.loss);
    indices.push_back(static_cast<double>(point.negative));
  }
  return correlation(losses, indices);
}

// The critical points of the drawn surface, all of which were found.
inline std::vector<SlicePoint> slice_points_of(const TestedStep& step) {
  const auto points = plane_points({step.results.slice});
  REQUIRE(points);
  CHECK(points->found.consistent);
  return points->found.points;
}

// How high a hill evenly spaced losses along a line have.
inline double hill(const std::vector<double>& losses) {
  Profile profile{{}, losses};
  for (std::size_t i = 0; i < losses.size(); ++i)
    profile.t.push_back(static_cast<double>(i) / static_cast<double>(losses.size() - 1));
  return barrier(profile);
}

// The ratio of a function's largest curvature to its smallest, at the origin.
inline double condition(const TestedStep& step) {
  const Eigen::VectorXd curvatures =
      all_eigenvalues(hessian_operator(step.objective(), ParamVector::Zero(step.dimension())));
  return curvatures.tail(1)[0] / curvatures[0];
}

// S16: once a run's sharpness has come to 2 / lr, it stays there. The card takes the mean over the last third of its
// 10,000 steps; of a run of 6,000 that comes there late, only what is after that.
inline void check_edge_of_stability(const TestedStep& step) {
  const CurvatureResult curvature = curvature_along({step.results.training, step.experiment().seed});
  for (std::size_t k = 0; k < curvature.runs.size(); ++k) {
    CAPTURE(k);
    const CurvatureTrack& track = curvature.runs[k];
    REQUIRE(track.limit);
    const double limit = track.limit->sharpness;
    CHECK(track.sharpness.front() < 0.9 * limit);
    const auto reached = std::ranges::find_if(track.sharpness, [&](double each) { return each >= limit; });
    const auto last = std::max(reached, track.sharpness.begin() + std::ssize(track.sharpness) * 2 / 3);
    const auto count = track.sharpness.end() - last;
    REQUIRE(count >= 5);
    const double mean = std::accumulate(last, track.sharpness.end(), 0.0) / static_cast<double>(count);
    CHECK(mean > 0.95 * limit);
    CHECK(mean < 1.06 * limit);
  }
}

}  // namespace cartograd
