layout(location = 0) in float height;
layout(location = 1) in vec2 slope;
layout(location = 2) in float color;
layout(location = 3) in float level;
layout(location = 4) in float occlusion;
layout(location = 5) in float presence;  // 0 in a hole, 1 elsewhere

#include "frame.glsl"

uniform ivec2 grid;   // columns, rows
uniform float depth;  // half extent along y

out vec3 position;
out vec3 normal;
out vec2 grid_place;  // 0 … 1 across the floor
out float map_position;
flat out float category;  // the same of one corner, without anything between corners
out float contour_level;
out float ambient;
out float present;

void main() {
  grid_place = vec2(gl_VertexID % grid.x, gl_VertexID / grid.x) / vec2(grid - 1);
  position = vec3((grid_place * 2.0 - 1.0) * vec2(1.0, depth), height);
  normal = normalize(vec3(-slope, 1.0));
  map_position = category = color;
  contour_level = level;
  ambient = occlusion;
  present = presence;
  gl_Position = place_in_world(position);
}
