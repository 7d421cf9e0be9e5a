#include "core/experiment/plane_points.h"

#include "core/objective/network_objective.h"

namespace cartograd {

std::optional<PlanePoints> plane_points(const PlanePointsRequest& request, std::stop_token stop) {
  const SliceResult& slice = *request.slice;
  const Objective& objective = *slice.request.basis->problem->objective;
  if (!slice.slice.complete) return std::nullopt;
  if (slice.fit->plane.is_sphere()) return PlanePoints{request, {}};  // its critical points are searched for in space
  if (slice.request.slice.text("statistics") == "origin" && has_batch_norm(objective)) return std::nullopt;
  PlanePoints result{request, slice_points(objective, slice.fit->plane, slice.slice, stop)};
  if (result.found.cancelled) return std::nullopt;
  return result;
}

}  // namespace cartograd
