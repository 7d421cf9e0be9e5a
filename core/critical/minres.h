// Linear equations with a symmetric matrix that may be indefinite or singular.
#pragma once

#include "core/curvature/operator.h"

namespace cartograd {

// The x that makes ‖H·x − right‖ small: the minimum residual method (Paige & Saunders 1975), until ‖residual‖ ≤
// tolerance · ‖right‖, H · residual is as good as zero (then H has no better answer), or `most` products. Throws
// Stopped.
ParamVector minres(const SymmetricOperator& op, const ParamVector& right, double tolerance, Index most);

}  // namespace cartograd
