// Decompositions of dense matrices. Eigen's templates are compiled once, in decompositions.cpp: each takes a compiler
// ten seconds.
#pragma once

#include <vector>

#include <Eigen/Eigenvalues>

#include "core/base/types.h"

extern template class Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>;
extern template Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>& Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>::compute(
    const Eigen::EigenBase<Eigen::MatrixXd>&, int);

namespace cartograd {

// n×k: an orthonormal basis of the span of a's k ≤ n columns, by Householder reflections. Its first j columns span the
// first j columns of a; where those depend on each other, the basis goes on in directions of its own.
Matrix orthonormal_columns(const Matrix& a);

// The directions that hold most of the variance of points (one per column) about 0, by the eigenvectors of the smaller
// Gram matrix: unit length, at most `most`; fewer if the points span less.
std::vector<ParamVector> principal_directions(const Matrix& points, Index most);

}  // namespace cartograd
