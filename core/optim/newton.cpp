// Rules that know the whole Hessian.
#include <cmath>
#include <limits>

#include "core/base/decompositions.h"
#include "core/base/parallel.h"
#include "core/optim/optimizer.h"

namespace cartograd {

namespace {

constexpr Index largest_hessian = 500;  // an eigendecomposition of this size takes a tenth of a second

// Newton's method: w −= lr (H + damping · I)⁻¹ g. It is drawn to any critical point, saddles too. Directions without
// curvature are left alone.
class Newton : public Optimizer {
 public:
  explicit Newton(const Settings& settings) : Optimizer(settings), damping_(settings.real("damping")) {}

  Index dimension_limit() const override { return largest_hessian; }

  double step(const Objective& objective, Batch, ParamVector& w) override {
    const double loss = evaluate(objective, {}, w);
    const Index n = w.size();
    hessian_.resize(n, n);
    const auto hessian = objective.hessian_at(w);
    for (Index i = 0; i < n; ++i) {
      throw_if_stopped();
      hessian_.col(i) = hessian->multiply(ParamVector::Unit(n, i));
    }
    if (!hessian_.allFinite() || !gradient_.allFinite()) return std::numeric_limits<double>::quiet_NaN();
    solver_.compute((hessian_ + hessian_.transpose()) / 2);
    ParamVector along = solver_.eigenvectors().transpose() * gradient_;
    const double least = 1e-14 * solver_.eigenvalues().cwiseAbs().maxCoeff();
    for (Index i = 0; i < n; ++i) {
      const double curvature = effective(solver_.eigenvalues()[i]) + damping_;
      along[i] = std::abs(curvature) > least ? along[i] / curvature : 0;
    }
    w -= rate() * (solver_.eigenvectors() * along);
    return loss;
  }

 protected:
  // The curvature that an eigenvalue counts as.
  virtual double effective(double eigenvalue) const { return eigenvalue; }

 private:
  double damping_;
  Matrix hessian_;
  Eigen::SelfAdjointEigenSolver<Matrix> solver_;
};

// Dauphin et al. 2014: with |H| in place of H saddles repel.
class SaddleFreeNewton final : public Newton {
 public:
  using Newton::Newton;

 protected:
  double effective(double eigenvalue) const override { return std::abs(eigenvalue); }
};

std::vector<Setting> newton_settings(double damping) {
  return {log_setting("lr", "Learning rate", 1, 1e-6, 1e6, "share of the full step"),
          log_setting("damping", "Damping", damping, 0, 1e6, "added to every eigenvalue of the Hessian")};
}

}  // namespace

OptimizerRows curvature_optimizers() {
  return {
      {{"newton", "Newton", "to the critical point of the local quadratic, on all samples; up to 500 parameters",
        newton_settings(0)},
       make_rule<Newton>},
      {{"saddle_free_newton", "Saddle-free Newton",
        "Newton with the absolute values of the curvatures, on all samples; up to 500 parameters (Dauphin et al. 2014)",
        newton_settings(0.01)},
       make_rule<SaddleFreeNewton>},
  };
}

}  // namespace cartograd
