// The markers' shapes as triangles.
#pragma once

#include <vector>

#include <glm/glm.hpp>

#include "app/scene/scene.h"

namespace cartograd {

struct ShapeCorner {
  glm::vec3 place, outward;
};

// Triangles, counter-clockwise from outside, of a shape of radius about 1: cube and diamond are scaled to look as large
// as the sphere.
std::vector<ShapeCorner> marker_shape(MarkerShape shape);

}  // namespace cartograd
