#include "app/render/overlay_pass.h"

#include <cmath>

namespace cartograd {

TextPass::TextPass() : program_("text") {
  glBindVertexArray(vertex_array_.name());
  glBindBuffer(GL_ARRAY_BUFFER, buffer_.name());
  float_attribute(0, 4, sizeof(Letter), offsetof(Letter, rectangle), 1);
  float_attribute(1, 4, sizeof(Letter), offsetof(Letter, texels), 1);
  float_attribute(2, 4, sizeof(Letter), offsetof(Letter, color), 1);
  float_attribute(3, 4, sizeof(Letter), offsetof(Letter, pen), 1);
}

void TextPass::append(const OverlayText& text) {
  const glm::vec4 pen(baseline_start(text), std::cos(text.rotation), std::sin(text.rotation));
  float x = 0;
  for (char32_t letter : decode_utf8(text.text)) {
    const Glyph& glyph = atlas_.glyph(letter);
    const glm::vec4 rectangle(x + glyph.low.x * text.size, -glyph.high.y * text.size, x + glyph.high.x * text.size,
                              -glyph.low.y * text.size);
    if (glyph.high.x > glyph.low.x)
      letters_.push_back({rectangle, glm::vec4(glyph.texel_low, glyph.texel_high), text.color, pen});
    x += glyph.advance * text.size;
  }
}

void TextPass::upload_atlas() {
  bind_texture(0, texture_);
  if (uploaded_ == atlas_.revision()) return;
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, GlyphAtlas::width, atlas_.height(), 0, GL_RED, GL_UNSIGNED_BYTE,
               atlas_.distances().data());
  set_texture_filter(GL_LINEAR);
  uploaded_ = atlas_.revision();
}

void TextPass::draw(const Frame& frame, std::span<const OverlayText> texts) {
  letters_.clear();
  for (const OverlayText& text : texts) append(text);
  if (letters_.empty()) return;
  upload_atlas();
  program_.use();
  set_frame(program_, frame);
  program_.set("letters", 0);
  program_.set("spread", GlyphAtlas::spread);
  glBindVertexArray(vertex_array_.name());
  upload<Letter>(GL_ARRAY_BUFFER, buffer_, letters_, GL_STREAM_DRAW);
  glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, static_cast<GLsizei>(letters_.size()));
}

AreaPass::AreaPass() : program_("area") {
  glBindVertexArray(vertex_array_.name());
  glBindBuffer(GL_ARRAY_BUFFER, buffer_.name());
  float_attribute(0, 2, sizeof(glm::vec2), 0);
}

void AreaPass::draw(const Frame& frame, std::span<const OverlayArea> areas) {
  if (areas.empty()) return;
  program_.use();
  set_frame(program_, frame);
  glBindVertexArray(vertex_array_.name());
  glEnable(GL_STENCIL_TEST);
  glClear(GL_STENCIL_BUFFER_BIT);
  std::vector<glm::vec2> corners;
  for (const OverlayArea& area : areas) {
    corners.clear();
    glm::vec2 low(INFINITY), high(-INFINITY);
    for (const auto& ring : area.rings)
      for (const glm::vec2& point : ring) {
        corners.push_back(point);
        low = glm::min(low, point);
        high = glm::max(high, point);
      }
    if (corners.size() < 3) continue;
    const auto cover = static_cast<GLint>(corners.size());
    corners.insert(corners.end(), {low, {high.x, low.y}, high, {low.x, high.y}});
    upload<glm::vec2>(GL_ARRAY_BUFFER, buffer_, corners, GL_STREAM_DRAW);
    program_.set("area_color", area.color);
    glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
    glStencilFunc(GL_ALWAYS, 0, 1);
    glStencilOp(GL_INVERT, GL_INVERT, GL_INVERT);
    GLint first = 0;
    for (const auto& ring : area.rings) {
      glDrawArrays(GL_TRIANGLE_FAN, first, static_cast<GLsizei>(ring.size()));
      first += static_cast<GLint>(ring.size());
    }
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glStencilFunc(GL_EQUAL, 1, 1);
    glStencilOp(GL_ZERO, GL_ZERO, GL_ZERO);
    glDrawArrays(GL_TRIANGLE_FAN, cover, 4);
  }
  glDisable(GL_STENCIL_TEST);
}

OverlayPass::OverlayPass() : panel_("panel"), strip_("panel", {"COLOR_STRIP"}) {}

void OverlayPass::draw(const Frame& frame, const Overlay& overlay, const ColormapTexture& colormaps, LinePass& lines) {
  glDisable(GL_DEPTH_TEST);
  for (const OverlayView& part : parts_of(overlay)) {
    areas_.draw(frame, part.areas);
    if (!part.panels.empty()) panel_.use();
    for (const OverlayPanel& panel : part.panels) {
      panel_.set("panel_color", panel.color);
      draw_rectangle(panel_, frame, panel.low, panel.high);
    }
    if (part.color_strip) {
      strip_.use();
      colormaps.select(strip_, part.color_strip->colormap, 0);
      draw_rectangle(strip_, frame, part.color_strip->low, part.color_strip->high);
    }
    lines.draw(frame, part.paths);
    lines.draw(frame, part.lines);
    text_.draw(frame, part.texts);
  }
  glEnable(GL_DEPTH_TEST);
}

void OverlayPass::draw_rectangle(const Program& program, const Frame& frame, const glm::vec2& low,
                                 const glm::vec2& high) const {
  set_frame(program, frame);
  program.set("rectangle", glm::vec4(low, high));
  glBindVertexArray(no_attributes_.name());
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

}  // namespace cartograd
