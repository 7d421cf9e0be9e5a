// The camera: an orbit around the middle of the box, z up, never rolling.
#pragma once

#include <glm/glm.hpp>

namespace cartograd {

struct Camera {
  float yaw = -56;   // degrees; 0 looks along −x
  float pitch = 28;  // degrees above the floor, −5 … 90
  float zoom = 1;    // 1 = the whole box fits the picture
  glm::vec2 pan{0};  // shift of the picture in fractions of its height, right and up
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

// Room around the box that is kept free for what is written there, in points.
struct Margins {
  float left = 78, right = 150, top = 30, bottom = 62;
};

struct CameraMatrices {
  glm::mat4 view{1}, projection{1};
  glm::vec3 eye{0};
  float distance = 0;  // from the eye to the target
};

// What the picture must hold: the box [−1,1] × [−depth,depth] × [0,top], or the ball of that height in its middle.
struct Room {
  float depth = 1, top = 1;
  bool ball = false;
};

// Fits the room into the viewport less the margins, then applies zoom and pan. The
// picture is shifted as a shift lens does, so perspective does not depend on the margins. Near and far planes hug the
// box. In a picture so small that the margins would take most of it, they shrink in proportion.
CameraMatrices matrices(const Camera& camera, const Viewport& viewport, const Room& held, const Margins& margins = {});

// Where a point of the world lands in the picture: pixels from the upper left corner.
glm::vec2 project(const CameraMatrices& matrices, const Viewport& viewport, const glm::vec3& point);

// The direction from a point of the world towards the eye; any length.
glm::vec3 towards_viewer(const CameraMatrices& matrices, const glm::vec3& point);

// Pixels per world unit at the distance of the target.
float pixels_per_unit(const CameraMatrices& matrices, const Viewport& viewport);

}  // namespace cartograd
