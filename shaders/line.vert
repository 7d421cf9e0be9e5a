layout(location = 0) in vec3 from;  // pixels from the picture's upper left corner, and depth
layout(location = 1) in vec3 to;
layout(location = 2) in vec4 line_color;  // straight alpha
layout(location = 3) in vec3 measures;    // half width, dash, length of the line before this piece; pixels

#include "frame.glsl"

noperspective out vec3 along;  // pixels along and across the piece; its length
flat out vec3 measure;
flat out vec4 color;

void main() {
  vec2 direction = to.xy - from.xy;
  float size = length(direction);
  direction = size > 1e-4 ? direction / size : vec2(1.0, 0.0);
  vec2 across = vec2(-direction.y, direction.x);
  float margin = measures.x + 1.0;
  bool at_end = (gl_VertexID & 1) == 1;
  float side = (gl_VertexID >> 1) == 1 ? 1.0 : -1.0;
  vec2 corner = (at_end ? to.xy + direction * margin : from.xy - direction * margin) + across * side * margin;
  along = vec3(at_end ? size + margin : -margin, side * margin, size);
  measure = measures;
  color = line_color;
  gl_Position = place_in_picture(corner);
  gl_Position.z = at_end ? to.z : from.z;
}
