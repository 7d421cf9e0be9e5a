// Where a run ended, without the run: what is kept of each of many restarts.
#pragma once

#include <limits>
#include <memory>

#include "core/optim/run.h"

namespace cartograd {

struct Ending {
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  std::uint64_t seed = 0;
  Outcome outcome = Outcome::cancelled;  // cancelled: not trained yet
  Index steps = 0;                       // where the outcome was met
  Index reached = -1;                    // the first recorded step with a loss that counts as success; −1 = none
  double first_loss = unknown;           // at the start
  double loss = unknown;                 // of the last finite iterate, over all samples
  double gradient_norm = unknown;
  double accuracy = unknown;  // without classes, unknown
  double validation_loss = unknown, validation_accuracy = unknown;
  std::shared_ptr<const ParamVector> w;  // of those that are to be compared; else null

  bool trained() const { return outcome != Outcome::cancelled && outcome != Outcome::running; }
  // Of those that have ended at a place: their loss counts in a distribution.
  bool arrived() const { return trained() && outcome != Outcome::diverged; }
};

// `success`: the loss that a run has to get below.
Ending ending_of(const Run& run, std::uint64_t seed, double success, bool keep_parameters);

// "diverged at step 7", "loss 0.125 after 2000 steps".
std::string describe_ending(const Ending& ending);

}  // namespace cartograd
