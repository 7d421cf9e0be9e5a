// What the stages of an experiment share, for the files of this folder.
#pragma once

#include <memory>
#include <string_view>

#include "core/experiment/compute.h"
#include "core/optim/optimizer.h"
#include "core/optim/run.h"

namespace cartograd {

// The section's own seed, or one derived from the experiment's.
std::uint64_t section_seed(const Settings& settings, std::uint64_t seed, std::string_view purpose);

// A random place of a function's window: every second parameter in its first range, the others in its second.
ParamVector point_in(const Window& window, Index size, Rng& rng);

RunPlan plan_of(const Settings& settings, std::uint64_t seed);
// The same for a problem that is known: a full pass over much data per iterate must not take longer than the steps
// between two of them.
RunPlan plan_of(const Settings& settings, std::uint64_t seed, const Objective& objective);

std::unique_ptr<Optimizer> make_optimizer(const Choice& run);

// Throws InputError if the runs cannot train the problem, or would not fit into memory.
void check_runs(const TrainRequest& request, const Problem& problem);

// Throws InputError if recording all iterates would not fit into memory.
void check_parameters(const TrainRequest& request, Index dimension);
// Refuses what would not fit into half of the machine's memory, before touching it.
void check_memory(double bytes, const std::string& what);

}  // namespace cartograd
