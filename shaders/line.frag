noperspective in vec3 along;
flat in vec3 measure;
flat in vec4 color;

out vec4 fragment;

void main() {
  float beyond = along.x < 0.0 ? along.x : max(along.x - along.z, 0.0);
  float coverage = clamp(measure.x + 0.5 - length(vec2(beyond, along.y)), 0.0, 1.0);
  if (measure.y > 0.0) {
    float place = mod(measure.z + along.x, measure.y * 2.0);
    coverage *= clamp(min(place, measure.y - place) + 0.5, 0.0, 1.0);
  }
  float alpha = coverage * color.a;
  if (alpha < 0.002) discard;
  fragment = vec4(color.rgb * alpha, alpha);
}
