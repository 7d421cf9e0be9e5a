in vec3 position;
in vec3 normal;
in vec3 color;

out vec4 fragment;

#include "color.glsl"
#include "solid.glsl"

uniform vec3 outline;  // sRGB

void main() {
#ifdef OUTLINE
  fragment = vec4(outline, 1.0);
#else
  fragment = vec4(to_srgb(solid_color(color, normalize(normal), position, 0.40)), 1.0);
#endif
}
