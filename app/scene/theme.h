// The colours of everything that is not data, for each theme. All are sRGB, 0 … 1.
#pragma once

#include <glm/glm.hpp>

#include "app/scene/scene.h"

namespace cartograd {

struct Palette {
  glm::vec3 background_top, background_bottom;
  glm::vec3 ink;        // titles, axis lines
  glm::vec3 faint_ink;  // tick labels, caption
  glm::vec3 grid;       // lines on walls and floor
  glm::vec3 wall_bottom, wall_top;
  glm::vec3 outline;     // around tubes and markers
  float floor_strength;  // how much of the colour map the floor shows, 0 … 1
  bool dark, wall_fill;
};

const Palette& palette(Theme theme);

}  // namespace cartograd
