// Eigenvalues of dense symmetric matrices. Eigen's solver is compiled once, in eigen_solver.cpp: it takes a compiler
// ten seconds.
#pragma once

#include <Eigen/Dense>

extern template class Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>;
extern template Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>& Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>::compute(
    const Eigen::EigenBase<Eigen::MatrixXd>&, int);
