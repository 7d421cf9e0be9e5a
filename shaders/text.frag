in vec2 texel;
flat in vec4 color;
flat in float pixels_per_texel;

out vec4 fragment;

uniform sampler2D letters;
uniform float spread;  // texels from the outline to the ends of the value range

void main() {
  float distance_in_texels = (texture(letters, texel / vec2(textureSize(letters, 0))).r - 128.0 / 255.0) * 2.0 * spread;
  float coverage = clamp(distance_in_texels * pixels_per_texel + 0.5, 0.0, 1.0);
  float alpha = coverage * color.a;
  fragment = vec4(color.rgb * alpha, alpha);
}
