// A small file that is written in the background some time after it was last changed, so that neither a dragged slider
// nor a slow disk holds up the window.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace cartograd {

struct Delays {
  std::chrono::milliseconds pause{2000};     // after the last change the file is written
  std::chrono::milliseconds longest{60000};  // and at least so often while changes go on
};

class DelayedFile {
 public:
  explicit DelayedFile(std::string path, Delays delays = {}) : path_(std::move(path)), delays_(delays) {}
  // Writes what still waits.
  ~DelayedFile();

  // Makes the text later, on another thread, and writes it; the newest replaces one that waits.
  void write(std::function<std::string()> text);
  // The same without a delay.
  void write_now(std::function<std::string()> text);
  // Removes the file, without a delay; what waits is forgotten.
  void remove() { write_now(nullptr); }
  // Waits until nothing waits.
  void flush();

  const std::string& path() const { return path_; }
  // Why the file could not be written, once; empty if all is well. The next change tries again.
  std::string take_error();

 private:
  using Clock = std::chrono::steady_clock;

  void submit(std::function<std::string()> text, bool urgent);
  Clock::time_point due() const { return std::min(last_change_ + delays_.pause, first_change_ + delays_.longest); }
  void serve(std::stop_token stop);
  void store(const std::function<std::string()>& text);

  const std::string path_;
  const Delays delays_;
  std::mutex mutex_;
  std::condition_variable_any changed_, done_;
  std::optional<std::function<std::string()>> waiting_;  // holds no function if the file is to be removed
  Clock::time_point first_change_, last_change_;
  bool urgent_ = false, busy_ = false;
  std::string error_;
  std::jthread thread_{[this](std::stop_token stop) { serve(stop); }};  // last member: joined before the others go
};

}  // namespace cartograd
