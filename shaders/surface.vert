layout(location = 0) in float height;
layout(location = 1) in vec2 slope;
layout(location = 2) in float color;
layout(location = 3) in float level;
layout(location = 4) in float occlusion;
layout(location = 5) in float presence;  // 0 in a hole, 1 elsewhere

#include "frame.glsl"

uniform ivec2 grid;   // columns, rows
uniform float depth;  // half extent along y

#ifdef GLOBE
uniform vec3 globe;  // height of its middle; radius of the lowest and of the highest place (app/scene/globe.h)
uniform vec2 kept;   // heights of the lowest and of the highest place
#endif

out vec3 position;
out float flat_height;
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
  flat_height = height;
#ifdef GLOBE
  const float pi = 3.14159265359;
  vec2 angle = position.xy / vec2(1.0, depth) * vec2(pi, 0.5 * pi);
  float parallel = cos(angle.y);
  vec3 east = vec3(-sin(angle.x), cos(angle.x), 0.0), outward = vec3(cos(angle.x) * parallel, sin(angle.x) * parallel, sin(angle.y));
  vec3 north = cross(outward, east);
  float relief = (globe.z - globe.y) / (kept.y - kept.x), radius = globe.y + relief * (height - kept.x);
  vec2 rise = relief * slope * vec2(1.0, depth) / vec2(pi * max(parallel, 0.03), 0.5 * pi) / radius;
  position = vec3(0.0, 0.0, globe.x) + radius * outward;
  normal = normalize(outward - rise.x * east - rise.y * north);
#endif
  map_position = category = color;
  contour_level = level;
  ambient = occlusion;
  present = presence;
  gl_Position = place_in_world(position);
}
