#include "core/curvature/density.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "core/base/decompositions.h"
#include "core/base/error.h"
#include "core/base/rng.h"

namespace cartograd {

namespace {

ParamVector random_signs(Index n, Rng& rng) {
  return ParamVector::NullaryExpr(n, [&](Index) { return rng.uniform(0, 1) < 0.5 ? -1.0 : 1.0; });
}

// The mean of the probes' values and its standard error.
void summarize(const std::vector<double>& values, TraceEstimate& estimate) {
  const auto count = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (double value : values) mean += value / count;
  for (double value : values) squares += (value - mean) * (value - mean);
  estimate.trace += mean;
  if (values.size() > 1) estimate.standard_error = std::sqrt(squares / (count - 1) / count);
}

}  // namespace

Lanczos::Quadrature Lanczos::quadrature() const {
  Eigen::SelfAdjointEigenSolver<Matrix> solver;
  solver.computeFromTridiagonal(diagonal, off_diagonal);
  return {solver.eigenvalues(), solver.eigenvectors().row(0).cwiseAbs2()};
}

Lanczos lanczos(const SymmetricOperator& op, const ParamVector& start, Index steps, std::stop_token stop) {
  if (!(start.norm() > 0)) throw InputError("the first Lanczos vector has length 0; expected any other vector");
  steps = std::min(steps, op.dimension);
  Matrix basis(op.dimension, steps);
  std::vector<double> diagonal, off_diagonal;
  ParamVector next = start.normalized();
  double scale = 0;
  for (Index k = 0; k < steps && !stop.stop_requested(); ++k) {
    basis.col(k) = next;
    next = op.multiply(next);
    diagonal.push_back(basis.col(k).dot(next));
    // Twice is enough (Parlett & Kahan): what the first pass leaves of rounding, the second takes.
    for (int pass = 0; pass < 2; ++pass) next -= basis.leftCols(k + 1) * (basis.leftCols(k + 1).transpose() * next);
    const double length = next.norm();
    scale = std::max({scale, std::abs(diagonal.back()), length});
    if (k + 1 == steps || !(length > 1e-12 * scale)) break;  // the basis spans all that H can reach
    off_diagonal.push_back(length);
    next /= length;
  }
  off_diagonal.resize(diagonal.empty() ? 0 : diagonal.size() - 1);
  const auto vector = [](const std::vector<double>& numbers) {
    return Eigen::VectorXd(Eigen::Map<const Eigen::VectorXd>(numbers.data(), static_cast<Index>(numbers.size())));
  };
  return {vector(diagonal), vector(off_diagonal)};
}

double SpectralDensity::at(double x, double width) const {
  return mean([&](double node) {
    const double z = (x - node) / width;
    return std::exp(-0.5 * z * z) / (width * std::sqrt(2 * std::numbers::pi));
  });
}

SpectralDensity spectral_density(const SymmetricOperator& op, Index probes, Index steps, std::uint64_t seed,
                                 std::stop_token stop) {
  SpectralDensity density;
  density.steps = steps;
  for (Index probe = 0; probe < probes; ++probe) {
    Rng rng(derive_seed(seed, fmt::format("spectral density {}", probe)));
    const Lanczos run = lanczos(op, normal_vector(op.dimension, rng), steps, stop);
    if (stop.stop_requested()) {
      density.cancelled = true;
      return density;
    }
    const Lanczos::Quadrature quadrature = run.quadrature();
    density.nodes.insert(density.nodes.end(), quadrature.nodes.begin(), quadrature.nodes.end());
    for (double weight : quadrature.weights) density.weights.push_back(weight / static_cast<double>(probes));
    ++density.probes;
  }
  return density;
}

TraceEstimate hutchinson_trace(const SymmetricOperator& op, Index probes, std::uint64_t seed, std::stop_token stop) {
  TraceEstimate estimate;
  Rng rng(derive_seed(seed, "trace"));
  std::vector<double> values;
  for (; estimate.products < probes; ++estimate.products) {
    if ((estimate.cancelled = stop.stop_requested())) return estimate;
    const ParamVector z = random_signs(op.dimension, rng);
    values.push_back(z.dot(op.multiply(z)));
  }
  summarize(values, estimate);
  return estimate;
}

TraceEstimate hutch_plus_plus_trace(const SymmetricOperator& op, Index products, std::uint64_t seed,
                                    std::stop_token stop) {
  if (products < 3) throw InputError(fmt::format("Hutch++ with {} products; expected at least 3", products));
  TraceEstimate estimate;
  Rng rng(derive_seed(seed, "trace"));
  const Index third = std::min(products / 3, op.dimension);
  const auto multiply = [&](const ParamVector& x) {
    ++estimate.products;
    return op.multiply(x);
  };
  Matrix image(op.dimension, third);
  for (Index i = 0; i < third; ++i) {
    if ((estimate.cancelled = stop.stop_requested())) return estimate;
    image.col(i) = multiply(random_signs(op.dimension, rng));
  }
  const Matrix q = orthonormal_columns(image);
  double inside = 0;
  for (Index i = 0; i < third; ++i) {
    if ((estimate.cancelled = stop.stop_requested())) return estimate;
    inside += q.col(i).dot(multiply(q.col(i)));
  }
  std::vector<double> values;
  for (Index i = 0; i < products - 2 * third; ++i) {
    if ((estimate.cancelled = stop.stop_requested())) return estimate;
    ParamVector rest = random_signs(op.dimension, rng);
    rest -= q * (q.transpose() * rest);
    values.push_back(rest.dot(multiply(rest)));
  }
  summarize(values, estimate);
  estimate.trace += inside;
  return estimate;
}

}  // namespace cartograd
