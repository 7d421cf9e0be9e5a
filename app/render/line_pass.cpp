#include "app/render/line_pass.h"

#include <algorithm>

namespace cartograd {

namespace {

glm::vec3 to_pixels(const Frame& frame, const glm::vec3& point) {
  const glm::vec4 clip = frame.view_projection * glm::vec4(point, 1);
  const glm::vec3 place = glm::vec3(clip) / std::max(clip.w, 1e-4f);
  return {(place.x * .5f + .5f) * frame.size.x, (.5f - place.y * .5f) * frame.size.y, place.z};
}

}  // namespace

LinePass::LinePass() : program_("line") {
  glBindVertexArray(vertex_array_.name());
  glBindBuffer(GL_ARRAY_BUFFER, buffer_.name());
  float_attribute(0, 3, sizeof(Piece), offsetof(Piece, from), 1);
  float_attribute(1, 3, sizeof(Piece), offsetof(Piece, to), 1);
  float_attribute(2, 4, sizeof(Piece), offsetof(Piece, color), 1);
  float_attribute(3, 3, sizeof(Piece), offsetof(Piece, measures), 1);
}

void LinePass::draw(const Frame& frame, std::span<const Polyline> lines) {
  pieces_.clear();
  for (const Polyline& line : lines) {
    if (line.points.empty()) continue;
    float length = 0;
    glm::vec3 from = to_pixels(frame, line.points.front());
    for (std::size_t i = 1; i < line.points.size(); ++i) {
      const glm::vec3 to = to_pixels(frame, line.points[i]);
      const glm::vec3 measures(line.width * frame.point / 2, line.dash * frame.point, length);
      pieces_.push_back({from, to, line.color, measures});
      length += glm::distance(glm::vec2(from), glm::vec2(to));
      from = to;
    }
  }
  draw_pieces(frame);
}

void LinePass::draw(const Frame& frame, std::span<const OverlayLine> lines) {
  pieces_.clear();
  for (const OverlayLine& line : lines)
    pieces_.push_back({glm::vec3(line.from, 0), glm::vec3(line.to, 0), line.color, glm::vec3(line.width / 2, 0, 0)});
  draw_pieces(frame);
}

void LinePass::draw(const Frame& frame, std::span<const OverlayPath> paths) {
  pieces_.clear();
  for (const OverlayPath& path : paths) {
    float length = 0;
    for (std::size_t i = 1; i < path.points.size(); ++i) {
      const glm::vec2 from = path.points[i - 1], to = path.points[i];
      pieces_.push_back(
          {glm::vec3(from, 0), glm::vec3(to, 0), path.color, glm::vec3(path.width / 2, path.dash, length)});
      length += glm::distance(from, to);
    }
  }
  draw_pieces(frame);
}

void LinePass::draw_pieces(const Frame& frame) {
  if (pieces_.empty()) return;
  program_.use();
  set_frame(program_, frame);
  glBindVertexArray(vertex_array_.name());
  upload<Piece>(GL_ARRAY_BUFFER, buffer_, pieces_, GL_STREAM_DRAW);
  glDepthMask(GL_FALSE);
  glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, static_cast<GLsizei>(pieces_.size()));
  glDepthMask(GL_TRUE);
}

}  // namespace cartograd
