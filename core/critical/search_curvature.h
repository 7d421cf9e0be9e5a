// The Hessian at one place, as the steps of a search need it.
#pragma once

#include "core/base/eigen_solver.h"
#include "core/curvature/operator.h"

namespace cartograd {

// With all eigenvalues up to 500 parameters, beyond with products only.
class Curvature {
 public:
  // Throws Stopped.
  Curvature(const Objective& objective, const ParamVector& w, std::stop_token stop);

  const SymmetricOperator& op() const { return op_; }
  bool finite() const { return finite_; }
  // The largest eigenvalue's size, at least as far as the gradient feels it.
  double size(const ParamVector& gradient) const;
  // −H⁺ g, the step to where a quadratic surface has no slope; eigenvalues below 1e-12 of the largest count as zero.
  ParamVector newton_step(const ParamVector& gradient) const;
  // How far away gradient and Hessian say that the gradient is zero, at w.
  double distance(const ParamVector& gradient, const ParamVector& w) const;
  // −(H² + damping)⁻¹ H g (Levenberg 1944, Marquardt 1963).
  ParamVector damped_step(const ParamVector& gradient, double damping) const;

 private:
  SymmetricOperator op_;
  Eigen::SelfAdjointEigenSolver<Matrix> solver_;
  bool dense_ = false, finite_ = true;
};

}  // namespace cartograd
