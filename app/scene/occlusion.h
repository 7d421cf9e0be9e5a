// How much of the sky each point of a height field sees: soft light that makes valleys readable.
#pragma once

#include <vector>

namespace cartograd {

// height: world z, row by row, of columns × rows points that span width × depth in world units. Returns 0 … 1 for each
// (1 = open sky), by horizon angles in 16 directions on a grid thinned to about 65 points a side, so it takes a few
// milliseconds at any size.
std::vector<float> sky_visibility(const std::vector<float>& height, int columns, int rows, float width, float depth);

}  // namespace cartograd
