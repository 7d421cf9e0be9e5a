// Linear light to sRGB by three square roots: within 1/500 of the exact curve and much quicker than pow.
vec3 to_srgb(vec3 color) {
  color = max(color, 0.0);
  vec3 root2 = sqrt(color), root4 = sqrt(root2), root8 = sqrt(root4);
  return max(0.662002687 * root2 + 0.684122060 * root4 - 0.323583601 * root8 - 0.0225411470 * color, 0.0);
}

float luminance(vec3 color) { return dot(color, vec3(0.2126, 0.7152, 0.0722)); }

uniform sampler2D colormaps;  // one map a row; returns linear light
uniform float colormap_row;   // middle of the map's row, 0 … 1

vec3 map_color(float t) { return texture(colormaps, vec2(clamp(t, 0.0, 1.0) * (255.0 / 256.0) + 0.5 / 256.0, colormap_row)).rgb; }
