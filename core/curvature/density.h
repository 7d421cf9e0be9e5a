// The spectral density of a Hessian: how its eigenvalues are distributed, without computing them one by one.
#pragma once

#include <span>
#include <vector>

#include "core/curvature/operator.h"

namespace cartograd {

// A Lanczos run: the tridiagonal matrix T of H in an orthonormal basis that starts with the given vector.
struct Lanczos {
  Eigen::VectorXd diagonal, off_diagonal;  // k and k − 1 numbers
  // Nodes and weights of Gauss quadrature for the spectral measure of the start vector: eigenvalues of T, and the
  // squared first components of its eigenvectors (Golub & Welsch 1969). The weights add up to 1.
  struct Quadrature {
    Eigen::VectorXd nodes, weights;
  };
  Quadrature quadrature() const;
};

// At most `steps` steps, fewer if the basis is exhausted before; with full reorthogonalisation, so no eigenvalue
// appears twice. Takes 8 · steps · dimension bytes. Ends early after a stop.
Lanczos lanczos(const SymmetricOperator& op, const ParamVector& start, Index steps, std::stop_token stop = {});

// Weighted nodes; the share of eigenvalues in an interval is about the sum of the weights there. The weights add up
// to 1.
struct SpectralDensity {
  std::vector<double> nodes, weights;
  Index probes = 0, steps = 0;
  bool cancelled = false;

  // Smoothed with a Gaussian of the given width, at x: the density of eigenvalues, integral 1.
  double at(double x, double width) const;
  // ∫ f: the mean of f over the eigenvalues, e.g. their mean or mean square.
  template <class Function>
  double mean(Function f) const {
    double sum = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) sum += weights[i] * f(nodes[i]);
    return sum;
  }
};

// Stochastic Lanczos quadrature (Ubaru, Chen & Saad 2017; Ghorbani, Krishnan & Xiao 2019): the mean quadrature of
// `probes` Gaussian start vectors, `steps` Lanczos steps each.
SpectralDensity spectral_density(const SymmetricOperator& op, Index probes, Index steps, std::uint64_t seed,
                                 std::stop_token stop = {});

// An estimate with its standard error.
struct TraceEstimate {
  double trace = 0, standard_error = 0;
  Index products = 0;
  bool cancelled = false;
};

// Hutchinson 1989: the mean of zᵀHz over probes z of random signs; variance 2 Σ_{i≠j} H_ij² per probe.
TraceEstimate hutchinson_trace(const SymmetricOperator& op, Index probes, std::uint64_t seed,
                               std::stop_token stop = {});

// Hutch++ (Meyer, Musco, Musco & Woodruff 2021): a third of the products finds the directions where H is large, whose
// trace is then exact; Hutchinson's estimate is only for the rest. products ≥ 3. The standard error is of that rest.
TraceEstimate hutch_plus_plus_trace(const SymmetricOperator& op, Index products, std::uint64_t seed,
                                    std::stop_token stop = {});

}  // namespace cartograd
