// One pool of threads for all numeric work.
#pragma once

#include <functional>
#include <stop_token>

#include "core/base/types.h"

namespace cartograd {

// How many threads compute, the caller of parallel_for included. 0 = one per processor (the initial value).
void set_thread_count(int count);
int thread_count();

// Calls task(i) for every i in [0, count), spread over the pool; the caller helps, and returns when all tasks are done.
// Tasks should take 0.5–2 ms. After a stop no further task begins; returns false then. The first exception of a task is
// thrown again here. Results must not depend on which thread runs a task, so a task writes only what belongs to its i.
bool parallel_for(Index count, const std::function<void(Index)>& task, std::stop_token stop = {});

// While it lives, long functions that this thread calls, too deep down to be given a token, end with Stopped after a
// stop of this token.
class StopScope {
 public:
  explicit StopScope(std::stop_token stop);
  ~StopScope();
  StopScope(const StopScope&) = delete;
  StopScope& operator=(const StopScope&) = delete;

 private:
  std::stop_token before_;
};
struct Stopped {};
// Throws Stopped if the innermost scope of this thread has been stopped; to be asked every few milliseconds.
void throw_if_stopped();

// Whether threads that compute give way to the window: to be said before any of them starts. Off at first, since a
// program without a window has nothing to give way to.
void give_way_to_window(bool yes);
// Called by a thread that computes: lowers its own priority if that was said.
void lower_own_priority();

}  // namespace cartograd
