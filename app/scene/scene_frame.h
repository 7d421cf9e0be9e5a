// From plane coordinates and losses to the world of a scene.
#pragma once

#include "app/scene/globe.h"
#include "app/scene/height_scale.h"
#include "core/base/parameters.h"

namespace cartograd {

struct SceneFrame {
  static constexpr float surface_bottom = 0.38f, surface_top = 1.16f;
  static constexpr float lift = 0.012f;  // paths and markers stand on the surface, not half inside it

  Window window;
  float depth = 1;
  const HeightScale& scale;
  bool globe = false;

  float x(double a) const { return static_cast<float>(2 * (a - window.a_min) / (window.a_max - window.a_min) - 1); }
  float y(double b) const {
    return depth * static_cast<float>(2 * (b - window.b_min) / (window.b_max - window.b_min) - 1);
  }
  static float z(double position) {
    return surface_bottom + (surface_top - surface_bottom) * static_cast<float>(position);
  }
  glm::vec3 point(double a, double b, double loss) const {
    const glm::vec3 flat(x(a), y(b), z(scale.position(loss)) + (globe ? 2 : 1) * lift);
    return globe ? bent_to_globe(flat, surface_bottom, surface_top) : flat;
  }
  // Whether a point is drawn: what lies outside the window or the chosen range of losses is not.
  bool holds(double a, double b, double loss) const {
    return a >= window.a_min && a <= window.a_max && b >= window.b_min && b <= window.b_max && scale.shows(loss);
  }
};

}  // namespace cartograd
