// Many searches for critical points of the full space: one more stage after training, for who asks for it.
#pragma once

#include "core/experiment/compute.h"

namespace cartograd {

// Everything that the searches depend on. `slice` is needed only where they start in its window.
struct CriticalRequest {
  std::shared_ptr<const TrainResult> basis;
  std::shared_ptr<const SliceResult> slice;
  std::uint64_t seed = 1;
  Settings critical;
  bool operator==(const CriticalRequest&) const = default;  // compares basis and slice by pointer
};

// Publishes as it goes. After a stop, what the searches that had ended have found. Throws InputError if they cannot
// start where they are told to, or if the sizes ask for what the problem does not have.
FoundPoints find_critical_points(const CriticalRequest& request, std::stop_token stop = {},
                                 const std::function<void(FoundPoints)>& publish = {});

}  // namespace cartograd
