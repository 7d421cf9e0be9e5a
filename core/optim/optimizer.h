// Optimizers: one update rule each, in one catalogue.
#pragma once

#include <memory>

#include "core/base/catalogue.h"
#include "core/objective/objective.h"

namespace cartograd {

// Holds what the rule remembers between steps (momentum …). It gets the objective, not a gradient, so that rules which
// look at several points (SAM, line searches) fit.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  // Changes w by one step on the batch and returns the batch's loss at the old w.
  virtual double step(const Objective& objective, Batch batch, ParamVector& w) = 0;
};

const Catalogue<std::unique_ptr<Optimizer>(const Settings&)>& optimizers();

}  // namespace cartograd
