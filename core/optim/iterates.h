// Which recorded iterates belong to a moment of a run.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/optim/run.h"

namespace cartograd {

// How many iterates were recorded up to a step; without a step all of them.
inline std::size_t iterates_until(const Run& run, std::optional<Index> step) {
  if (!step) return run.size();
  return static_cast<std::size_t>(std::upper_bound(run.step.begin(), run.step.end(), *step) - run.step.begin());
}

// The newest iterate up to a step whose loss is finite; nothing if there is none.
inline std::optional<std::size_t> finite_iterate_until(const Run& run, std::optional<Index> step) {
  for (std::size_t i = iterates_until(run, step); i-- > 0;)
    if (std::isfinite(run.loss[i])) return i;
  return std::nullopt;
}

// How many iterates were recorded up to the first one whose loss is as low as this; all of them if none is.
inline std::size_t iterates_down_to(const Run& run, double loss) {
  const auto low = std::find_if(run.loss.begin(), run.loss.end(), [&](double each) { return each <= loss; });
  return static_cast<std::size_t>(low - run.loss.begin()) + (low != run.loss.end());
}

}  // namespace cartograd
