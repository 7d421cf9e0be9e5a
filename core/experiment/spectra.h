// The eigenvalues of the Hessian at the iterates that are shown: one more stage after training, for who asks for it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/curvature/density.h"
#include "core/experiment/compute.h"

namespace cartograd {

// At the newest iterates, or those at `step` (or the last ones before it).
struct SpectraRequest {
  std::shared_ptr<const TrainResult> basis;
  std::uint64_t seed = 1;
  std::optional<Index> step = {};
  bool operator==(const SpectraRequest&) const = default;  // compares basis by pointer
};

// Of one run's iterate.
struct Spectrum {
  Index step = 0;
  SpectralDensity density;
  bool exact = false;  // the nodes are the eigenvalues themselves, each with the weight 1 / their number
  bool empty() const { return density.nodes.empty(); }
  // Share of the eigenvalues below zero by more than rounding can tell: 1e-9 of the largest one's size.
  double negative_share() const;
};

struct SpectraResult {
  SpectraRequest request;
  std::vector<Spectrum> runs;  // empty where a run has no finite iterate
};

// All eigenvalues of small Hessians, a density by stochastic Lanczos quadrature of large ones: then it publishes after
// every probe. After a stop, what there is.
SpectraResult spectra_of(const SpectraRequest& request, std::stop_token stop = {},
                         const std::function<void(SpectraResult)>& publish = {});

}  // namespace cartograd
