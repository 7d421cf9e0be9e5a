#include "frame.glsl"

out vec2 place;  // −1 … 1 over the whole picture

void main() {
  place = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
  gl_Position = to_tile(vec4(place, 0.99999, 1.0));
}
