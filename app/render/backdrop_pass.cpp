#include "app/render/backdrop_pass.h"

#include <array>

namespace cartograd {

namespace {

struct WallCorner {
  glm::vec3 place, color;
};

// A wall from the floor up, as a strip of two triangles, shaded from bottom to top.
std::array<WallCorner, 4> wall_corners(const glm::vec3& from, const glm::vec3& to, float top, const Palette& colors,
                                       float shade) {
  const glm::vec3 up(0, 0, top);
  const glm::vec3 bottom_color = to_linear(colors.wall_bottom) * shade, top_color = to_linear(colors.wall_top) * shade;
  return {WallCorner{from, bottom_color}, {to, bottom_color}, {from + up, top_color}, {to + up, top_color}};
}

}  // namespace

BackdropPass::BackdropPass() : background_("background"), wall_("wall") {
  glBindVertexArray(wall_array_.name());
  glBindBuffer(GL_ARRAY_BUFFER, wall_buffer_.name());
  float_attribute(0, 3, sizeof(WallCorner), offsetof(WallCorner, place));
  float_attribute(1, 3, sizeof(WallCorner), offsetof(WallCorner, color));
}

void BackdropPass::draw_background(const Frame& frame, bool plain) const {
  background_.use();
  set_frame(background_, frame);
  background_.set("top_color", frame.colors->background_top);
  background_.set("bottom_color", plain ? frame.colors->background_top : frame.colors->background_bottom);
  glDepthMask(GL_FALSE);
  glBindVertexArray(no_attributes_.name());
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  glDepthMask(GL_TRUE);
}

void BackdropPass::draw_walls(const Frame& frame, const Axes& axes) {
  const glm::vec2 back = frame.back_walls * glm::vec2(1, axes.depth);
  const float shade = frame.colors->dark ? 1.15f : .965f;  // tells one wall from the other
  wall_.use();
  set_frame(wall_, frame);
  glBindVertexArray(wall_array_.name());
  glDepthMask(GL_FALSE);
  for (const auto& corners :
       {wall_corners({back.x, -axes.depth, 0}, {back.x, axes.depth, 0}, axes.top, *frame.colors, 1),
        wall_corners({-1, back.y, 0}, {1, back.y, 0}, axes.top, *frame.colors, shade)}) {
    upload<WallCorner>(GL_ARRAY_BUFFER, wall_buffer_, corners, GL_STREAM_DRAW);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  }
  glDepthMask(GL_TRUE);
}

std::vector<Polyline> grid_lines(const Axes& axes, const Frame& frame, bool floor_is_plain) {
  const Palette& colors = *frame.colors;
  const glm::vec2 back = frame.back_walls * glm::vec2(1, axes.depth);
  std::vector<Polyline> lines;
  if (axes.globe) return lines;
  const auto add = [&](std::vector<glm::vec3> points, float width) {
    lines.push_back({std::move(points), glm::vec4(colors.grid, 1), width, 0});
  };
  const glm::vec3 corner(back, 0), up(0, 0, axes.top);
  const glm::vec3 across(-2 * back.x, 0, 0), along(0, -2 * back.y, 0);  // from the rear corner to its neighbours
  for (const Tick& tick : axes.ticks_a) {
    const glm::vec3 foot(tick.position, back.y, 0);
    if (axes.walls) add({foot, foot + up}, .9f);
    if (floor_is_plain) add({foot, {tick.position, -back.y, 0}}, .9f);
  }
  for (const Tick& tick : axes.ticks_b) {
    const glm::vec3 foot(back.x, tick.position, 0);
    if (axes.walls) add({foot, foot + up}, .9f);
    if (floor_is_plain) add({foot, {-back.x, tick.position, 0}}, .9f);
  }
  if (axes.walls) {
    for (const Tick& tick : axes.ticks_z) {
      const glm::vec3 bend = corner + glm::vec3(0, 0, tick.position);
      add({bend + across, bend, bend + along}, .9f);
    }
    add({corner + across + up, corner + up, corner + along + up}, .9f);
    add({corner, corner + up}, 1.1f);
  }
  const glm::vec4 ink(glm::mix(colors.ink, colors.grid, .35f), 1);
  lines.push_back({{corner + across, corner, corner + along}, ink, 1.f, 0});
  return lines;
}

}  // namespace cartograd
