in vec3 color;

out vec4 fragment;

#include "color.glsl"

void main() { fragment = vec4(to_srgb(color), 1.0); }
