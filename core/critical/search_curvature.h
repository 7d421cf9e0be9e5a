// The Hessian at one place, as the steps of a search need it.
#pragma once

#include <optional>

#include "core/base/decompositions.h"
#include "core/curvature/operator.h"

namespace cartograd {

// Written out up to 500 parameters, with its eigenvectors where they are needed; beyond with products only.
class Curvature {
 public:
  // Throws Stopped.
  Curvature(const Objective& objective, const ParamVector& w, std::stop_token stop);

  const SymmetricOperator& op() const { return op_; }
  bool finite() const { return finite_; }
  // How large the Hessian is: at least its largest eigenvalue's size, or as far as the gradient feels it.
  double size(const ParamVector& gradient) const;
  // −H⁺ g, the step to where a quadratic surface has no slope; eigenvalues below 1e-12 of the largest count as zero.
  ParamVector newton_step(const ParamVector& gradient) const;
  // How far away gradient and Hessian say that the gradient is zero, at w.
  double distance(const ParamVector& gradient, const ParamVector& w) const;
  // −(H² + damping)⁻¹ H g (Levenberg 1944, Marquardt 1963).
  ParamVector damped_step(const ParamVector& gradient, double damping) const;

 private:
  using Solver = Eigen::SelfAdjointEigenSolver<Matrix>;
  const Solver& eigen() const;

  SymmetricOperator op_;
  Matrix hessian_;  // empty if it is too large
  bool finite_ = true;
  mutable std::optional<Solver> solver_;
};

}  // namespace cartograd
