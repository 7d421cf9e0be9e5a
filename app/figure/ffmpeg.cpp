#include "app/figure/ffmpeg.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "core/base/error.h"

extern char** environ;

namespace cartograd {

namespace {

[[noreturn]] void fail_start(int error) {
  throw OutputError(fmt::format("ffmpeg cannot be started: {}", std::strerror(error)));
}

// What the child does with its descriptors and signals before it becomes ffmpeg.
struct SpawnPlan {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;

  SpawnPlan(int input, int messages) {
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, messages, STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    // A group of its own: Ctrl-C is for this program, which then ends ffmpeg and says "cancelled".
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
};

// The last two lines: often one says what and the other why. A word about the end of the whole says nothing, nor does
// the address of the part that speaks ("[gif @ 0x5581…] ").
std::string last_words(std::string_view messages) {
  std::string before, last;
  while (!messages.empty()) {
    const std::size_t end = std::min(messages.find('\n'), messages.size());
    std::string_view line = messages.substr(0, end);
    messages.remove_prefix(std::min(end + 1, messages.size()));
    if (line.starts_with('[') && line.find("] ") != std::string_view::npos) line.remove_prefix(line.find("] ") + 2);
    if (line.empty() || line == "Conversion failed!") continue;
    before = std::exchange(last, line);
  }
  return before.empty() ? last : before + "; " + last;
}

std::string content(std::FILE* file) {
  std::string text;
  std::rewind(file);
  for (int letter; (letter = std::fgetc(file)) != EOF;) text += static_cast<char>(letter);
  return text;
}

}  // namespace

bool Ffmpeg::is_installed() {
  const char* const path = std::getenv("PATH");
  std::string_view folders = path ? path : "/usr/local/bin:/usr/bin:/bin";
  while (!folders.empty()) {
    const std::size_t end = std::min(folders.find(':'), folders.size());
    const std::string program = std::string(folders.substr(0, end)) + "/ffmpeg";
    if (::access(program.c_str(), X_OK) == 0) return true;
    folders.remove_prefix(std::min(end + 1, folders.size()));
  }
  return false;
}

// Its messages go to a file and not to a pipe, which would fill up while we write frames.
Ffmpeg::Ffmpeg(const std::vector<std::string>& arguments) : messages_(std::tmpfile(), std::fclose) {
  if (!messages_) fail_start(errno);
  // A socket and not a pipe: writing to one whose reader has died can be an error instead of a signal.
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) fail_start(errno);
  for (int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  input_ = ends[0];
#ifdef SO_NOSIGPIPE
  const int on = 1;
  ::setsockopt(input_, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
  std::vector<char*> words{const_cast<char*>("ffmpeg")};  // posix_spawn changes none of them
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  const SpawnPlan plan(ends[1], ::fileno(messages_.get()));
  const int error = ::posix_spawnp(&process_, "ffmpeg", &plan.files, &plan.attributes, words.data(), environ);
  ::close(ends[1]);
  if (error != 0) {
    close_input();
    process_ = -1;
    fail_start(error);
  }
}

Ffmpeg::~Ffmpeg() {
  close_input();
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  wait();
}

void Ffmpeg::close_input() {
  if (input_ >= 0) ::close(std::exchange(input_, -1));
}

int Ffmpeg::wait() {
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  return status;
}

void Ffmpeg::fail(int status) {
  std::string words = last_words(content(messages_.get()));
  if (words.empty() && WIFSIGNALED(status)) words = fmt::format("ended by signal {}", WTERMSIG(status));
  if (words.empty()) words = "ended without a word";
  throw OutputError(fmt::format("the movie cannot be written: ffmpeg: {}", words));
}

void Ffmpeg::write(std::span<const std::uint8_t> bytes) {
#ifdef MSG_NOSIGNAL
  constexpr int flags = MSG_NOSIGNAL;
#else
  constexpr int flags = 0;
#endif
  while (!bytes.empty()) {
    const ssize_t count = ::send(input_, bytes.data(), bytes.size(), flags);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      close_input();
      fail(wait());
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

void Ffmpeg::finish() {
  close_input();
  const int status = wait();
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail(status);
}

}  // namespace cartograd
