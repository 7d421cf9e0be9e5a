#include "core/restarts/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/decompositions.h"
#include "core/base/parallel.h"
#include "core/restarts/clusters.h"

namespace cartograd {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void find_clusters(Comparison& comparison, const Objective& objective, std::span<const Ending> endings, double same,
                   std::stop_token stop) {
  double scale = 0;
  for (const std::size_t i : comparison.endings)
    for (const double loss : {endings[i].first_loss, endings[i].loss})
      if (std::isfinite(loss)) scale = std::max(scale, std::abs(loss));
  Clusters clusters(objective, same, scale);
  for (const std::size_t i : comparison.endings) {
    if (stop.stop_requested()) return;
    comparison.cluster.push_back(clusters.add(*endings[i].w, endings[i].loss));
  }
  for (const Clusters::Cluster& each : clusters.clusters())
    comparison.clusters.push_back({comparison.endings[static_cast<std::size_t>(each.first)], each.count, each.loss});
}

void draw_map(Comparison& comparison, const Objective& objective, std::span<const Ending> endings,
              std::stop_token stop) {
  const auto count = std::ssize(comparison.endings);
  if (count < 2) {
    comparison.place.assign(static_cast<std::size_t>(count), Eigen::Vector2d::Zero());
    return;
  }
  const std::size_t best =
      *std::ranges::min_element(comparison.endings, {}, [&](std::size_t i) { return endings[i].loss; });
  Matrix points(objective.dimension(), count);
  const auto align = [&](Index i) {
    points.col(i) = objective.aligned(*endings[comparison.endings[static_cast<std::size_t>(i)]].w, *endings[best].w);
  };
  if (!parallel_for(count, align, stop)) return;
  points.colwise() -= ParamVector(points.rowwise().mean());
  const std::vector<ParamVector> directions = principal_directions(points, 2);
  const double variance = points.squaredNorm();
  Eigen::RowVectorXd along[2] = {Eigen::RowVectorXd::Zero(count), Eigen::RowVectorXd::Zero(count)};
  for (std::size_t k = 0; k < directions.size(); ++k) along[k] = directions[k].transpose() * points;
  if (variance > 0) {
    comparison.share_x = along[0].squaredNorm() / variance;
    comparison.share_y = along[1].squaredNorm() / variance;
  }
  for (Index i = 0; i < count; ++i) comparison.place.emplace_back(along[0][i], along[1][i]);
}

// One of each place, the most frequent places first; where there are too few places, the best other endings, too.
std::vector<std::size_t> chosen(const Comparison& comparison, std::span<const Ending> endings, Index most) {
  std::vector<Comparison::Group> groups = comparison.clusters;
  std::ranges::stable_sort(groups, [](const auto& a, const auto& b) { return a.count > b.count; });
  std::vector<std::size_t> others = comparison.endings, found;
  for (const Comparison::Group& group : groups)
    if (std::ssize(found) < most) found.push_back(group.representative);
  std::ranges::stable_sort(others, {}, [&](std::size_t i) { return endings[i].loss; });
  for (const std::size_t i : others)
    if (std::ssize(found) < most && std::ranges::find(found, i) == found.end()) found.push_back(i);
  std::ranges::stable_sort(found, {}, [&](std::size_t i) { return endings[i].loss; });
  return found;
}

void measure_hills(Comparison& comparison, const Objective& objective, std::span<const Ending> endings, Index lines,
                   std::stop_token stop) {
  const std::vector<std::size_t> picked = chosen(comparison, endings, lines);
  const auto count = std::ssize(picked);
  Barriers& barriers = comparison.barriers;
  barriers.endings = picked;
  barriers.straight = barriers.aligned = Matrix::Constant(count, count, nan);
  for (Index i = 0; i < count; ++i) {
    barriers.straight(i, i) = barriers.aligned(i, i) = 0;
    const ParamVector& from = *endings[picked[static_cast<std::size_t>(i)]].w;
    for (Index j = 0; j < i; ++j) {
      const ParamVector& to = *endings[picked[static_cast<std::size_t>(j)]].w;
      if (stop.stop_requested()) return;
      barriers.straight_lines.push_back(line_profile(objective, from, to, stop));
      barriers.aligned_lines.push_back(line_profile(objective, from, objective.aligned(to, from), stop));
      barriers.straight(i, j) = barriers.straight(j, i) = barrier(barriers.straight_lines.back());
      barriers.aligned(i, j) = barriers.aligned(j, i) = barrier(barriers.aligned_lines.back());
    }
  }
}

}  // namespace

Comparison compare(const Objective& objective, std::span<const Ending> endings, const ComparisonSettings& settings,
                   std::stop_token stop) {
  Comparison comparison;
  for (std::size_t i = 0; i < endings.size(); ++i)
    if (endings[i].arrived() && endings[i].w) comparison.endings.push_back(i);
  if (comparison.endings.empty()) return comparison;
  find_clusters(comparison, objective, endings, settings.same, stop);
  if (!stop.stop_requested()) draw_map(comparison, objective, endings, stop);
  if (!stop.stop_requested()) measure_hills(comparison, objective, endings, settings.lines, stop);
  return comparison;
}

}  // namespace cartograd
