// What every network must satisfy, at a point without kinks: the gradient is that of differences of the loss, products
// with the Hessian are differences of the gradient, and the Hessian is symmetric.
#pragma once

#include "core/experiment/compute.h"
#include "support.h"

namespace cartograd {

inline ParamVector random_vector(Index size, Rng& rng, double deviation = 1) {
  return ParamVector::NullaryExpr(size, [&] { return deviation * rng.normal(); });
}

// The objective of a problem with a network.
inline const NetworkObjective& network_objective(const Problem& problem) {
  return dynamic_cast<const NetworkObjective&>(*problem.objective);
}

// The losses at points of a plane.
inline std::vector<double> losses_at(const Objective& objective, const Plane& plane,
                                     const std::vector<Eigen::Vector2d>& points, const Sampling& sampling = {}) {
  std::vector<double> losses(points.size());
  REQUIRE(objective.on_plane(plane, sampling)->evaluate(points, losses));
  return losses;
}

// Along random directions only: for networks with many parameters. `step` is that of the differences.
inline void check_along_directions(const Objective& objective, const ParamVector& w, Rng& rng, double step = 1e-5) {
  ParamVector gradient, ahead, behind;
  const double loss = objective.evaluate(w, {}, &gradient);
  REQUIRE(std::isfinite(loss));
  CHECK(loss == doctest::Approx(objective.evaluate(w, {}, nullptr)).epsilon(1e-13));
  const ParamVector u = random_vector(w.size(), rng).normalized(), v = random_vector(w.size(), rng).normalized();
  const double right = objective.evaluate(w + step * u, {}, &ahead),
               left = objective.evaluate(w - step * u, {}, &behind);
  const double scale = std::max(1.0, gradient.norm());
  CHECK(std::abs((right - left) / (2 * step) - gradient.dot(u)) < 1e-7 * scale);
  const ParamVector hu = objective.hessian_vector(w, u), hv = objective.hessian_vector(w, v);
  CHECK(relative_difference((ahead - behind) / (2 * step), hu) < 1e-6);
  CHECK(std::abs(v.dot(hu) - u.dot(hv)) < 1e-11 * std::max(1.0, hu.norm()));
}

// Every entry: the gradient by differences of the loss, and the Hessian, column by column, by differences of the
// gradient; it is symmetric, and a product is its matrix times the vector.
inline void check_derivatives(const Objective& objective, const ParamVector& w, Rng& rng, double step = 1e-5) {
  ParamVector gradient, numeric(w.size()), ahead, behind;
  objective.evaluate(w, {}, &gradient);
  Matrix numeric_hessian(w.size(), w.size());
  for (Index i = 0; i < w.size(); ++i) {
    const ParamVector unit = ParamVector::Unit(w.size(), i);
    numeric[i] = (objective.evaluate(w + step * unit, {}, &ahead) - objective.evaluate(w - step * unit, {}, &behind)) /
                 (2 * step);
    numeric_hessian.col(i) = (ahead - behind) / (2 * step);
  }
  REQUIRE(gradient.allFinite());
  CHECK(gradient.norm() > 1e-6);
  CHECK(relative_difference(gradient, numeric) < 1e-7);
  const Matrix hessian = dense_hessian(objective, w);
  const double largest = std::max(1.0, hessian.cwiseAbs().maxCoeff());
  CHECK((hessian - numeric_hessian).cwiseAbs().maxCoeff() < 1e-6 * largest);
  CHECK((hessian - hessian.transpose()).cwiseAbs().maxCoeff() < 1e-11 * largest);
  const ParamVector v = random_vector(w.size(), rng);
  CHECK(relative_difference(objective.hessian_vector(w, v), hessian * v) < 1e-11);
}

}  // namespace cartograd
