in vec3 position;
in float flat_height;
in vec3 normal;
in vec2 grid_place;
in float map_position;
flat in float category;
in float contour_level;
in float ambient;
in float present;

out vec4 fragment;

#include "color.glsl"
#include "contour.glsl"
#include "light.glsl"

uniform float point;
uniform float shading;  // 0 = the colour map's colours as they are, 1 = lit
uniform float occlusion_strength;
uniform vec2 mesh_lines;  // number of intervals along each side
uniform vec2 kept;        // heights between which the surface is not cut away
uniform float opacity;
uniform float categorical;  // 1 = colours are not interpolated

// Soft light that leaves the colours readable: sky from above, a wide key light, a faint highlight.
vec3 lit(vec3 base, vec3 surface_normal, vec3 to_eye) {
  float open = mix(1.0, ambient, occlusion_strength);
  float facing = dot(surface_normal, key_light);
  float key = max(facing, 0.0) * 0.75 + 0.25 * (facing * 0.5 + 0.5);
  vec3 sky = mix(vec3(0.60, 0.57, 0.55), vec3(1.0, 1.02, 1.06), surface_normal.z * 0.5 + 0.5);
  float gleam = max(dot(surface_normal, normalize(to_eye + key_light)), 0.0);
  gleam *= gleam; gleam *= gleam; gleam *= gleam; gleam *= gleam;
  gleam = gleam * gleam * gleam * mix(0.012, 0.045, min(luminance(base) * 5.0, 1.0));
  vec3 color = base * (0.46 * sky * open + 0.74 * key * mix(1.0, open, 0.45)) + gleam * open * vec3(1.0, 0.98, 0.94);
  float grazing = 1.0 - max(dot(surface_normal, to_eye), 0.0);
  grazing *= grazing; grazing *= grazing;
  return mix(color, color * 0.62 + 0.10 * vec3(0.55, 0.62, 0.75), grazing * 0.65);
}

// The underside is darker and greyer, so that it is never taken for the top.
vec3 underside(vec3 base, vec3 surface_normal, vec3 to_eye) {
  vec3 color = base * (0.30 + 0.35 * max(dot(surface_normal, to_eye), 0.0));
  return mix(vec3(luminance(color)), color, 0.6);
}

// Share of a pixel that a line along the surface's border covers, or along the rim of a hole.
float border_coverage(float width) {
  vec2 from_side = min(grid_place, 1.0 - grid_place);
  vec2 per_pixel = vec2(length(vec2(dFdx(grid_place.x), dFdy(grid_place.x))), length(vec2(dFdx(grid_place.y), dFdy(grid_place.y))));
  vec2 pixels = from_side / max(per_pixel, 1e-7);
  float nearest = min(pixels.x, pixels.y);
#ifdef GLOBE
  nearest = 1e6;  // its map's border is no border
#endif
#ifdef HOLES
  nearest = min(nearest, (present - 0.5) / max(length(vec2(dFdx(present), dFdy(present))), 1e-6));
#endif
#ifdef CUT
  float inside = min(flat_height - kept.x, kept.y - flat_height);
  nearest = min(nearest, inside / max(length(vec2(dFdx(flat_height), dFdy(flat_height))), 1e-6));
#endif
  return clamp(width + 0.5 - nearest, 0.0, 1.0);
}

void main() {
#ifdef HOLES
  if (present < 0.5) discard;
#endif
#ifdef CUT
  if (flat_height < kept.x || flat_height > kept.y) discard;
#endif
  // Below 0 nothing is known that a colour could tell.
  float told = categorical > 0.5 ? category : map_position;
  vec3 base = mix(map_color(told), vec3(0.3), smoothstep(0.0, 0.5, -told));
  vec3 to_eye = normalize(eye - position);
  vec3 outward = normalize(normal);
  vec3 color = gl_FrontFacing ? lit(base, outward, to_eye) : underside(base, -outward, to_eye);
  color = mix(base, color, shading);
  float dark = 1.0 - smoothstep(0.035, 0.055, luminance(base));  // lines lighten where the map is nearly black
#ifdef CONTOURS
  vec2 contours = contour_coverage(contour_level, point);
  vec3 ink = mix(base * 0.10 + 0.01, base + 0.16, dark);
  color = mix(color, ink, max(contours.x * 0.46, contours.y * 0.72) * mix(1.0, 0.8, dark));
#endif
#ifdef WIREFRAME
  vec2 wires = grid_place * mesh_lines;
  float wire = max(line_coverage(wires.x, 0.9 * point, vec2(0.30, 0.60), 1e-6), line_coverage(wires.y, 0.9 * point, vec2(0.30, 0.60), 1e-6));
  color = mix(color, mix(vec3(1.0), vec3(0.0), smoothstep(0.35, 0.5, luminance(base))), wire * 0.30);
#endif
  color = mix(color, base * 0.08, 0.75 * border_coverage(1.1 * point));
  fragment = vec4(to_srgb(color) * opacity, opacity);
}
