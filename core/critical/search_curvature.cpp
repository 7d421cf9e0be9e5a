#include "core/critical/search_curvature.h"

#include <cmath>
#include <utility>

#include "core/base/parallel.h"
#include "core/critical/critical_point.h"
#include "core/critical/minres.h"

namespace cartograd {

namespace {

constexpr Index largest_dense = 500;  // parameters

// Solves (H² + damping) p = right.
ParamVector conjugate_gradients(const SymmetricOperator& op, const ParamVector& right, double damping) {
  constexpr Index most = 60;
  ParamVector p = ParamVector::Zero(right.size()), residual = right, direction = right;
  double squared = residual.squaredNorm();
  const double enough = 1e-8 * squared;
  for (Index i = 0; i < most && squared > enough; ++i) {
    throw_if_stopped();
    const ParamVector image = op.multiply(op.multiply(direction)) + damping * direction;
    const double along = squared / direction.dot(image);
    if (!std::isfinite(along)) break;
    p += along * direction;
    residual -= along * image;
    const double before = std::exchange(squared, residual.squaredNorm());
    direction = residual + (squared / before) * direction;
  }
  return p;
}

}  // namespace

Curvature::Curvature(const Objective& objective, const ParamVector& w, std::stop_token stop)
    : op_(hessian_operator(objective, w)) {
  if (w.size() > largest_dense) return;
  hessian_ = dense_matrix(op_, stop);
  if (hessian_.size() == 0) throw Stopped{};
  finite_ = hessian_.allFinite();
}

const Curvature::Solver& Curvature::eigen() const {
  if (!solver_) solver_.emplace(hessian_);
  return *solver_;
}

double Curvature::size(const ParamVector& gradient) const {
  if (hessian_.size() > 0) return hessian_.norm();
  return op_.multiply(gradient).norm() / std::max(gradient.norm(), 1e-300);
}

ParamVector Curvature::newton_step(const ParamVector& gradient) const {
  if (hessian_.size() == 0) return minres(op_, -gradient, 1e-6, 200);
  // Where the Hessian has an inverse, elimination is several times as quick as its eigenvectors.
  const ParamVector quick = hessian_.partialPivLu().solve(-gradient);
  if (quick.allFinite() && (hessian_ * quick + gradient).norm() <= 1e-8 * gradient.norm()) return quick;
  const Eigen::ArrayXd& values = eigen().eigenvalues().array();
  const double zero = 1e-12 * values.abs().maxCoeff();
  const Eigen::ArrayXd along = (eigen().eigenvectors().transpose() * gradient).array();
  return -(eigen().eigenvectors() * (values.abs() > zero).select(along / values, 0).matrix());
}

double Curvature::distance(const ParamVector& gradient, const ParamVector& w) const {
  if (hessian_.size() == 0) return newton_step(gradient).norm();
  return promised_step(eigen().eigenvalues(), eigen().eigenvectors(), gradient, w).norm();
}

ParamVector Curvature::damped_step(const ParamVector& gradient, double damping) const {
  if (hessian_.size() == 0) return conjugate_gradients(op_, -op_.multiply(gradient), damping);
  const Eigen::VectorXd along = eigen().eigenvectors().transpose() * gradient;
  const Eigen::ArrayXd& values = eigen().eigenvalues().array();
  return -(eigen().eigenvectors() * (along.array() * values / (values.square() + damping)).matrix());
}

}  // namespace cartograd
