in vec3 position;
in vec3 normal;
in vec3 color;
in float arc;

out vec4 fragment;

#include "color.glsl"
#include "solid.glsl"

uniform vec3 outline;  // sRGB
uniform float dash;    // world

void main() {
#if defined(OUTLINE)
  fragment = vec4(outline, 1.0);
#elif defined(GHOST)
  if (fract(arc / (2.0 * dash)) > 0.5) discard;
  fragment = vec4(to_srgb(color), 1.0) * 0.45;
#else
  fragment = vec4(to_srgb(solid_color(color, normalize(normal), position, 0.28)), 1.0);
#endif
}
