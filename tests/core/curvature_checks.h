// Symmetric operators whose spectrum is known.
#pragma once

#include "core/base/decompositions.h"
#include "core/curvature/operator.h"
#include "support.h"

namespace cartograd {

inline Matrix to_matrix(const nlohmann::json& rows) {
  Matrix matrix(static_cast<Index>(rows.size()), static_cast<Index>(rows[0].size()));
  for (std::size_t i = 0; i < rows.size(); ++i) matrix.row(static_cast<Index>(i)) = to_vector(rows[i]);
  return matrix;
}

inline SymmetricOperator matrix_operator(const Matrix& matrix) {
  return {matrix.rows(), [matrix](const ParamVector& x) { return ParamVector(matrix * x); }};
}

inline SymmetricOperator diagonal_operator(const Eigen::VectorXd& eigenvalues) {
  return {eigenvalues.size(), [eigenvalues](const ParamVector& x) { return ParamVector(eigenvalues.cwiseProduct(x)); }};
}

// The same spectrum in a basis turned by three reflections, so that no eigenvector is an axis.
inline SymmetricOperator rotated_operator(const Eigen::VectorXd& eigenvalues) {
  Rng rng(5);
  Matrix normals = Matrix::NullaryExpr(eigenvalues.size(), 3, [&] { return rng.normal(); });
  normals.colwise().normalize();
  return {eigenvalues.size(), [eigenvalues, normals](const ParamVector& x) {
            ParamVector y = x;
            for (Index i = 0; i < 3; ++i) y -= 2 * normals.col(i).dot(y) * normals.col(i);
            y = eigenvalues.cwiseProduct(y);
            for (Index i = 2; i >= 0; --i) y -= 2 * normals.col(i).dot(y) * normals.col(i);
            return y;
          }};
}

}  // namespace cartograd
