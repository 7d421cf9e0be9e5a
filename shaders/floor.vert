#include "frame.glsl"

uniform float depth;

out vec2 place;  // 0 … 1 across the floor

void main() {
  place = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = place_in_world(vec3((place * 2.0 - 1.0) * vec2(1.0, depth), 0.0));
}
