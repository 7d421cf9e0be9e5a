#include "core/critical/search.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/base/eigen_solver.h"
#include "core/base/parallel.h"
#include "core/curvature/eigenpairs.h"

namespace cartograd {

namespace {

constexpr Index largest_dense = 500;  // parameters
constexpr Index lowest_count = 10;
constexpr double zero_share = 1e-6;  // of the largest eigenvalue's size
constexpr double flat_share = 1e-6;  // of ‖H‖ ‖∇E‖

// What a step is made from: the gradient's Jacobian at one place.
class Jacobian {
 public:
  Jacobian(const Objective& objective, const ParamVector& w, std::stop_token stop)
      : op_(hessian_operator(objective, w)) {
    if (w.size() > largest_dense) return;
    const Matrix hessian = dense_matrix(op_, stop);
    if (hessian.size() > 0 && hessian.allFinite()) solver_.compute(hessian);
    dense_ = hessian.size() > 0 && hessian.allFinite();
  }

  ParamVector multiply(const ParamVector& v) const { return op_.multiply(v); }

  // −(H² + damping)⁻¹ H g.
  ParamVector step(const ParamVector& gradient, double damping) const {
    if (dense_) {
      const Eigen::VectorXd along = solver_.eigenvectors().transpose() * gradient;
      const Eigen::ArrayXd& values = solver_.eigenvalues().array();
      return -(solver_.eigenvectors() * (along.array() * values / (values.square() + damping)).matrix());
    }
    return conjugate_gradients(-multiply(gradient), damping);
  }

  // The largest eigenvalue's size, at least as far as the gradient feels it.
  double size(const ParamVector& gradient) const {
    if (dense_) return solver_.eigenvalues().cwiseAbs().maxCoeff();
    return multiply(gradient).norm() / std::max(gradient.norm(), 1e-300);
  }

 private:
  // Solves (H² + damping) p = right.
  ParamVector conjugate_gradients(const ParamVector& right, double damping) const {
    constexpr Index most = 60;
    ParamVector p = ParamVector::Zero(right.size()), residual = right, direction = right;
    double squared = residual.squaredNorm();
    const double enough = 1e-8 * squared;
    for (Index i = 0; i < most && squared > enough; ++i) {
      throw_if_stopped();
      const ParamVector image = multiply(multiply(direction)) + damping * direction;
      const double along = squared / direction.dot(image);
      if (!std::isfinite(along)) break;
      p += along * direction;
      residual -= along * image;
      const double before = std::exchange(squared, residual.squaredNorm());
      direction = residual + (squared / before) * direction;
    }
    return p;
  }

  SymmetricOperator op_;
  Eigen::SelfAdjointEigenSolver<Matrix> solver_;
  bool dense_ = false;
};

void classify(const Objective& objective, CriticalPoint& point, std::stop_token stop) {
  const SymmetricOperator op = hessian_operator(objective, point.w);
  point.all_eigenvalues = point.w.size() <= largest_dense;
  double largest = 0;
  if (point.all_eigenvalues) {
    const Matrix hessian = dense_matrix(op, stop);
    if (hessian.size() == 0 || !hessian.allFinite()) return;
    point.eigenvalues = Eigen::SelfAdjointEigenSolver<Matrix>(hessian, Eigen::EigenvaluesOnly).eigenvalues();
    largest = point.eigenvalues.cwiseAbs().maxCoeff();
  } else {
    const Eigenpairs top = extreme_eigenpairs(op, 1, SpectrumEnd::largest_magnitude, {}, stop);
    const Eigenpairs lowest = extreme_eigenpairs(op, lowest_count, SpectrumEnd::lowest, {.tolerance = 1e-4}, stop);
    if (top.cancelled || lowest.cancelled) return;
    point.eigenvalues = lowest.values;
    largest = top.values.cwiseAbs().maxCoeff();
  }
  for (const double value : point.eigenvalues) {
    point.negative += value < -zero_share * largest;
    point.degenerate += std::abs(value) <= zero_share * largest;
  }
  ParamVector gradient;
  objective.evaluate(point.w, {}, &gradient);
  if (gradient.norm() > 0 && largest > 0) point.flatness = op.multiply(gradient).norm() / (largest * gradient.norm());
}

}  // namespace

CriticalPoint find_critical_point(const Objective& objective, const ParamVector& start, const SearchSettings& settings,
                                  std::stop_token stop,
                                  const std::function<void(Index step, double gradient_norm)>& tell) {
  CriticalPoint point;
  point.w = start;
  ParamVector gradient, tried;
  const auto finish = [&](SearchEnd end) {
    point.end = end;
    return point;
  };
  try {
    const StopScope scope(stop);
    point.loss = objective.evaluate(point.w, {}, &gradient);
    point.gradient_norm = gradient.norm();
    double damping = 0;
    const auto found = [&] { return point.gradient_norm <= settings.tolerance * std::max(1.0, std::abs(point.loss)); };
    bool stuck = !std::isfinite(point.gradient_norm);
    while (!found() && !stuck && point.steps < settings.most_steps) {
      if (stop.stop_requested()) return finish(SearchEnd::cancelled);
      const Jacobian jacobian(objective, point.w, stop);
      const double size = jacobian.size(gradient);
      if (damping == 0) damping = 1e-2 * size * size;
      if (jacobian.multiply(gradient).norm() <= flat_share * size * point.gradient_norm) break;
      bool better = false;
      for (int attempt = 0; attempt < 30 && !better; ++attempt) {
        const ParamVector next = point.w + jacobian.step(gradient, damping);
        const double loss = objective.evaluate(next, {}, &tried);
        better = std::isfinite(loss) && tried.norm() < point.gradient_norm * (1 - 1e-12);
        damping = better ? damping / 8 : damping * 4;
        if (!better) continue;
        point.w = next;
        point.loss = loss;
        gradient = tried;
        point.gradient_norm = gradient.norm();
      }
      damping = std::max(damping, 1e-20 * size * size);
      stuck = !better;
      ++point.steps;
      if (tell) tell(point.steps, point.gradient_norm);
    }
    classify(objective, point, stop);
    if (stop.stop_requested()) return finish(SearchEnd::cancelled);
    if (found()) return finish(SearchEnd::critical);
    return finish(point.flatness < 1e-3 ? SearchEnd::gradient_flat : SearchEnd::not_found);
  } catch (const Stopped&) {
    return finish(SearchEnd::cancelled);
  }
}

std::string describe_kind(const CriticalPoint& point) {
  switch (point.end) {
    case SearchEnd::gradient_flat:
      return "gradient-flat, not a critical point";
    case SearchEnd::not_found:
      return "no critical point found";
    case SearchEnd::cancelled:
      return "search cancelled";
    case SearchEnd::critical:
      break;
  }
  const Index index = point.negative;
  if (!point.all_eigenvalues && index == point.eigenvalues.size())
    return fmt::format("saddle of index {} or more", index);
  if (point.degenerate > 0)
    return fmt::format("degenerate: index {}, {}{} flat direction{}", index, point.all_eigenvalues ? "" : "at least ",
                       point.degenerate, point.degenerate == 1 ? "" : "s");
  if (index == 0) return "minimum";
  return index == point.w.size() ? "maximum" : fmt::format("saddle of index {}", index);
}

}  // namespace cartograd
