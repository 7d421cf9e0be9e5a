in vec2 place;

out vec4 fragment;

#include "color.glsl"
#include "contour.glsl"

uniform sampler2D grid;  // r: position in the colour map, g: level, b: presence, below ½ in a hole
uniform vec3 ground;     // the floor's own colour, linear light
uniform float strength;  // how much of the colour map shows
uniform float dark;      // 1 on a dark page
uniform float point;
uniform float contours;  // 0 = none
uniform float categorical;  // 1 = colours are not interpolated

vec4 cubic_weights(float t) {
  return vec4(t * (-0.5 + t * (1.0 - 0.5 * t)), 1.0 + t * t * (-2.5 + 1.5 * t), t * (0.5 + t * (2.0 - 1.5 * t)), t * t * (-0.5 + 0.5 * t));
}

// Catmull-Rom, kept within the 16 values so that no plateau overshoots.
vec3 value_at(vec2 where) {
  ivec2 last = textureSize(grid, 0) - 1;
  vec2 cell = where * vec2(last);
  ivec2 corner = ivec2(floor(cell));
  vec4 weight_x = cubic_weights(fract(cell.x)), weight_y = cubic_weights(fract(cell.y));
  vec3 sum = vec3(0.0), low = vec3(1e30), high = vec3(-1e30);
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < 4; ++x) {
      vec3 value = texelFetch(grid, clamp(corner + ivec2(x - 1, y - 1), ivec2(0), last), 0).rgb;
      sum += weight_x[x] * weight_y[y] * value;
      low = min(low, value);
      high = max(high, value);
    }
  sum = clamp(sum, low, high);
  if (categorical > 0.5) sum.r = texelFetch(grid, ivec2(round(cell)), 0).r;
  return sum;
}

void main() {
  vec3 value = value_at(clamp(place, 0.0, 1.0));
  vec3 base = map_color(value.r);
  vec3 color = mix(ground, base, strength);
  vec2 lines = contour_coverage(value.g, point) * contours;
  color = mix(color, mix(base * 0.35, base, dark), max(lines.x * 0.55, lines.y * 0.9));
  float inside = (value.b - 0.5) / max(length(vec2(dFdx(value.b), dFdy(value.b))), 1e-6);  // pixels from a hole's rim
  color = mix(mix(color, base * 0.25, dark > 0.5 ? 0.0 : 0.6), color, clamp(inside - point, 0.0, 1.0));
  color = mix(ground, color, clamp(inside + 0.5, 0.0, 1.0));
  // Hatched where the surface is cut away.
  float within = min(value.r, 1.0 - value.r) + 1e-4;
  float kept = clamp(within / max(length(vec2(dFdx(value.r), dFdy(value.r))), 1e-6) + 0.5, 0.0, 1.0);
  float hatch = line_coverage((place.x + place.y) * 48.0, 1.2 * point, vec2(0.3, 0.6), 1e-6);
  color = mix(mix(ground, mix(ground * 0.45, vec3(0.35), dark), hatch), color, kept);
  fragment = vec4(to_srgb(color), 1.0);
}
