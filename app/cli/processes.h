// Several processes under mpirun that compute one experiment together.
#pragma once

#include "core/experiment/compute.h"

namespace cartograd {

// One while the program computes. Alone, unless it was started by mpirun and built with MPI.
class Processes {
 public:
  Processes();
  ~Processes();
  Processes(const Processes&) = delete;
  Processes& operator=(const Processes&) = delete;

  int rank() const { return rank_; }
  int count() const { return count_; }
  // The one that writes and speaks.
  bool is_first() const { return rank_ == 0; }
  Sharing sharing() const;
  // Ends all of them: one cannot go on without another.
  [[noreturn]] void abort(int exit_code) const;

 private:
  int rank_ = 0, count_ = 1;
};

}  // namespace cartograd
