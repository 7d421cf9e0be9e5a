in float height;

out vec4 fragment;

#include "color.glsl"

uniform vec4 panel_color;  // straight alpha

void main() {
#ifdef COLOR_STRIP
  fragment = vec4(to_srgb(map_color(height)), 1.0);
#else
  fragment = vec4(panel_color.rgb * panel_color.a, panel_color.a);
#endif
}
