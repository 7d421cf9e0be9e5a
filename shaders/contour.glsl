// Share of a pixel that the lines at whole numbers of `coordinate` cover; `width` in pixels. Two guards: where lines
// come closer than a few pixels (from `crowded.x` to `crowded.y` lines per pixel) the average takes over from single
// lines, so there is no moiré; where the coordinate is all but constant there is no line, so plateaus do not smear.
float line_coverage(float coordinate, float width, vec2 crowded, float flat_limit) {
  float slope = length(vec2(dFdx(coordinate), dFdy(coordinate)));
  float distance_in_pixels = abs(fract(coordinate - 0.5) - 0.5) / max(slope, 1e-7);
  float coverage = clamp(width * 0.5 + 0.5 - distance_in_pixels, 0.0, 1.0);
  coverage = mix(coverage, clamp(width * slope, 0.0, 1.0), smoothstep(crowded.x, crowded.y, slope));
  return coverage * smoothstep(flat_limit * 0.2, flat_limit, slope);
}

// Thin lines at whole numbers and thick ones at multiples of 5, as (thin, thick) coverage.
vec2 contour_coverage(float level, float point_size) {
  float flat_limit = 1.2e-3 / point_size;
  return vec2(line_coverage(level, 1.0 * point_size, vec2(0.30, 0.55), flat_limit),
              line_coverage(level * 0.2, 1.8 * point_size, vec2(0.16, 0.34), flat_limit * 0.2));
}
