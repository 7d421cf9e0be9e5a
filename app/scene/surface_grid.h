// A surface mesh made ready to draw: holes with rims, as fine as the picture needs.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "app/scene/scene.h"

namespace cartograd {

// height, slope x, slope y, colour, level, occlusion, presence (below ½ in a hole).
using SurfaceVertex = std::array<float, 7>;

struct SurfaceGrid {
  int columns = 0, rows = 0;
  std::vector<SurfaceVertex> vertices;  // row by row
  bool categorical = false;             // colours are not interpolated
};

// One vertex for each grid point. Holes get values that continue their surroundings, so that the surface runs on evenly
// up to the rim, where presence is ½: between the last value and the hole.
SurfaceGrid surface_grid(const SurfaceMesh& mesh);

// Refines a coarse grid by Catmull-Rom interpolation to at least `fineness` intervals a side (never beyond the
// neighbouring values), so that outlines and contour lines are smooth.
SurfaceGrid refined(const SurfaceGrid& grid, int fineness);

// Two triangles a cell, counter-clockwise from above. Diagonals alternate, so that no direction is favoured. `stride`:
// only every so many rows and columns, and the last ones.
std::vector<std::uint32_t> grid_triangles(int columns, int rows, int stride = 1);

}  // namespace cartograd
