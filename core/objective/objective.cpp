#include "core/objective/objective.h"

#include <algorithm>
#include <limits>

#include "core/base/parallel.h"

namespace cartograd {

const ParamLayout& Objective::layout() const {
  static const ParamLayout none;
  return none;
}

Score Objective::score(const ParamVector& w) const {
  return {evaluate(w, {}, nullptr), std::numeric_limits<double>::quiet_NaN()};
}

ParamVector Objective::hessian_vector(const ParamVector& w, const ParamVector& v) const {
  const double length = v.norm();
  if (!(length > 0)) return ParamVector::Zero(w.size());
  const double step = 6e-6 * std::max(1.0, w.norm()) / length;  // cube root of the rounding error
  ParamVector ahead, behind;
  evaluate(w + step * v, {}, &ahead);
  evaluate(w - step * v, {}, &behind);
  return (ahead - behind) / (2 * step);
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
