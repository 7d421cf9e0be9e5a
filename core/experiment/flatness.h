// How wide the valleys are in which the runs stand: losses along random directions that are scaled filter by filter, so
// that networks whose weights differ in size compare (Li et al. 2018; of raw directions Dinh et al. 2017 show that
// rescaling makes a minimum as sharp as one likes).
#pragma once

#include "core/experiment/compute.h"

namespace cartograd {

// At the newest iterates, or those at `step` (or the last ones before it).
struct FlatnessRequest {
  std::shared_ptr<const TrainResult> basis;
  std::uint64_t seed = 1;
  std::optional<Index> step = {};
  bool operator==(const FlatnessRequest&) const = default;  // compares basis by pointer
};

// Of one run: losses at each distance, over all directions.
struct FlatnessProfile {
  Index step = 0;
  std::vector<double> mean, lowest, highest;  // at the distances; empty where a run has no finite iterate
};

struct FlatnessResult {
  FlatnessRequest request;
  std::vector<double> distances;  // −1 … 1, in lengths of the direction: 1 is as far as each filter is long
  std::vector<FlatnessProfile> runs;
  Index directions = 0;  // so many so far
};

// The same directions for all runs; publishes after each. After a stop, what there is.
FlatnessResult flatness_of(const FlatnessRequest& request, std::stop_token stop = {},
                           const std::function<void(FlatnessResult)>& publish = {});

}  // namespace cartograd
