// What a long computation has finished stays on the disk until all of it is done: the same command goes on from there.
#pragma once

#include <chrono>
#include <string>

#include "core/experiment/restarts.h"

namespace cartograd {

class KeptRestarts {
 public:
  // Beside the file that is to be written (none for standard output), one for each process: OUT.restarts.0 ….
  KeptRestarts(const std::string& output, int rank);

  // What earlier attempts have left, of all processes together; empty if nothing fits the experiment.
  std::string known(const RestartRequest& request) const;
  // Writes what there is, every two seconds at most.
  void keep(const RestartResult& restarts);
  // Writes it now, and returns the file's name, or nothing if there is nothing worth keeping.
  std::string keep_now(const RestartResult& restarts);
  // All is done and written.
  void remove();

 private:
  std::string path_;
  std::string prefix_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace cartograd
