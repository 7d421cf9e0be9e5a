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

// How far two colours stand out from each other, 1 … 21, after the Web Content Accessibility Guidelines 2.1: text needs
// 4.5, graphics that carry meaning 3.
double contrast(const glm::vec3& a, const glm::vec3& b);

// A colour that stands out from a ground by at least `least`: itself, or on a light ground as much darker as it takes.
glm::vec3 legible(const glm::vec3& color, const glm::vec3& ground, double least = 3);

}  // namespace cartograd
