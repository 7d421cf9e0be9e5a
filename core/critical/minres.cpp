#include "core/critical/minres.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/parallel.h"

namespace cartograd {

ParamVector minres(const SymmetricOperator& op, const ParamVector& right, double tolerance, Index most) {
  ParamVector x = ParamVector::Zero(right.size());
  const double start = right.norm();
  if (!(start > 0)) return x;
  // Lanczos vectors q and the tridiagonal matrix of H in them, which a rotation per step makes triangular: gamma on its
  // diagonal, delta and epsilon beside it. Along the directions d the residual falls one by one.
  ParamVector q = right / start, q_before = x, d_before = x, d_before_that = x;
  double beta = 0, residual = start, cosine = -1, sine = 0, delta_bar = 0, epsilon = 0, largest = 0;
  for (Index i = 0; i < most && residual > tolerance * start; ++i) {
    throw_if_stopped();
    ParamVector next = op.multiply(q) - beta * q_before;
    const double alpha = q.dot(next);
    next -= alpha * q;
    beta = next.norm();
    largest = std::max({largest, std::abs(alpha), beta});
    const double delta = cosine * delta_bar + sine * alpha, gamma_bar = sine * delta_bar - cosine * alpha;
    const double gamma = std::hypot(gamma_bar, beta);
    // ‖H · residual‖ / ‖residual‖ (Choi, Paige & Saunders 2011).
    if (!(std::hypot(gamma_bar, cosine * beta) > 1e-9 * largest)) break;
    const ParamVector d = (q - delta * d_before - epsilon * d_before_that) / gamma;
    epsilon = sine * beta;
    delta_bar = -cosine * beta;
    cosine = gamma_bar / gamma;
    sine = beta / gamma;
    x += residual * cosine * d;
    residual *= sine;
    if (!(beta > 1e-13 * largest)) break;
    d_before_that = std::exchange(d_before, d);
    q_before = std::exchange(q, next / beta);
  }
  return x;
}

}  // namespace cartograd
