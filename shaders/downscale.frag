out vec4 fragment;

uniform sampler2D source;  // sRGB values, premultiplied
uniform int factor;

// Squares stand in for the sRGB curve: close enough for averages, cheap, and the way back is exact, so that even areas
// keep their colour.
vec3 to_light(vec3 color) { return color * color; }
vec3 from_light(vec3 light) { return sqrt(light); }

// The average of factor × factor pixels, of light rather than of sRGB values, weighted by their opacity: edges neither darken nor fringe.
void main() {
  ivec2 corner = ivec2(gl_FragCoord.xy) * factor;
  float count = float(factor * factor);
  vec3 light = vec3(0.0);
  float alpha = 0.0;
  for (int y = 0; y < factor; ++y)
    for (int x = 0; x < factor; ++x) {
      vec4 value = texelFetch(source, corner + ivec2(x, y), 0);
#ifdef TRANSPARENT
      if (value.a > 0.0) light += value.a * to_light(value.rgb / value.a);
      alpha += value.a;
#else
      light += to_light(value.rgb);
#endif
    }
#ifdef TRANSPARENT
  fragment = alpha > 0.0 ? vec4(from_light(light / alpha) * (alpha / count), alpha / count) : vec4(0.0);
#else
  fragment = vec4(from_light(light / count), 1.0);
#endif
}
