// Contour lines and the regions between them, by marching squares.
#pragma once

#include <span>
#include <vector>

#include <glm/glm.hpp>

namespace cartograd {

// A regular grid of values, row by row. Where `presence` is below ½ there is none.
struct Field {
  int columns = 0, rows = 0;
  std::vector<float> value, presence;
};

// The part of the grid where the value is at least `level`, as closed rings with the region at their left (x right, y
// up); the even-odd rule fills it. Points in grid coordinates: (0, 0) is the first value, (columns − 1, rows − 1) the
// last. Crossings belong to grid edges, so neighbouring cells join exactly; in a saddle cell the mean decides.
std::vector<std::vector<glm::vec2>> level_region(const Field& field, float level);

// The lines at `level`: without the pieces of rings that run along the border or along a hole. A closed line ends with
// its first point.
std::vector<std::vector<glm::vec2>> level_lines(const Field& field, float level);

// Leaves out points that lie within `tolerance` of the line through their neighbours (Douglas & Peucker 1973).
std::vector<glm::vec2> simplified(std::span<const glm::vec2> line, float tolerance);

}  // namespace cartograd
