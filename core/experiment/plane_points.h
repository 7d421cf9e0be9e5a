// Critical points of the drawn surface, with how far each is from one of the full space.
#pragma once

#include "core/critical/slice_points.h"
#include "core/experiment/compute.h"

namespace cartograd {

struct PlanePointsRequest {
  std::shared_ptr<const SliceResult> slice;
  bool operator==(const PlanePointsRequest&) const = default;  // compares slice by pointer
};

struct PlanePoints {
  PlanePointsRequest request;
  SlicePoints found;
};

// Nothing after a stop, of a slice that is not complete, or of one with the plane origin's batch statistics: that is
// the surface of another objective.
std::optional<PlanePoints> plane_points(const PlanePointsRequest& request, std::stop_token stop = {});

}  // namespace cartograd
