// Decompositions of dense matrices. Eigen's templates are compiled once, in eigen_solver.cpp: each takes a compiler ten
// seconds.
#pragma once

#include <Eigen/Eigenvalues>

#include "core/base/types.h"

extern template class Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>;
extern template Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>& Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>::compute(
    const Eigen::EigenBase<Eigen::MatrixXd>&, int);

namespace cartograd {

// n×k: an orthonormal basis of the span of a's k ≤ n columns, by Householder reflections. Its first j columns span the
// first j columns of a; where those depend on each other, the basis goes on in directions of its own.
Matrix orthonormal_columns(const Matrix& a);

}  // namespace cartograd
