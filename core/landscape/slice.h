// A slice: the losses on a plane over a window; the surface that is drawn.
#pragma once

#include <functional>
#include <stop_token>
#include <vector>

#include "core/objective/objective.h"

namespace cartograd {

struct Slice {
  Window window;
  Index columns = 0, rows = 0;  // along a, along b
  std::vector<double> loss;     // row by row: loss[row · columns + column]; keeps inf and nan
  bool complete = false;        // false for the coarse grids on the way
  bool single = false;          // computed in single precision
  Index subset = 0;             // a preview on so many samples only; 0 = all of them

  double a(Index column) const;  // coordinate of a column, of a row
  double b(Index row) const;
  double at(Index column, Index row) const { return loss[static_cast<std::size_t>(row * columns + column)]; }
  // Bilinear interpolation; nan outside the window.
  double interpolate(double a, double b) const;
};

// How many numbers of a float's or a double's digits the losses have. Single precision turns the floor of a valley into
// roughness that is not there, so what can be computed in double within a few seconds is.
enum class Precision { automatic, full, single };

struct SliceSettings {
  Index columns = 65, rows = 65;
  Precision precision = Precision::automatic;
  bool origin_statistics = false;  // see Sampling
  std::vector<Index> batch = {};   // see Sampling
  Index part = 0, of = 1;          // every `of`-th row only, from the `part`-th on; the others stay nan
};

// Samples columns × rows points, coarse to fine: a grid of about 17 points a side first (of an expensive objective on a
// few samples, in single precision), each finer grid keeps the points of the one before, and each is given to
// `publish`. The last one is also returned. After a stop the result is not complete.
Slice sample_slice(const Objective& objective, const Plane& plane, const Window& window, const SliceSettings& settings,
                   std::stop_token stop = {}, const std::function<void(const Slice&)>& publish = {});

}  // namespace cartograd
