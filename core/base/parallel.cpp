#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#ifdef __linux__
#include <unistd.h>
#endif

namespace cartograd {

namespace {

// One parallel_for: threads claim numbers until none is left. It outlives its caller's wait only as a shared_ptr in the
// pool.
struct Job {
  Job(Index task_count, const std::function<void(Index)>& work, std::stop_token token)
      : count(task_count), task(work), stop(std::move(token)) {}

  // Runs tasks until none is left to claim.
  void help() {
    for (Index i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
      if (stop.stop_requested()) {
        stopped = true;
      } else if (!failed) {
        try {
          task(i);
        } catch (...) {
          const std::lock_guard lock(mutex);
          if (!failed.exchange(true)) error = std::current_exception();
        }
      }
      if (done.fetch_add(1) + 1 == count) {
        const std::lock_guard lock(mutex);
        finished.notify_all();
      }
    }
  }

  // The caller waits for tasks, not for threads: a worker that never woke is not missed.
  void wait() {
    std::unique_lock lock(mutex);
    finished.wait(lock, [this] { return done == count; });
    if (error) std::rethrow_exception(error);
  }

  const Index count;
  const std::function<void(Index)>& task;  // valid while a task is unfinished, that is while the caller waits
  const std::stop_token stop;
  std::atomic<Index> next = 0, done = 0;
  std::atomic<bool> stopped = false, failed = false;
  std::mutex mutex;
  std::condition_variable finished;
  std::exception_ptr error;
};

class Pool {
 public:
  void resize(int helpers) {
    const std::lock_guard resizing(resize_mutex_);
    threads_.clear();  // jthread: asks to stop and joins
    for (int i = 0; i < helpers; ++i) threads_.emplace_back([this](std::stop_token stop) { serve(stop); });
  }

  void add(std::shared_ptr<Job> job) {
    {
      const std::lock_guard lock(mutex_);
      jobs_.push_back(std::move(job));
    }
    wake_.notify_all();
  }

  void remove(const std::shared_ptr<Job>& job) {
    const std::lock_guard lock(mutex_);
    std::erase(jobs_, job);
  }

 private:
  void serve(std::stop_token stop) {
    lower_own_priority();
    while (!stop.stop_requested()) {
      std::shared_ptr<Job> job;
      {
        std::unique_lock lock(mutex_);
        const auto open_job = [&] {
          return std::find_if(jobs_.begin(), jobs_.end(), [](const auto& each) { return each->next < each->count; });
        };
        wake_.wait(lock, stop, [&] { return open_job() != jobs_.end(); });
        const auto found = open_job();
        if (found != jobs_.end()) job = *found;
      }
      if (job) job->help();
    }
  }

  std::mutex mutex_, resize_mutex_;
  std::condition_variable_any wake_;
  std::deque<std::shared_ptr<Job>> jobs_;
  std::vector<std::jthread> threads_;  // last member: joined first
};

thread_local std::stop_token innermost_stop;  // of this thread's StopScope

std::atomic<int> wanted_threads = 0;
std::atomic<bool> background = false;

Pool& pool() {
  static Pool instance;
  static std::once_flag started;
  std::call_once(started, [] { instance.resize(thread_count() - 1); });
  return instance;
}

}  // namespace

void set_thread_count(int count) {
  wanted_threads = std::max(0, count);
  pool().resize(thread_count() - 1);
}

int thread_count() {
  const int wanted = wanted_threads;
  return wanted > 0 ? wanted : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

bool parallel_for(Index count, const std::function<void(Index)>& task, std::stop_token stop) {
  if (count <= 0) return !stop.stop_requested();
  const auto job = std::make_shared<Job>(count, task, std::move(stop));
  const bool shared = count > 1 && thread_count() > 1;
  if (shared) pool().add(job);
  job->help();
  if (shared) pool().remove(job);
  job->wait();
  return !job->stopped;
}

StopScope::StopScope(std::stop_token stop) : before_(std::exchange(innermost_stop, std::move(stop))) {}
StopScope::~StopScope() { innermost_stop = std::move(before_); }

void throw_if_stopped() {
  if (innermost_stop.stop_requested()) throw Stopped{};
}

void give_way_to_window(bool yes) { background = yes; }

void lower_own_priority() {
  if (!background) return;
#ifdef __linux__
  // On Linux "process" means the calling thread here. 14 is enough to keep 95 % of frames whole, 10 is not;
  // SCHED_IDLE or 19 would be smoother by a hair, but beside another busy program the surface would not come for
  // seconds.
  [[maybe_unused]] const int priority = nice(14);
#endif
}

}  // namespace cartograd
