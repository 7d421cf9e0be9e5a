#pragma once

#include <optional>
#include <stop_token>

#include "app/cli/arguments.h"
#include "core/experiment/compute.h"
#include "core/experiment/document.h"

namespace cartograd {

// Says that nothing was written; returns the exit code.
int say_cancelled();

// Computes a document's experiment, seen at its view's cursor, and says on standard error how the runs ended (with
// --verbose: also what was computed). Nothing if it was stopped, and then it has said nothing.
std::optional<Results> compute_with_progress(const Document& document, const Arguments& arguments, std::stop_token stop,
                                             const ComputeOptions& options = {});

}  // namespace cartograd
