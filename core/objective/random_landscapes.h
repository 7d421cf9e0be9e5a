// Random landscapes from given coefficients; the catalogue's rows draw theirs.
#pragma once

#include <memory>
#include <vector>

#include "core/objective/objective.h"

namespace cartograd {

// One wave of a field: cosine · cos(k·x) + sine · sin(k·x).
struct Wave {
  ParamVector k;
  double cosine = 0, sine = 0;
};

// The sum of the waves, each with as many entries in k as there are dimensions. With whole numbers in every k its
// period is 2π along each axis: a function on the torus.
std::shared_ptr<const Objective> periodic_field(std::vector<Wave> waves, Index dimension);

// The spherical 3-spin model of n spins, continued off its sphere: E(x) = H(x/‖x‖) + ¼ (‖x‖² − 1)² with
// H(x) = Σ J_ijk x_i x_j x_k; J_ijk = couplings[(i n + j) n + k], n³ numbers. The second term keeps every critical
// point on the unit sphere, with curvature 2 along the ray and, across it, the curvatures that H has on the sphere. At
// the origin, which has no direction, value and derivatives are nan.
std::shared_ptr<const Objective> spin_glass(const std::vector<double>& couplings, Index n);

}  // namespace cartograd
