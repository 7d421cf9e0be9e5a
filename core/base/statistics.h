// What a number of trials tells.
#pragma once

#include <span>
#include <vector>

#include "core/base/types.h"

namespace cartograd {

// A share with the interval that holds the true one in 95 of 100 such samples (Wilson 1927).
struct Proportion {
  double share = 0, low = 0, high = 1;
};
Proportion wilson(Index successes, Index trials);

// The chance that at least one of k trials succeeds, each with this chance of its own.
double at_least_one(double chance, Index k);
// How many trials it takes until that chance is at least `wanted` (below 1); −1 if none ever succeeds.
Index trials_for(double chance, double wanted);

// The expected lowest value of k that are drawn from `values` without putting any back, for k = 1 … size: what the k-th
// trial buys. The values are finite; empty for none.
std::vector<double> expected_best(std::span<const double> values);

}  // namespace cartograd
