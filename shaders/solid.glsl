#include "light.glsl"

// Light on tubes and markers.
vec3 solid_color(vec3 base, vec3 outward, vec3 at, float gloss) {
  vec3 to_eye = normalize(eye - at);
  float gleam = pow(max(dot(outward, normalize(to_eye + key_light)), 0.0), 48.0) * gloss;
  return base * (0.44 + 0.69 * max(dot(outward, key_light), 0.0)) + gleam;
}
