#include "frame.glsl"

uniform vec4 rectangle;  // upper left and lower right corner, pixels

out float height;  // 0 at the bottom, 1 at the top

void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  height = 1.0 - corner.y;
  gl_Position = place_in_picture(mix(rectangle.xy, rectangle.zw, corner));
}
