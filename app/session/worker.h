// One background thread with a one-slot inbox and a one-slot outbox.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "core/base/parallel.h"

namespace cartograd {

// The newest request replaces the waiting one. The running work is stopped as soon as it has published once, so a
// dragged slider always shows something. Results appear in the order asked. submit, cancel, latest, busy and error
// return at once; only the destructor waits for the work.
template <class Request, class Result>
class Worker {
 public:
  using Publish = std::function<void(Result)>;
  using Work = std::function<void(const Request&, std::stop_token, const Publish&)>;

  // `wake` is called, on the worker's thread, whenever there is something new to see.
  Worker(Work work, std::function<void()> wake)
      : work_(std::move(work)), wake_(std::move(wake)), thread_([this](std::stop_token stop) { serve(stop); }) {}

  ~Worker() {
    thread_.request_stop();
    cancel();
    inbox_filled_.notify_all();
  }

  void submit(Request request) {
    {
      const std::lock_guard lock(mutex_);
      waiting_ = std::move(request);
      if (published_once_) job_.request_stop();
    }
    inbox_filled_.notify_one();
  }

  // Asks the work to end at once; what it has by then it may still publish.
  void cancel() {
    const std::lock_guard lock(mutex_);
    waiting_.reset();
    job_.request_stop();
  }

  // Null before the first result.
  std::shared_ptr<const Result> latest() const {
    const std::lock_guard lock(mutex_);
    return latest_;
  }

  bool busy() const {
    const std::lock_guard lock(mutex_);
    return running_ || waiting_.has_value();
  }

  // What the exception said that ended the last request's work; empty if it went well.
  std::string error() const {
    const std::lock_guard lock(mutex_);
    return error_;
  }

 private:
  void serve(std::stop_token stop) {
    lower_own_priority();
    while (true) {
      std::optional<Request> request;
      std::stop_token job;
      {
        std::unique_lock lock(mutex_);
        if (!inbox_filled_.wait(lock, stop, [this] { return waiting_.has_value(); })) return;
        request.swap(waiting_);
        job_ = std::stop_source();
        job = job_.get_token();
        running_ = true;
        published_once_ = false;
      }
      std::string error;
      try {
        work_(*request, job, [this](Result result) { publish(std::move(result)); });
      } catch (const std::exception& exception) {
        error = exception.what();
      }
      {
        const std::lock_guard lock(mutex_);
        running_ = false;
        error_ = std::move(error);
      }
      wake_();
    }
  }

  void publish(Result result) {
    auto fresh = std::make_shared<const Result>(std::move(result));
    {
      const std::lock_guard lock(mutex_);
      latest_.swap(fresh);
      published_once_ = true;
      if (waiting_) job_.request_stop();
    }
    // The old result, now in `fresh`, is freed here, outside the lock.
    wake_();
  }

  Work work_;
  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::condition_variable_any inbox_filled_;
  std::optional<Request> waiting_;
  std::shared_ptr<const Result> latest_;
  std::stop_source job_;
  std::string error_;
  bool running_ = false, published_once_ = false;
  std::jthread thread_;  // last member: joined before anything it uses goes
};

}  // namespace cartograd
