in vec2 place;

out vec4 fragment;

uniform vec3 top_color, bottom_color;  // sRGB
uniform vec2 tile_origin;

void main() {
  // Interleaved gradient noise of ±½ step hides the bands of so gentle a gradient.
  float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy + tile_origin, vec2(0.06711056, 0.00583715))));
  float height = clamp((place.y - 0.15 * dot(place, place)) * 0.43 + 0.52, 0.0, 1.0);
  vec3 dither = top_color == bottom_color ? vec3(0.0) : vec3((noise - 0.5) / 255.0);
  fragment = vec4(mix(bottom_color, top_color, height) + dither, 1.0);
}
