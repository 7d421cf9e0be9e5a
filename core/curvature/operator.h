// What curvature is computed from: products with a symmetric matrix that nobody writes down.
#pragma once

#include <functional>
#include <stop_token>

#include "core/objective/objective.h"

namespace cartograd {

// x ↦ H·x for a symmetric H of dimension × dimension. Safe to call from many threads at once.
struct SymmetricOperator {
  Index dimension = 0;
  std::function<ParamVector(const ParamVector&)> multiply;
};

// The Hessian of an objective at w. It must not outlive the objective.
SymmetricOperator hessian_operator(const Objective& objective, const ParamVector& w);

// H itself, column by column on all cores, made symmetric: (H + Hᵀ) / 2. Takes 8 · dimension² bytes; throws InputError
// if that is more than most_bytes. Empty after a stop.
Matrix dense_matrix(const SymmetricOperator& op, std::stop_token stop = {}, double most_bytes = 2e9);

}  // namespace cartograd
