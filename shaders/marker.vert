layout(location = 0) in vec3 corner;  // of a shape of radius 1
layout(location = 1) in vec3 outward;
layout(location = 2) in vec4 place;  // middle and radius, world
layout(location = 3) in vec3 marker_color;  // linear light

#include "frame.glsl"

uniform float growth;  // world

out vec3 position;
out vec3 normal;
out vec3 color;

void main() {
  position = place.xyz + corner * (place.w + growth);
  normal = outward;
  color = marker_color;
  gl_Position = place_in_world(position);
}
