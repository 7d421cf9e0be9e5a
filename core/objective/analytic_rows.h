// What the rows of analytic.h share.
#pragma once

#include "core/objective/analytic.h"
#include "core/objective/analytic_objective.h"

namespace cartograd {

// Where a run begins; `own` is what the row proposes (for its initial dimension).
Setting start_setting(std::vector<double> own);
Setting dimension_setting(double initial, double high = 1000);

// The Morse sum of a smooth function that grows to infinity in every direction, where no critical point is degenerate.
constexpr int sum_if_growing = 1;

// `own`, over and over until there are `dimension` numbers.
ParamVector repeated(const std::vector<double>& own, Index dimension);

// The function with the start of the settings, or `own` where they say "auto". Throws InputError if the start has
// another number of entries than the function has parameters.
AnalyticFunction with_start(const Settings& settings, AnalyticFunction function);

// A critical point of one variable, and whether it is a maximum.
struct Root {
  double x;
  bool maximum;
};
// All critical points of Σ f(wᵢ): every combination of the roots of f′. Of many dimensions (more than 2000 points) only
// the deepest: the first root, everywhere.
std::vector<KnownPoint> combinations(const std::vector<Root>& roots, Index dimension);

}  // namespace cartograd
