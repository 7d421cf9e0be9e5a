// What every pass needs to know about the picture that is being drawn.
#pragma once

#include <glm/glm.hpp>

#include "app/render/program.h"
#include "app/scene/camera.h"
#include "app/scene/scene.h"
#include "app/scene/theme.h"

namespace cartograd {

// The part of the whole picture that one framebuffer holds, in pixels from the picture's lower left corner.
struct Tile {
  glm::ivec2 origin{0}, size{0};
};

struct Frame {
  glm::mat4 view_projection{1};  // world to clip space of the whole picture
  glm::vec3 eye{0};
  glm::vec2 back_walls{0};       // x and y (±1) of the walls behind the surface
  glm::vec3 key_light{0, 0, 1};  // unit, towards the light, which goes with the camera
  float shading = 1;             // 0 straight from above, where a picture is a map: colours as they are; 1 = lit
  glm::vec2 size{0};             // the whole picture, pixels
  Tile tile;
  float point = 1;  // pixels per point
  float unit = 1;   // pixels per world unit at the middle of the box
  const Palette* colors = nullptr;

  // A length in points as a length in the world, at the distance of the box's middle.
  float world_length(float points) const { return points * point / unit; }
};

// A frame for a picture of `size` pixels (which may be a multiple of the viewport's, for supersampling).
Frame make_frame(const CameraMatrices& matrices, const Viewport& viewport, int supersampling, const Tile& tile,
                 const Palette& colors);

// Sets the uniforms of shaders/frame.glsl and shaders/light.glsl on the program in use.
void set_frame(const Program& program, const Frame& frame);

// sRGB (0 … 1) to linear light.
glm::vec3 to_linear(const glm::vec3& color);

}  // namespace cartograd
