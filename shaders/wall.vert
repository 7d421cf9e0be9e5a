layout(location = 0) in vec3 corner;
layout(location = 1) in vec3 corner_color;  // linear light

#include "frame.glsl"

out vec3 color;

void main() {
  color = corner_color;
  gl_Position = place_in_world(corner);
}
