#include "core/curvature/eigenpairs.h"

#include <Spectra/SymEigsSolver.h>
#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/rng.h"

namespace cartograd {

namespace {

struct Cancelled {};

// The operator as Spectra wants it; it counts products, and leaves the solver by an exception after a stop.
class CountingOperator {
 public:
  using Scalar = double;
  CountingOperator(const SymmetricOperator& op, std::stop_token stop) : op_(op), stop_(std::move(stop)) {}
  Index rows() const { return op_.dimension; }
  Index cols() const { return op_.dimension; }
  void perform_op(const double* in, double* out) const {
    if (stop_.stop_requested()) throw Cancelled{};
    ++products_;
    Eigen::Map<ParamVector>(out, op_.dimension) = op_.multiply(Eigen::Map<const ParamVector>(in, op_.dimension));
  }
  Index products() const { return products_; }

 private:
  const SymmetricOperator& op_;
  std::stop_token stop_;
  mutable Index products_ = 0;
};

// True if x stands further out than y at this end.
bool outer(SpectrumEnd end, double x, double y) {
  switch (end) {
    case SpectrumEnd::highest:
      return x > y;
    case SpectrumEnd::lowest:
      return x < y;
    case SpectrumEnd::largest_magnitude:
      break;
  }
  return std::abs(x) > std::abs(y);
}

Eigenpairs pick(const Eigen::VectorXd& values, const Matrix& vectors, Index count, SpectrumEnd end) {
  std::vector<Index> order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) { return outer(end, values[i], values[j]); });
  order.resize(static_cast<std::size_t>(std::min(count, values.size())));
  Eigenpairs pairs;
  pairs.values = values(order);
  pairs.vectors = vectors(Eigen::all, order);
  return pairs;
}

void measure(const SymmetricOperator& op, double tolerance, Index wanted, Eigenpairs& pairs) {
  pairs.residuals.resize(pairs.values.size());
  for (Index i = 0; i < pairs.values.size(); ++i)
    pairs.residuals[i] = (op.multiply(pairs.vectors.col(i)) - pairs.values[i] * pairs.vectors.col(i)).norm();
  pairs.products += pairs.values.size();
  const double scale = pairs.values.size() > 0 ? pairs.values.cwiseAbs().maxCoeff() : 0;
  // Written so that nan is not converged.
  pairs.converged = pairs.values.size() == wanted &&
                    (pairs.residuals.array() <= std::max(tolerance * scale, 1e-13 * std::max(scale, 1e-300))).all();
}

Eigenpairs solve_dense(const SymmetricOperator& op, Index count, SpectrumEnd end, std::stop_token stop) {
  const Matrix matrix = dense_matrix(op, stop);
  if (matrix.size() == 0) {
    Eigenpairs pairs;
    pairs.cancelled = true;
    return pairs;
  }
  if (!matrix.allFinite()) return {};
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(matrix);
  Eigenpairs pairs = pick(solver.eigenvalues(), solver.eigenvectors(), count, end);
  pairs.products = op.dimension;
  return pairs;
}

Spectra::SortRule rule_of(SpectrumEnd end) {
  switch (end) {
    case SpectrumEnd::highest:
      return Spectra::SortRule::LargestAlge;
    case SpectrumEnd::lowest:
      return Spectra::SortRule::SmallestAlge;
    case SpectrumEnd::largest_magnitude:
      break;
  }
  return Spectra::SortRule::LargestMagn;
}

}  // namespace

Eigenpairs extreme_eigenpairs(const SymmetricOperator& op, Index count, SpectrumEnd end, const EigenSettings& settings,
                              std::stop_token stop) {
  if (count < 1 || count > op.dimension)
    throw InputError(fmt::format("asked for {} eigenpairs; expected 1 to {}", count, op.dimension));
  constexpr Index small = 48;
  const Index basis = std::min(op.dimension, std::max<Index>(2 * count + 5, 12));  // Lanczos vectors before a restart
  Eigenpairs pairs;
  if (op.dimension <= small || basis <= count) {
    pairs = solve_dense(op, count, end, stop);
    if (!pairs.cancelled) measure(op, settings.tolerance, count, pairs);
    return pairs;
  }
  CountingOperator counting(op, stop);
  try {
    Spectra::SymEigsSolver<CountingOperator> solver(counting, count, basis);
    Rng rng(derive_seed(settings.seed, "eigenpairs"));
    ParamVector start(op.dimension);
    for (double& x : start) x = rng.normal();
    solver.init(start.data());
    const Index restarts = std::max<Index>(1, settings.most_products / std::max<Index>(1, basis - count));
    // The solver's own criterion is for each value by itself; zero is a legitimate eigenvalue, so the residuals decide.
    solver.compute(rule_of(end), restarts, settings.tolerance);
    pairs = pick(solver.eigenvalues(), solver.eigenvectors(), count, end);
  } catch (const Cancelled&) {
    pairs.cancelled = true;
    return pairs;
  } catch (const std::exception&) {  // Spectra gives up on numbers that are not finite
    pairs = {};
  }
  pairs.products = counting.products();
  measure(op, settings.tolerance, count, pairs);
  return pairs;
}

std::string describe(const Eigenpairs& pairs) {
  if (pairs.cancelled) return "cancelled";
  const double worst = pairs.residuals.size() > 0 ? pairs.residuals.maxCoeff() : std::nan("");
  return fmt::format("{}converged after {} products, residual {:.2g}", pairs.converged ? "" : "not ", pairs.products,
                     worst);
}

}  // namespace cartograd
