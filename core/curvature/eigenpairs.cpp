#include "core/curvature/eigenpairs.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "core/base/decompositions.h"
#include "core/base/error.h"
#include "core/base/rng.h"

namespace cartograd {

namespace {

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

// From the residuals: whether each is small enough beside `scale`, the size of the largest eigenvalue found.
bool small_enough(const Eigen::VectorXd& residuals, double tolerance, double scale) {
  // Written so that nan is not.
  return (residuals.array() <= std::max(tolerance * scale, 1e-13 * std::max(scale, 1e-300))).all();
}

Eigenpairs solve_dense(const SymmetricOperator& op, Index count, SpectrumEnd end, const EigenSettings& settings,
                       std::stop_token stop) {
  const Matrix matrix = dense_matrix(op, stop);
  Eigenpairs pairs;
  if (matrix.size() == 0) {
    pairs.cancelled = true;
    return pairs;
  }
  if (matrix.allFinite()) {
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(matrix);
    pairs = pick(solver.eigenvalues(), solver.eigenvectors(), count, end);
    pairs.residuals = (matrix * pairs.vectors - pairs.vectors * pairs.values.asDiagonal()).colwise().norm();
    pairs.converged = small_enough(pairs.residuals, settings.tolerance, solver.eigenvalues().cwiseAbs().maxCoeff());
  }
  pairs.products = op.dimension;
  return pairs;
}

// The search space of the iterative solver: an orthonormal basis and its image H · basis, side by side. Residuals come
// from the image, which is exact but for rounding, and so cost no product.
class SearchSpace {
 public:
  SearchSpace(const SymmetricOperator& op, Index capacity)
      : op_(op), basis_(op.dimension, capacity), image_(op.dimension, capacity), projected_(capacity, capacity) {}
  Index size() const { return size_; }
  Index products() const { return products_; }

  // Adds what of the direction is new, for one product. False if nothing is, or if the product is not finite.
  bool add(ParamVector direction) {
    const double length = direction.norm();
    const auto basis = basis_.leftCols(size_);
    for (double before = length, after = 0;; before = after) {
      direction -= basis * (basis.transpose() * direction);
      after = direction.norm();
      if (!(after > 1e-10 * length)) return false;
      if (after > 0.7 * before) break;  // a longer cut leaves too much rounding error behind (Daniel et al. 1976)
    }
    direction /= direction.norm();
    basis_.col(size_) = direction;
    image_.col(size_) = op_.multiply(direction);
    ++products_;
    if (!image_.col(size_).allFinite()) return false;
    ++size_;
    projected_.col(size_ - 1).head(size_) = basis_.leftCols(size_).transpose() * image_.col(size_ - 1);
    return true;
  }

  // Rayleigh–Ritz: the best pairs that the space can give, from the end inwards.
  void solve(SpectrumEnd end) {
    const Matrix projected = projected_.topLeftCorner(size_, size_).selfadjointView<Eigen::Upper>();
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(projected);
    ritz_ = pick(solver.eigenvalues(), solver.eigenvectors(), size_, end);
  }
  double scale() const { return ritz_.values.cwiseAbs().maxCoeff(); }
  ParamVector residual(Index i) const {
    return image_.leftCols(size_) * ritz_.vectors.col(i) -
           ritz_.values[i] * (basis_.leftCols(size_) * ritz_.vectors.col(i));
  }
  // Keeps the outermost pairs only (thick restart).
  void shrink(Index keep) {
    basis_.leftCols(keep) = (basis_.leftCols(size_) * ritz_.vectors.leftCols(keep)).eval();
    image_.leftCols(keep) = (image_.leftCols(size_) * ritz_.vectors.leftCols(keep)).eval();
    projected_.topLeftCorner(keep, keep) = ritz_.values.head(keep).asDiagonal();
    size_ = keep;
  }
  // With their residuals.
  Eigenpairs pairs(Index count) const {
    Eigenpairs pairs;
    pairs.values = ritz_.values.head(count);
    pairs.vectors = basis_.leftCols(size_) * ritz_.vectors.leftCols(count);
    pairs.residuals.resize(count);
    for (Index i = 0; i < count; ++i) pairs.residuals[i] = residual(i).norm();
    return pairs;
  }

 private:
  const SymmetricOperator& op_;
  Matrix basis_, image_;
  Matrix projected_;  // basisᵀ · image, upper half
  Index size_ = 0, products_ = 0;
  Eigenpairs ritz_;  // in the basis
};

// Davidson's method with thick restarts and nothing to precondition with, which for a symmetric H is the Lanczos method
// (Stathopoulos & Saad 1998). It starts from more random directions than pairs are asked for, so that an eigenvalue
// that occurs several times is found as often: from one direction it would be found once, and the next taken for its
// copy.
Eigenpairs solve_iteratively(const SymmetricOperator& op, Index count, SpectrumEnd end, const EigenSettings& settings,
                             std::stop_token stop) {
  const Index start = count + 2, capacity = std::min(op.dimension, std::max<Index>(3 * start, 24));
  SearchSpace space(op, capacity);
  Rng rng(derive_seed(settings.seed, "eigenpairs"));
  Eigenpairs pairs;
  bool growing = true;
  for (Index i = 0; growing && i < start && !stop.stop_requested(); ++i)
    growing = space.add(normal_vector(op.dimension, rng));
  while (growing && !stop.stop_requested()) {
    space.solve(end);
    ParamVector next;
    for (Index i = 0; i < count && next.size() == 0; ++i)
      if (ParamVector residual = space.residual(i); !(residual.norm() <= 0.5 * settings.tolerance * space.scale()))
        next = std::move(residual);
    if (next.size() == 0 || space.products() >= settings.most_products) break;
    if (space.size() == capacity) space.shrink(capacity / 2);
    growing = space.add(std::move(next));
  }
  if (stop.stop_requested()) {
    pairs.cancelled = true;
  } else if (space.size() >= start) {
    space.solve(end);
    pairs = space.pairs(count);
    pairs.converged = small_enough(pairs.residuals, settings.tolerance, space.scale());
  }
  pairs.products = space.products();
  return pairs;
}

}  // namespace

Eigenpairs extreme_eigenpairs(const SymmetricOperator& op, Index count, SpectrumEnd end, const EigenSettings& settings,
                              std::stop_token stop) {
  if (count < 1 || count > op.dimension)
    throw InputError(fmt::format("asked for {} eigenpairs; expected 1 to {}", count, op.dimension));
  constexpr Index small = 48;  // parameters
  if (op.dimension <= std::max(small, 3 * (count + 2))) return solve_dense(op, count, end, settings, stop);
  return solve_iteratively(op, count, end, settings, stop);
}

Eigen::VectorXd all_eigenvalues(const SymmetricOperator& op, std::stop_token stop) {
  const Matrix matrix = dense_matrix(op, stop);
  if (matrix.size() == 0 || !matrix.allFinite()) return {};
  return Eigen::SelfAdjointEigenSolver<Matrix>(matrix, Eigen::EigenvaluesOnly).eigenvalues();
}

std::string describe(const Eigenpairs& pairs) {
  if (pairs.cancelled) return "cancelled";
  const double worst = pairs.residuals.size() > 0 ? pairs.residuals.maxCoeff() : std::nan("");
  return fmt::format("{}converged after {} products, residual {:.2g}", pairs.converged ? "" : "not ", pairs.products,
                     worst);
}

}  // namespace cartograd
