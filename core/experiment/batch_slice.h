// The loss surface that a mini-batch sees: what stochastic gradient descent goes down at one step.
#pragma once

#include "core/experiment/compute.h"

namespace cartograd {

// On the slice's plane and window, for the batch that a run takes at a step.
struct BatchSliceRequest {
  std::shared_ptr<const SliceResult> slice;
  Choice run;
  Index step = 0;
  bool operator==(const BatchSliceRequest&) const = default;  // compares slice by pointer
};

struct BatchSliceResult {
  BatchSliceRequest request;
  Index samples = 0;      // in the batch
  bool supposed = false;  // the run itself takes all samples: this is what batches of 32 would see
  Slice slice;
};

// A grid of about 33 points a side. Nothing after a stop, or where there is no data.
std::optional<BatchSliceResult> batch_slice(const BatchSliceRequest& request, std::stop_token stop = {});

}  // namespace cartograd
