// A path in space as the skin of a round tube.
#pragma once

#include <cstdint>
#include <vector>

#include <glm/glm.hpp>

#include "app/scene/scene.h"

namespace cartograd {

// The radius is chosen when drawing: a vertex lies at center + outward · radius.
struct TubeVertex {
  glm::vec3 center, outward, color;  // colour in linear light
  float arc_length = 0;              // from the start of the path
};

struct TubeMesh {
  std::vector<TubeVertex> vertices;
  std::vector<std::uint32_t> triangles;  // counter-clockwise from outside
};

// Appends a tube: straight from point to point with corners rounded within about its own width, rings that do not twist
// (parallel transport), round ends. Points closer together than can be seen are merged; fewer than two distinct points
// give none.
void append_tube(const Tube& tube, TubeMesh& mesh);

}  // namespace cartograd
