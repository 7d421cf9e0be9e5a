// Many restarts of an experiment's first run: what each of them ends at, for one setting or for several.
#pragma once

#include "core/base/statistics.h"
#include "core/experiment/compute.h"
#include "core/restarts/comparison.h"
#include "core/restarts/ending.h"

namespace cartograd {

// Everything that the restarts depend on.
struct RestartRequest {
  Experiment experiment;  // its seed, problem and first run, and [restarts]; all else as at first
  bool operator==(const RestartRequest&) const = default;
};
RestartRequest restart_request(const Experiment& experiment);

// The i-th restart as a run of its own: trained alone, it has the same bits.
Choice restart_run(const Experiment& experiment, Index i);

// All restarts with one value of what is varied.
struct RestartGroup {
  std::string label;  // empty if nothing is varied but the seed
  Experiment experiment;
  std::shared_ptr<const Problem> problem;
  std::vector<Ending> endings;  // as many as are planned; those that are not trained yet say so
  Comparison comparison;        // once all are trained

  Index trained() const;
  Index diverged() const;
  Index succeeded() const;
  // Of those trained.
  Proportion success() const { return wilson(succeeded(), trained()); }
  // Which place each ending belongs to; −1 for those that were not compared.
  std::vector<Index> places() const;
  // Of those that arrived, ascending.
  std::vector<double> sorted_losses() const;
};

struct RestartResult {
  RestartRequest request;
  std::vector<RestartGroup> groups;
  bool finished = false;

  Index trained() const;
  Index planned() const;
};

// The restarts of an experiment, none of them trained. Throws InputError if there is nothing to vary as asked.
RestartResult planned_restarts(const RestartRequest& request);

// Which of the restarts this process trains (every `of`-th, from the `part`-th on); the others stay untrained.
struct RestartShare {
  Index part = 0, of = 1;
};

// Trains all restarts on all cores, then compares their endings. What `previous` has trained already is taken from
// there. Publishes what there is about ten times a second. The same bits on any number of threads, and after any number
// of stops. Throws InputError if there is nothing to vary as asked.
RestartResult train_restarts(const RestartRequest& request, std::stop_token stop = {},
                             const std::function<void(RestartResult)>& publish = {},
                             const RestartResult* previous = nullptr, RestartShare share = {});

// Compares the endings of all groups, as train_restarts does at its end.
void compare_endings(RestartResult& result, std::stop_token stop = {},
                     const std::function<void(RestartResult)>& publish = {});

}  // namespace cartograd
