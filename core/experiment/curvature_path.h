// How the objective is curved along each run: the ends of the Hessian's spectrum, its trace and its index at recorded
// iterates. One more stage after training, for who asks for it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/compute.h"

namespace cartograd {

struct CurvatureRequest {
  std::shared_ptr<const TrainResult> basis;
  std::uint64_t seed = 1;
  bool operator==(const CurvatureRequest&) const = default;  // compares basis by pointer
};

// The sharpness above which a step of the run's rule along that eigenvector of a quadratic overshoots ever further.
struct StabilityLimit {
  double sharpness = 0;
  std::string formula;  // "2/lr"
};

// Of plain gradient descent 2 / lr (the edge of stability of Cohen et al. 2021), with momentum β 2 (1 + β) / lr (Polyak
// 1964), with Nesterov's as PyTorch steps 2 (1 + β) / ((1 + 2β) lr). Nothing for other rules and changing rates.
std::optional<StabilityLimit> stability_limit(const Choice& run);

// Along one run. All vectors have one entry per iterate that was looked at; steps ascend.
struct CurvatureTrack {
  std::vector<Index> step;
  std::vector<double> sharpness, lowest;   // the largest and the smallest eigenvalue; nan where they were not found
  std::vector<double> trace, trace_error;  // the error is a standard error, 0 where the trace is exact
  std::vector<Index> index;                // how many eigenvalues are negative; −1 where not all of them are known
  std::optional<StabilityLimit> limit;
  std::size_t size() const { return step.size(); }
};

struct CurvatureResult {
  CurvatureRequest request;
  std::vector<CurvatureTrack> runs;
  bool finished = false;  // false for what is published on the way, and after a stop
};

// At no more than 64 recorded iterates of each run, coarse to fine; those that are not finite are left out. Up to 500
// parameters from all eigenvalues, of which those below −1e-6 of the largest one's size are negative; beyond that from
// products with the Hessian: eigenvalues to 1e-3 of the largest one's size, and a trace with its standard error.
// Iterates that are also `previous`'s are taken from there.
CurvatureResult curvature_along(const CurvatureRequest& request, std::stop_token stop = {},
                                const std::function<void(CurvatureResult)>& publish = {},
                                const CurvatureResult* previous = nullptr);

}  // namespace cartograd
