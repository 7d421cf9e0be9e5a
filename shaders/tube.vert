layout(location = 0) in vec3 center;
layout(location = 1) in vec3 outward;
layout(location = 2) in vec3 point_color;  // linear light
layout(location = 3) in float arc_length;

#include "frame.glsl"

uniform float radius;  // world
uniform float lift;    // world; a path that runs on the surface lies on it instead of half in it

out vec3 position;
out vec3 normal;
out vec3 color;
out float arc;

void main() {
  position = center + outward * radius + vec3(0.0, 0.0, lift);
  normal = outward;
  color = point_color;
  arc = arc_length;
  gl_Position = place_in_world(position);
}
