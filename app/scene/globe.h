// Surfaces over a sphere: longitude runs along x, latitude along y, and heights stand out from the ground.
#pragma once

#include <glm/glm.hpp>

namespace cartograd {

// Where the globe stands in the world, and how far its lowest and highest places are from its middle.
struct Globe {
  static constexpr float middle = 1, lowest = 0.78f, highest = 0.93f;
  static constexpr float top = 2 * middle;  // of the box that holds it
};

// The place of (x, y, z) of a box with depth 1 whose surface lies between z = bottom and z = top, on the globe.
glm::vec3 bent_to_globe(const glm::vec3& flat, float bottom, float top);
// The other way round.
glm::vec3 unbent(const glm::vec3& place, float bottom, float top);

}  // namespace cartograd
