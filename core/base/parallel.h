// One pool of threads for all numeric work.
#pragma once

#include <functional>
#include <stop_token>

#include "core/base/types.h"

namespace cartograd {

// How many threads compute, the caller of parallel_for included. 0 = one per processor (the initial value). Beside a
// window the helpers run in the background; a caller that waits for them without one must not, or any busy neighbour
// would stop both.
void set_thread_count(int count, bool in_background = false);
int thread_count();

// Calls task(i) for every i in [0, count), spread over the pool; the caller helps, and returns when all tasks are done.
// Tasks should take 0.5–2 ms. After a stop no further task begins; returns false then. The first exception of a task is
// thrown again here. Results must not depend on which thread runs a task, so a task writes only what belongs to its i.
bool parallel_for(Index count, const std::function<void(Index)>& task, std::stop_token stop = {});

// Lets the calling thread run only when nothing else wants the processor, so that the window stays smooth.
void run_in_background();

}  // namespace cartograd
