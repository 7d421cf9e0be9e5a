#include "core/base/decompositions.h"

#include <algorithm>

#include <Eigen/QR>

template class Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>;
template Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>& Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>::compute(
    const Eigen::EigenBase<Eigen::MatrixXd>&, int);

namespace cartograd {

Matrix orthonormal_columns(const Matrix& a) {
  return Eigen::HouseholderQR<Matrix>(a).householderQ() * Matrix::Identity(a.rows(), a.cols());
}

std::vector<ParamVector> principal_directions(const Matrix& points, Index most) {
  std::vector<ParamVector> directions;
  if (points.size() == 0) return directions;
  // Squares of what has gone to infinity are no numbers.
  if (const double largest = points.cwiseAbs().maxCoeff(); largest > 1e100)
    return principal_directions(points / largest, most);
  const bool by_points = points.cols() < points.rows();
  const Matrix gram = by_points ? Matrix(points.transpose() * points) : Matrix(points * points.transpose());
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(gram);
  const Index n = gram.rows();
  for (Index k = 0; k < std::min(most, n); ++k) {
    const Index column = n - 1 - k;
    if (solver.eigenvalues()[column] <= 1e-14 * std::max(solver.eigenvalues()[n - 1], 1e-300)) break;
    const auto eigenvector = solver.eigenvectors().col(column);
    directions.push_back((by_points ? ParamVector(points * eigenvector) : ParamVector(eigenvector)).normalized());
  }
  return directions;
}

}  // namespace cartograd
