#include "app/cli/processes.h"

#include <cmath>
#include <cstdlib>

#ifdef CARTOGRAD_HAVE_MPI
#define OMPI_SKIP_MPICXX 1
#include <mpi.h>
#endif

#include "core/base/parallel.h"

namespace cartograd {

#ifdef CARTOGRAD_HAVE_MPI

namespace {

// inout[i] = in[i] where nothing is known yet.
void take_known(void* in, void* inout, int* length, MPI_Datatype*) {
  const auto* theirs = static_cast<const double*>(in);
  auto* ours = static_cast<double*>(inout);
  for (int i = 0; i < *length; ++i)
    if (std::isnan(ours[i])) ours[i] = theirs[i];
}

void merge(std::vector<double>& values) {
  MPI_Op take = MPI_OP_NULL;
  MPI_Op_create(take_known, 1, &take);
  MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()), MPI_DOUBLE, take, MPI_COMM_WORLD);
  MPI_Op_free(&take);
}

std::vector<std::string> gather(const std::string& text, int count) {
  const int size = static_cast<int>(text.size());
  std::vector<int> sizes(static_cast<std::size_t>(count)), starts(sizes.size());
  MPI_Allgather(&size, 1, MPI_INT, sizes.data(), 1, MPI_INT, MPI_COMM_WORLD);
  int sum = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    starts[i] = sum;
    sum += sizes[i];
  }
  std::string all(static_cast<std::size_t>(sum), ' ');
  MPI_Allgatherv(text.data(), size, MPI_CHAR, all.data(), sizes.data(), starts.data(), MPI_CHAR, MPI_COMM_WORLD);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < sizes.size(); ++i)
    texts.push_back(all.substr(static_cast<std::size_t>(starts[i]), static_cast<std::size_t>(sizes[i])));
  return texts;
}

}  // namespace

// OpenMPI, and what follows the common interface of process managers, tell a process that it is one of several.
Processes::Processes() {
  if (!std::getenv("OMPI_COMM_WORLD_SIZE") && !std::getenv("PMI_SIZE")) return;
  MPI_Init(nullptr, nullptr);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &count_);
}

Processes::~Processes() {
  int begun = 0, ended = 0;
  MPI_Initialized(&begun);
  MPI_Finalized(&ended);
  if (begun && !ended) MPI_Finalize();
}

Sharing Processes::sharing() const {
  if (count_ == 1) return {};
  return {rank_, count_, merge, [count = count_](const std::string& text) { return gather(text, count); }};
}

void Processes::abort(int exit_code) const {
  MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::_Exit(exit_code);
}

#else

Processes::Processes() = default;
Processes::~Processes() = default;
Sharing Processes::sharing() const { return {}; }
void Processes::abort(int exit_code) const { std::_Exit(exit_code); }

#endif

}  // namespace cartograd
