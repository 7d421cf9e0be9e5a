#include "core/critical/survey.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>

#include "core/base/parallel.h"

namespace cartograd {

namespace {

// The same loss and the same kind.
bool alike(const CriticalPoint& a, const CriticalPoint& b) {
  return a.w.size() == b.w.size() && a.negative == b.negative && a.degenerate == b.degenerate && a.flat == b.flat &&
         std::abs(a.loss - b.loss) <= 1e-6 * (1e-3 + std::abs(a.loss));
}

// Copies have the same eigenvalues.
bool same_curvature(const CriticalPoint& a, const CriticalPoint& b) {
  const double largest = std::max(a.highest(), -a.lowest());
  return a.eigenvalues.size() == b.eigenvalues.size() &&
         (a.eigenvalues - b.eigenvalues).cwiseAbs().maxCoeff() <= 1e-3 * largest;
}

}  // namespace

Index Survey::count(PointKind kind) const {
  return std::ranges::count_if(points, [&](const CriticalPoint& point) { return point.kind() == kind; });
}

Index Survey::count(SearchEnd end) const {
  return std::ranges::count_if(rejected, [&](const CriticalPoint& point) { return point.end == end; });
}

void Survey::add(const Objective& objective, CriticalPoint point, double same) {
  ++searches;
  if (point.end != SearchEnd::critical) {
    point.w.resize(0);
    point.escapes.resize(0, 0);
    rejected.push_back(std::move(point));
    return;
  }
  for (std::size_t k = 0; k < points.size(); ++k) {
    if (!alike(points[k], point)) continue;
    const ParamVector& w = points[k].w;
    if (point.degenerate == 0 &&
        (!same_curvature(points[k], point) || (objective.aligned(point.w, w) - w).norm() > same * (1 + w.norm())))
      continue;
    ++hits[k];
    return;
  }
  points.push_back(std::move(point));
  hits.push_back(1);
}

Survey survey(const Objective& objective, const StartOf& start, Index count, const SearchSettings& settings,
              std::stop_token stop, const std::function<void(const Survey&)>& publish) {
  constexpr auto pause = std::chrono::milliseconds(100);
  std::vector<std::optional<CriticalPoint>> ended(static_cast<std::size_t>(count));
  std::mutex mutex;
  Survey growing;
  auto told = std::chrono::steady_clock::now() - pause;
  parallel_for(
      count,
      [&](Index i) {
        CriticalPoint point = find_critical_point(objective, start(i), settings, stop);
        if (point.end == SearchEnd::cancelled) return;
        const std::lock_guard lock(mutex);
        ended[static_cast<std::size_t>(i)] = point;
        if (!publish) return;
        growing.add(objective, std::move(point));
        if (std::chrono::steady_clock::now() - told < pause) return;
        publish(growing);
        told = std::chrono::steady_clock::now();
      },
      stop);
  // In the order of the searches, so that it is the same for any number of threads.
  Survey found;
  for (auto& point : ended)
    if (point) found.add(objective, std::move(*point));
  return found;
}

std::optional<int> morse_sum(const Survey& found) {
  int sum = 0;
  for (const CriticalPoint& point : found.points) {
    if (point.degenerate > 0 || point.flat || !point.all_eigenvalues) return std::nullopt;
    sum += point.negative % 2 == 0 ? 1 : -1;
  }
  return sum;
}

}  // namespace cartograd
