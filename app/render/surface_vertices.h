// A surface mesh made ready for the graphics card.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "app/scene/scene.h"

namespace cartograd {

// height, slope x, slope y, colour, level, occlusion, presence (0 in a hole, 1 elsewhere).
using SurfaceVertex = std::array<float, 7>;

struct SurfaceGrid {
  int columns = 0, rows = 0;
  std::vector<SurfaceVertex> vertices;  // row by row
};

// One vertex for each grid point. Holes get plausible values from their neighbours, so that the surface runs on evenly
// up to the rim, which lies half-way between the last value and the hole. A coarse grid is refined by Catmull-Rom
// interpolation to at least `fineness` intervals a side (never beyond the neighbouring values), so that outlines and
// contour lines are smooth.
SurfaceGrid surface_grid(const SurfaceMesh& mesh, int fineness);

// Two triangles a cell, counter-clockwise from above. Diagonals alternate, so that no direction is favoured.
std::vector<std::uint32_t> grid_triangles(int columns, int rows);

}  // namespace cartograd
