#include "app/session/delayed_file.h"

#include <filesystem>
#include <utility>

#include "core/base/file.h"

namespace cartograd {

DelayedFile::~DelayedFile() {
  thread_.request_stop();
  thread_.join();
}

void DelayedFile::write(std::function<std::string()> text) { submit(std::move(text), false); }
void DelayedFile::write_now(std::function<std::string()> text) { submit(std::move(text), true); }

void DelayedFile::submit(std::function<std::string()> text, bool urgent) {
  {
    const std::lock_guard lock(mutex_);
    last_change_ = Clock::now();
    if (!waiting_) first_change_ = last_change_;
    waiting_ = std::move(text);
    urgent_ = urgent;
  }
  changed_.notify_all();
}

void DelayedFile::flush() {
  std::unique_lock lock(mutex_);
  urgent_ = true;
  changed_.notify_all();
  done_.wait(lock, [this] { return !waiting_ && !busy_; });
}

std::string DelayedFile::take_error() {
  const std::lock_guard lock(mutex_);
  return std::exchange(error_, {});
}

void DelayedFile::serve(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  // A stop ends the waiting, not the writing.
  while (changed_.wait(lock, stop, [this] { return waiting_.has_value(); })) {
    const bool hurried = changed_.wait_until(lock, stop, due(), [this] { return urgent_; });
    if (!hurried && !stop.stop_requested() && Clock::now() < due()) continue;  // it has changed again
    const auto text = std::move(*waiting_);
    waiting_.reset();
    urgent_ = false;
    busy_ = true;
    lock.unlock();
    std::string error;
    try {
      store(text);
    } catch (const std::exception& exception) {
      error = exception.what();
    }
    lock.lock();
    busy_ = false;
    if (!error.empty()) error_ = std::move(error);
    done_.notify_all();
  }
}

void DelayedFile::store(const std::function<std::string()>& text) {
  if (text)
    write_file(path_, text());
  else
    std::filesystem::remove(path_);
}

}  // namespace cartograd
