// The program ffmpeg at work.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <sys/types.h>
#include <vector>

namespace cartograd {

class Ffmpeg {
 public:
  static bool is_installed();

  // Starts it. Throws OutputError if that fails.
  explicit Ffmpeg(const std::vector<std::string>& arguments);
  // Ends it at once, unless it has finished.
  ~Ffmpeg();
  Ffmpeg(const Ffmpeg&) = delete;
  Ffmpeg& operator=(const Ffmpeg&) = delete;

  // To its standard input. Throws OutputError with its last words if it has died.
  void write(std::span<const std::uint8_t> bytes);
  // Tells it that this was all, and waits for it. Throws as above if it failed.
  void finish();

 private:
  void close_input();
  int wait();
  [[noreturn]] void fail(int status);

  pid_t process_ = -1;
  int input_ = -1;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> messages_;
};

}  // namespace cartograd
