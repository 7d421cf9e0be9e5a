out vec4 fragment;

#include "color.glsl"

uniform sampler2D source;  // sRGB values, premultiplied
uniform int factor;

vec3 to_linear(vec3 color) {
  return mix(pow((color + 0.055) / 1.055, vec3(2.4)), color / 12.92, lessThanEqual(color, vec3(0.04045)));
}

// The average of factor × factor pixels in linear light, weighted by their opacity: edges neither darken nor fringe.
void main() {
  ivec2 corner = ivec2(gl_FragCoord.xy) * factor;
  vec3 light = vec3(0.0);
  float alpha = 0.0;
  for (int y = 0; y < factor; ++y)
    for (int x = 0; x < factor; ++x) {
      vec4 value = texelFetch(source, corner + ivec2(x, y), 0);
      if (value.a > 0.0) light += value.a * to_linear(value.rgb / value.a);
      alpha += value.a;
    }
  float count = float(factor * factor);
  fragment = alpha > 0.0 ? vec4(to_srgb(light / alpha) * (alpha / count), alpha / count) : vec4(0.0);
}
