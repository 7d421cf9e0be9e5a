// Copies of a network that compute the same: hidden units in another order, or with all their signs turned.
#pragma once

#include "core/nn/network.h"

namespace cartograd {

// The copy of w that lies nearest to `to`, as far as that can be found layer by layer: its hidden units are put in the
// order, and where the activation is odd given the signs, in which the inner products of their weights with those of
// `to` are largest (weight matching, Ainsworth et al. 2022). Of networks that are no plain chain of dense layers, w
// itself.
ParamVector aligned(const Network& network, const ParamVector& w, const ParamVector& to);

}  // namespace cartograd
