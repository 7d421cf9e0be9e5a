#include "core/critical/critical_point.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/decompositions.h"
#include "core/base/rng.h"
#include "core/curvature/eigenpairs.h"

namespace cartograd {

namespace {

constexpr Index most_escapes = 3;
constexpr double rounding_share = 1e-14;  // of the loss: a curvature so small cannot be told from none

// What eigenvalues are told by.
struct Ends {
  Matrix lowest_vectors;   // of the lowest eigenvalues; none after a stop or where the Hessian is not finite
  double uncertainty = 0;  // by how much the Hessian changes on the way to the zero that it promises
};

Ends find_all(const Objective& objective, const SymmetricOperator& op, CriticalPoint& point,
              const ParamVector& gradient, std::stop_token stop) {
  const Matrix hessian = dense_matrix(op, stop);
  if (hessian.size() == 0 || !hessian.allFinite()) return {};
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(hessian);
  point.all_eigenvalues = true;
  point.eigenvalues = solver.eigenvalues();
  const ParamVector step = promised_step(point.eigenvalues, solver.eigenvectors(), gradient, point.w);
  point.distance = step.norm();
  Ends ends{solver.eigenvectors().leftCols(std::min(most_escapes, point.w.size()))};
  if (point.distance > 0 && point.distance <= largest_distance * (1 + point.w.norm())) {
    const Matrix there = dense_matrix(hessian_operator(objective, point.w + step), stop);
    if (there.size() == 0) return {};
    ends.uncertainty = (there - hessian).norm();
  }
  return ends;
}

Ends find_ends(const SymmetricOperator& op, CriticalPoint& point, Index count, std::stop_token stop) {
  count = std::min(count, op.dimension / 2);
  const Eigenpairs lowest = extreme_eigenpairs(op, count, SpectrumEnd::lowest, {.tolerance = 1e-4}, stop);
  const Eigenpairs highest = extreme_eigenpairs(op, count, SpectrumEnd::highest, {.tolerance = 1e-4}, stop);
  if (lowest.cancelled || highest.cancelled) return {};
  point.eigenvalues.resize(lowest.values.size() + highest.values.size());
  point.eigenvalues << lowest.values, highest.values.reverse();
  point.residuals.resize(point.eigenvalues.size());
  point.residuals << lowest.residuals, highest.residuals.reverse();
  return {lowest.vectors.leftCols(std::min(most_escapes, lowest.vectors.cols())), lowest.residuals.maxCoeff()};
}

// A degenerate point has slopes nearby; a plain has none.
bool is_flat_around(const Objective& objective, const CriticalPoint& point) {
  Rng rng(1);
  ParamVector gradient;
  for (int i = 0; i < 6; ++i) {
    const ParamVector step = normal_vector(point.w.size(), rng).normalized() * 1e-3 * (1 + point.w.norm());
    objective.evaluate(point.w + step, {}, &gradient);
    if (!(gradient.norm() <= 1e-14 * std::max(1.0, std::abs(point.loss)))) return false;
  }
  return true;
}

}  // namespace

ParamVector promised_step(const Eigen::VectorXd& eigenvalues, const Matrix& eigenvectors, const ParamVector& gradient,
                          const ParamVector& w) {
  const double largest = eigenvalues.cwiseAbs().maxCoeff(), rounding = 4e-16 * largest * (1 + w.norm());
  Eigen::VectorXd along = eigenvectors.transpose() * gradient;
  for (Index i = 0; i < along.size(); ++i) {
    const double size = std::max(std::abs(eigenvalues[i]), 1e-15 * largest);
    along[i] = std::abs(along[i]) > rounding ? -along[i] / std::copysign(size, eigenvalues[i]) : 0;
  }
  return eigenvectors * along;
}

PointKind CriticalPoint::kind() const {
  if (end != SearchEnd::critical) return PointKind::not_critical;
  if (flat) return PointKind::flat_region;
  if (degenerate > 0) return PointKind::degenerate;
  if (negative == 0) return PointKind::minimum;
  return negative == w.size() ? PointKind::maximum : PointKind::saddle;
}

void classify(const Objective& objective, CriticalPoint& point, const EigenvalueChoice& choice, std::stop_token stop) {
  ParamVector gradient;
  point.loss = objective.evaluate(point.w, {}, &gradient);
  point.gradient_norm = gradient.norm();
  const SymmetricOperator op = hessian_operator(objective, point.w);
  const Ends ends = point.w.size() <= choice.largest_dense ? find_all(objective, op, point, gradient, stop)
                                                           : find_ends(op, point, choice.at_each_end, stop);
  if (ends.lowest_vectors.size() == 0) return;
  const double largest = point.eigenvalues.cwiseAbs().maxCoeff();
  const double zero =
      std::max({zero_share * largest, 4 * ends.uncertainty, rounding_share * std::max(1.0, std::abs(point.loss))});
  point.negative = (point.eigenvalues.array() < -zero).count();
  point.degenerate = (point.eigenvalues.array().abs() <= zero).count();
  point.escapes = ends.lowest_vectors.leftCols(std::min(point.negative, ends.lowest_vectors.cols()));
  point.flat = largest <= zero && is_flat_around(objective, point);
  if (gradient.norm() > 0 && largest > 0) point.flatness = op.multiply(gradient).norm() / (largest * gradient.norm());
}

const char* end_name(SearchEnd end) {
  switch (end) {
    case SearchEnd::critical:
      return "critical";
    case SearchEnd::gradient_flat:
      return "gradient-flat";
    case SearchEnd::fading:
      return "fading";
    case SearchEnd::not_found:
      return "not found";
    case SearchEnd::cancelled:
      break;
  }
  return "cancelled";
}

std::string describe_kind(const CriticalPoint& point) {
  switch (point.end) {
    case SearchEnd::gradient_flat:
      return "gradient-flat, not a critical point";
    case SearchEnd::fading:
      return "fading plain, not a critical point";
    case SearchEnd::not_found:
      return "no critical point found";
    case SearchEnd::cancelled:
      return "search cancelled";
    case SearchEnd::critical:
      break;
  }
  const std::string index = fmt::format("index {}{}", point.negative, point.index_cut() ? " or more" : "");
  switch (point.kind()) {
    case PointKind::minimum:
      return "minimum";
    case PointKind::maximum:
      return "maximum";
    case PointKind::flat_region:
      return "flat region";
    case PointKind::degenerate:
      return fmt::format("degenerate: {}, {}{} flat direction{}", index, point.all_eigenvalues ? "" : "at least ",
                         point.degenerate, point.degenerate == 1 ? "" : "s");
    default:
      return "saddle of " + index;
  }
}

}  // namespace cartograd
