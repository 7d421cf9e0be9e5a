#include "core/base/file.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "core/base/error.h"

namespace cartograd {

namespace {

// An open file, closed at the end of the scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  bool open() const { return number_ >= 0; }
  // False if closing reports a write that failed late (network file systems). Interrupted, it is closed all the same.
  bool close() { return ::close(std::exchange(number_, -1)) == 0 || errno == EINTR; }

 private:
  int number_;
};

std::string reason(int error) { return std::strerror(error); }

[[noreturn]] void fail_output(const std::string& path, int error) {
  throw OutputError(fmt::format("cannot write {}: {}", path, reason(error)));
}

// Calls a system function again while a signal interrupts it.
template <class Call>
auto retry(Call call) {
  while (true) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

void write_all(int descriptor, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t count = retry([&] { return ::write(descriptor, bytes.data(), bytes.size()); });
    if (count < 0) fail_output(path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void copy_all(const std::string& from, int descriptor, const std::string& path) {
  const Descriptor source(retry([&] { return ::open(from.c_str(), O_RDONLY | O_CLOEXEC); }));
  if (!source.open()) fail_output(path, errno);
  std::string buffer(1 << 20, '\0');
  while (true) {
    const ssize_t count = retry([&] { return ::read(source.number(), buffer.data(), buffer.size()); });
    if (count < 0) fail_output(path, errno);
    if (count == 0) return;
    write_all(descriptor, std::string_view(buffer).substr(0, static_cast<std::size_t>(count)), path);
  }
}

// Where a chain of symbolic links ends; the end need not exist. A loop is left for the system to refuse.
std::filesystem::path follow_links(std::filesystem::path path) {
  std::error_code error;
  for (int depth = 0; depth < 40 && std::filesystem::is_symlink(path, error); ++depth)
    path = path.parent_path() / std::filesystem::read_symlink(path, error);
  return path;
}

// A new empty file that is removed at the end of the scope unless it was renamed to its final place.
class Temporary {
 public:
  Temporary(const std::filesystem::path& folder, const std::string& extension, const std::string& shown_path) {
    static std::atomic<unsigned> counter = 0;
    for (int attempt = 0; attempt < 100; ++attempt) {
      path_ = (folder / fmt::format(".cartograd-{}-{}{}", ::getpid(), counter++, extension)).string();
      // Mode 0666 and no mkstemp: the kernel applies the user's umask, as for every other new file.
      const Descriptor created(
          retry([&] { return ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666); }));
      if (created.open()) return;
      if (errno != EEXIST) break;
    }
    const int error = errno;
    path_.clear();
    fail_output(shown_path, error);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  const std::string& path() const { return path_; }

  // Puts the complete bytes on the disk before the new name can point to them.
  void rename_to(const std::string& target, std::optional<mode_t> mode, const std::string& shown_path) {
    Descriptor written(retry([&] { return ::open(path_.c_str(), O_RDONLY | O_CLOEXEC); }));
    if (!written.open()) fail_output(shown_path, errno);
    if (mode && retry([&] { return ::fchmod(written.number(), *mode); }) != 0) fail_output(shown_path, errno);
    if (retry([&] { return ::fsync(written.number()); }) != 0 && errno != EINVAL && errno != ENOTSUP)
      fail_output(shown_path, errno);
    if (!written.close()) fail_output(shown_path, errno);
    if (retry([&] { return ::rename(path_.c_str(), target.c_str()); }) != 0) fail_output(shown_path, errno);
    path_.clear();
  }

 private:
  std::string path_;
};

// Makes the rename itself durable. Not every file system can, and the file is complete either way.
void flush_folder(const std::filesystem::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.open()) ::fsync(opened.number());
}

// Long extensions would make names that some file systems refuse.
std::string short_extension(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  return extension.size() <= 16 ? extension : "";
}

// Where the bytes written to a path end up.
struct Destination {
  std::filesystem::path target, folder;  // the file behind all links; the folder of its temporary
  std::optional<mode_t> mode;            // of the file that is replaced
  bool is_device = false;                // written directly: renaming over a device would replace it by a file
};

Destination destination_of(const std::string& path) {
  struct stat status {};
  const bool to_output = path == "-";
  const bool exists = !to_output && ::stat(path.c_str(), &status) == 0;
  if (!to_output && !exists && errno != ENOENT) fail_output(path, errno);
  if (exists && S_ISDIR(status.st_mode)) fail_output(path, EISDIR);
  if (to_output || (exists && !S_ISREG(status.st_mode))) {
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
    if (error) fail_output(path, error.value());
    return {path, folder, {}, true};
  }
  // A rename needs no right to write the file itself, so a write-protected file would be replaced without a word.
  if (exists && ::access(path.c_str(), W_OK) != 0) fail_output(path, errno);
  const std::filesystem::path target = follow_links(path);
  return {target, target.has_parent_path() ? target.parent_path() : ".",
          exists ? std::optional<mode_t>(status.st_mode & 07777) : std::nullopt, false};
}

}  // namespace

std::string read_file(const std::string& path, std::size_t limit) {
  const auto fail = [&](const std::string& why) { throw InputError(why, {path}); };
  // O_NONBLOCK: opening a pipe must not wait for its writer; it is refused below.
  const Descriptor file(retry([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); }));
  if (!file.open()) fail(fmt::format("cannot be read: {}", reason(errno)));
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) fail(fmt::format("cannot be read: {}", reason(errno)));
  if (S_ISDIR(status.st_mode)) fail("is a folder; expected a file");
  if (!S_ISREG(status.st_mode)) fail("is not a regular file");
  const auto too_large = [&] {
    fail(fmt::format("is larger than {} MB, the limit for this kind of file", limit >> 20));
  };
  if (static_cast<std::uintmax_t>(status.st_size) > limit) too_large();

