// How a picture of a loss landscape can mislead, and what is true of the one that is shown.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/scene/scene.h"
#include "app/scene/view.h"
#include "core/experiment/compute.h"

namespace cartograd {

struct HonestyNote {
  std::string belief;    // what one is led to believe: "a minimum of the picture is a minimum"
  std::string now;       // what holds here
  std::string why;       // one or two sentences, with the source
  bool caution = false;  // here it misleads, or may
};

// All of them, in one order. Empty without a slice.
std::vector<HonestyNote> honesty_notes(const Results& results, std::span<const Trajectory> paths, const View& view,
                                       const Scene& scene);

// By how much straight lines between every second point of the grid miss the points between them: the 95th percentile,
// as a share of the range of `heights` (columns × rows, row by row; nan where there is none). nan for a grid too small.
double grid_error(const std::vector<float>& heights, const std::vector<std::uint8_t>& holes, int columns, int rows);

}  // namespace cartograd
