#include "core/objective/objective.h"

#include <algorithm>
#include <limits>

#include "core/base/parallel.h"

namespace cartograd {

const ParamLayout& Objective::layout() const {
  static const ParamLayout none;
  return none;
}

bool Objective::evaluate_plane(const Plane& plane, std::span<const Eigen::Vector2d> points, std::span<double> losses,
                               std::stop_token stop) const {
  std::ranges::fill(losses, std::numeric_limits<double>::quiet_NaN());
  return parallel_for(
      static_cast<Index>(points.size()),
      [&](Index i) {
        const auto k = static_cast<std::size_t>(i);
        losses[k] = evaluate(plane.at(points[k].x(), points[k].y()), {}, nullptr);
      },
      stop);
}

}  // namespace cartograd
