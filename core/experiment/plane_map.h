// Another quantity of the full space over the slice's plane, for the surface's colours: how steep the objective is at
// each place, how far from convex, or where a run from there ends.
#pragma once

#include "core/experiment/compute.h"

namespace cartograd {

// The norm of the gradient in all parameters; |λmin| / λmax of their Hessian (Li et al. 2018, section 6); at which
// place the first run ends if it starts there (whose basin of attraction that is), by number; or at which loss.
enum class MapQuantity { gradient, curvature, ending, ending_loss };

struct PlaneMapRequest {
  std::shared_ptr<const SliceResult> slice;
  MapQuantity quantity = MapQuantity::gradient;
  bool operator==(const PlaneMapRequest&) const = default;  // compares slice by pointer
};

struct PlaneMap {
  PlaneMapRequest request;
  // A grid over the slice's window: its numbers are the quantity's instead of losses; nan where that is not finite, or
  // where an eigenvalue was not found.
  Slice grid;
  std::vector<double> endings = {};  // the losses of the places where runs end, by number
};

// True for those that train the first run from every place. There must be one then.
bool trains_from_every_place(MapQuantity quantity);

// max(0, −λmin) / |λmax|: 0 where the Hessian has no negative eigenvalue.
double negative_curvature_ratio(double lowest, double highest);

// Grids of 9, 17 and 33 points a side (of endings also 65), each with the points of the one before; each is published,
// and the last one is returned. All runs take the same mini-batches; one that diverges ends nowhere (nan). Up to 150
// parameters from all eigenvalues; beyond that both ends to 1e-2 of the largest one's size. After a stop the grid is
// not complete. The same bits on any number of threads.
PlaneMap plane_map(const PlaneMapRequest& request, std::stop_token stop = {},
                   const std::function<void(PlaneMap)>& publish = {});

}  // namespace cartograd
