// Slice points: critical points of the drawn surface. They are none of the network's: there, only the part of the
// gradient that lies in the plane is zero.
#pragma once

#include <stop_token>
#include <vector>

#include "core/landscape/slice.h"
#include "core/objective/objective.h"

namespace cartograd {

// Critical points of the grid itself, as the surface of triangles through its losses: every cell is cut from (0, 0) to
// (1, 1). Of two equal losses the earlier one counts as lower (simulation of simplicity, Edelsbrunner & Mücke 1990), so
// none is degenerate; a loss that is not finite counts as higher than all others.
struct GridPoints {
  // Numbers of grid points, row · columns + column; inside the grid, and with finite losses all around. A saddle
  // between k + 1 valleys stands k times.
  std::vector<Index> minima, saddles, maxima;
  // What the edge of the grid and of its holes adds to the sum.
  Index boundary = 0;

  // Minima − saddles + maxima: together with the boundary's part, 1 on every grid, the Euler characteristic of a disc.
  Index signed_sum() const;
};

// Each grid point is told by its lower link, the neighbours around it that are lower (Banchoff 1967; Edelsbrunner &
// Harer 2010): none is a minimum, all a maximum, one piece nothing, k + 1 pieces a saddle.
GridPoints count_grid_points(const Slice& slice);

// Another objective on a plane: a function of (a, b), with exact derivatives where that one has them. Neither it nor
// the plane is copied.
class PlaneObjective final : public Objective {
 public:
  PlaneObjective(const Objective& objective, const Plane& plane) : objective_(objective), plane_(plane) {}

  Index dimension() const override { return 2; }
  Index samples() const override { return objective_.samples(); }
  double work() const override { return objective_.work(); }
  double evaluate(const ParamVector& place, Batch batch, ParamVector* gradient) const override;
  ParamVector hessian_vector(const ParamVector& place, const ParamVector& v) const override;
  // The 2 × 2 Hessian, from two products with the full one.
  std::unique_ptr<const HessianOperator> hessian_at(const ParamVector& place) const override;

 private:
  const Objective& objective_;
  const Plane& plane_;
};

enum class SliceKind { minimum, saddle, maximum, degenerate };

struct SlicePoint {
  double a = 0, b = 0, loss = 0;
  SliceKind kind = SliceKind::degenerate;  // within the plane
  double full_gradient_norm = 0;           // of all parameters: how far this is from a critical point of the full space
};

struct SlicePoints {
  std::vector<SlicePoint> points;
  int boundary = 0;         // as in GridPoints
  bool consistent = false;  // the points have the grid's signed sum; if not, the grid is too coarse to be believed
  Index left_out = 0;       // candidates of the grid beyond the first 400, which were not looked at
  bool cancelled = false;   // after a stop there are no points
};

// The slice points near those of the grid, in its order: from each of these a search within the plane, which counts if
// it ends in the window and at most two cells away. `objective` must be what the slice shows, on all its samples.
SlicePoints slice_points(const Objective& objective, const Plane& plane, const Slice& slice, std::stop_token stop = {});

}  // namespace cartograd