  // The size is only a hint: files under /proc say 0, and a file may grow while it is read.
  std::string bytes;
  std::size_t used = 0;
  while (true) {
    if (used == bytes.size()) bytes.resize(used == 0 ? static_cast<std::size_t>(status.st_size) + 1 : 2 * used);
    const ssize_t count = retry([&] { return ::read(file.number(), bytes.data() + used, bytes.size() - used); });
    if (count < 0) fail(fmt::format("cannot be read: {}", reason(errno)));
    if (count == 0) break;
    used += static_cast<std::size_t>(count);
    if (used > limit) too_large();
  }
  bytes.resize(used);
  return bytes;
}

void check_output(const std::string& path) {
  const Destination destination = destination_of(path);
  if (!destination.is_device) const Temporary probe(destination.folder, "", path);
}

void write_file_with(const std::string& path, const std::function<void(const std::string& temporary)>& writer) {
  const Destination destination = destination_of(path);
  Temporary temporary(destination.folder, short_extension(destination.target), path);
  writer(temporary.path());
  if (destination.is_device) {
    Descriptor device(path == "-" ? ::dup(STDOUT_FILENO)
                                  : retry([&] { return ::open(path.c_str(), O_WRONLY | O_CLOEXEC); }));
    if (!device.open()) fail_output(path, errno);
    copy_all(temporary.path(), device.number(), path);
    if (!device.close()) fail_output(path, errno);
    return;
  }
  temporary.rename_to(destination.target.string(), destination.mode, path);
  flush_folder(destination.folder);
}

void write_file(const std::string& path, std::string_view bytes) {
  write_file_with(path, [&](const std::string& temporary) {
    Descriptor file(retry([&] { return ::open(temporary.c_str(), O_WRONLY | O_CLOEXEC); }));
    if (!file.open()) fail_output(path, errno);
    write_all(file.number(), bytes, path);
    if (!file.close()) fail_output(path, errno);
  });
}

}  // namespace cartograd
