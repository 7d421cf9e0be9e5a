#include "failing_calls.h"

#include <cerrno>
#include <cstdarg>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

bool armed = false;
int calls_left = 0, error_to_set = 0;
std::string failed;

bool fails(const char* name) {
  if (!armed || calls_left-- != 0) return false;
  failed = name;
  errno = error_to_set;
  return true;
}

}  // namespace

FailingCall::FailingCall(int n, int error) {
  calls_left = n;
  error_to_set = error;
  failed.clear();
  armed = true;
}

FailingCall::~FailingCall() { armed = false; }

const std::string& FailingCall::name() const { return failed; }

extern "C" {
// NOLINTBEGIN: these names are the linker's.
int __real_open(const char* path, int flags, ...);
ssize_t __real_read(int descriptor, void* bytes, size_t count);
ssize_t __real_write(int descriptor, const void* bytes, size_t count);
int __real_close(int descriptor);
int __real_fsync(int descriptor);
int __real_fchmod(int descriptor, mode_t mode);
int __real_access(const char* path, int mode);
int __real_stat(const char* path, struct stat* status);
int __real_rename(const char* from, const char* to);

int __wrap_open(const char* path, int flags, ...) {
  if (fails("open")) return -1;
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return __real_open(path, flags, mode);
}
ssize_t __wrap_read(int descriptor, void* bytes, size_t count) {
  return fails("read") ? -1 : __real_read(descriptor, bytes, count);
}
ssize_t __wrap_write(int descriptor, const void* bytes, size_t count) {
  return fails("write") ? -1 : __real_write(descriptor, bytes, count);
}
int __wrap_close(int descriptor) {
  const bool failing = fails("close");
  const int error = errno, result = __real_close(descriptor);  // what fails is closed all the same
  if (!failing) return result;
  errno = error;
  return -1;
}
int __wrap_fsync(int descriptor) { return fails("fsync") ? -1 : __real_fsync(descriptor); }
int __wrap_fchmod(int descriptor, mode_t mode) { return fails("fchmod") ? -1 : __real_fchmod(descriptor, mode); }
int __wrap_access(const char* path, int mode) { return fails("access") ? -1 : __real_access(path, mode); }
int __wrap_stat(const char* path, struct stat* status) { return fails("stat") ? -1 : __real_stat(path, status); }
int __wrap_rename(const char* from, const char* to) { return fails("rename") ? -1 : __real_rename(from, to); }
// NOLINTEND
}
