// Extreme eigenvalues of a Hessian with their eigenvectors.
#pragma once

#include <string>

#include "core/curvature/operator.h"

namespace cartograd {

// Which end of the spectrum: by signed value, or by absolute value.
enum class SpectrumEnd { highest, lowest, largest_magnitude };

struct Eigenpairs {
  Eigen::VectorXd values;     // from that end inwards
  Matrix vectors;             // unit length, one per column
  Eigen::VectorXd residuals;  // ‖H·v − λ·v‖ of each
  Index products = 0;         // how many products with H it took
  bool converged = false;     // every residual is small enough
  bool cancelled = false;     // stopped; nothing else is set then
};

struct EigenSettings {
  double tolerance = 1e-6;  // a residual may be this share of the largest eigenvalue found
  Index most_products = 3000;
  std::uint64_t seed = 1;  // of the first vector
};

// The `count` outermost eigenpairs, 1 ≤ count ≤ dimension, by a restarted Lanczos method that finds eigenvalues
// which occur several times as often as they do; small matrices are written out and solved densely. Takes about
// 16 · (3 · count + 24) · dimension bytes. What has not converged is returned with its residual.
Eigenpairs extreme_eigenpairs(const SymmetricOperator& op, Index count, SpectrumEnd end,
                              const EigenSettings& settings = {}, std::stop_token stop = {});

// All eigenvalues, ascending, of the matrix written out. None after a stop, or where it is not finite.
Eigen::VectorXd all_eigenvalues(const SymmetricOperator& op, std::stop_token stop = {});

// "converged after 34 products" or "not converged after 3000 products, residual 0.02".
std::string describe(const Eigenpairs& pairs);

}  // namespace cartograd
