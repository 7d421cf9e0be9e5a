// The camera: an orbit around a target, z up, never rolling.
#pragma once

#include <glm/glm.hpp>

namespace cartograd {

struct Camera {
  float yaw = -56;   // degrees; 0 looks along −x
  float pitch = 28;  // degrees above the floor, −5 … 90
  float zoom = 1;    // 1 = the whole box fits the picture
  glm::vec2 pan{0};  // shift of the picture in fractions of its height
  bool orthographic = false;
  bool operator==(const Camera&) const = default;
};

// A picture of width × height pixels; scale = pixels per point (1 on an ordinary screen, 2 on a dense one, dpi/72 in a
// figure).
struct Viewport {
  int width = 0, height = 0;
  float scale = 1;
  bool operator==(const Viewport&) const = default;
};

struct CameraMatrices {
  glm::mat4 view{1}, projection{1};
  glm::vec3 eye{0};
  float distance = 0;  // from the eye to the target
};

// Fits the box ([−1,1] × [−depth,depth] × [0,top]) with its labels into the viewport (less the margins for colour bar
// and title, in points), then applies zoom and pan. Near and far planes hug the box.
CameraMatrices matrices(const Camera& camera, const Viewport& viewport, float depth, float top);

}  // namespace cartograd
