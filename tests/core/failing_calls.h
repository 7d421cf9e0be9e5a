// System calls of this test program that fail when a test wants them to (the linker's --wrap leads them here).
#pragma once

#include <string>

// While it lives, the n-th of the wrapped calls (from 0) fails with this error, once.
class FailingCall {
 public:
  FailingCall(int n, int error);
  FailingCall(const FailingCall&) = delete;
  FailingCall& operator=(const FailingCall&) = delete;
  ~FailingCall();
  // Which call has failed; empty if there were fewer.
  const std::string& name() const;
};
