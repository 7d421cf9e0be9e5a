#pragma once

#include <optional>
#include <stop_token>

#include "app/cli/arguments.h"
#include "core/experiment/compute.h"

namespace cartograd {

// Says that nothing was written; returns the exit code.
int say_cancelled();

// Computes an experiment and says on standard error how the runs ended (with --verbose: also what was computed).
// Nothing if it was stopped, and then it has said nothing. `held`: see SliceRequest.
std::optional<Results> compute_with_progress(const Experiment& experiment, const Arguments& arguments,
                                             std::stop_token stop, std::shared_ptr<const SliceResult> held = {});

}  // namespace cartograd
