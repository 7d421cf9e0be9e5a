// How points of every kind look.
#pragma once

#include <vector>

#include "app/scene/scene.h"
#include "core/critical/critical_point.h"

namespace cartograd {

struct PointLook {
  MarkerShape shape = MarkerShape::sphere;
  glm::vec3 color{1};  // sRGB
};

// Critical points are told apart by shape as well as by colour.
PointLook look_of(PointKind kind);

// The outline of a flat marker, of about the same area for all shapes as a disc of this radius.
std::vector<glm::vec2> marker_ring(MarkerShape shape, const glm::vec2& center, float radius);

}  // namespace cartograd
