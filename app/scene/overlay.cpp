#include "app/scene/overlay.h"

#include <cmath>

#include "app/scene/font.h"

namespace cartograd {

namespace {

glm::vec2 direction(float angle) { return {std::cos(angle), std::sin(angle)}; }

// Half the length of the box's shadow on a line along `axis`.
float reach(const OrientedBox& box, const glm::vec2& axis) {
  const glm::vec2 along = direction(box.rotation), across(-along.y, along.x);
  return std::abs(glm::dot(along, axis)) * box.half.x + std::abs(glm::dot(across, axis)) * box.half.y;
}

glm::vec2 text_size(const OverlayText& text) { return {text_width(text.text, text.size), text_height * text.size}; }

// From the text's position to a point of its box given in fractions of the box, right and down.
glm::vec2 offset_to(const OverlayText& text, const glm::vec2& point) {
  const glm::vec2 along = direction(text.rotation), across(-along.y, along.x);
  const glm::vec2 offset = (point - text.anchor) * text_size(text);
  return along * offset.x + across * offset.y;
}

}  // namespace

std::array<glm::vec2, 4> corners(const OrientedBox& box) {
  const glm::vec2 along = direction(box.rotation) * box.half.x;
  const glm::vec2 across = direction(box.rotation + glm::radians(90.f)) * box.half.y;
  return {box.center - along - across, box.center + along - across, box.center + along + across,
          box.center - along + across};
}

bool overlap(const OrientedBox& a, const OrientedBox& b) {
  for (float angle : {a.rotation, b.rotation})
    for (float turn : {0.f, glm::radians(90.f)}) {
      const glm::vec2 axis = direction(angle + turn);
      if (std::abs(glm::dot(b.center - a.center, axis)) >= reach(a, axis) + reach(b, axis)) return false;
    }
  return true;
}

OrientedBox grown(OrientedBox box, float margin) {
  box.half += margin;
  return box;
}

OrientedBox box(const OverlayText& text) {
  return {text.position + offset_to(text, glm::vec2(.5f)), text_size(text) * .5f, text.rotation};
}

glm::vec2 baseline_start(const OverlayText& text) {
  return text.position + offset_to(text, {0, .5f + text_middle / text_height});
}

void Overlay::begin_part(std::string name) {
  parts.push_back({std::move(name), areas.size(), panels.size(), paths.size(), lines.size(), texts.size(),
                   color_strip.has_value()});
}

Overlay scaled(Overlay overlay, float factor) {
  for (OverlayArea& area : overlay.areas)
    for (auto& ring : area.rings)
      for (glm::vec2& point : ring) point *= factor;
  for (OverlayPanel& panel : overlay.panels) {
    panel.low *= factor;
    panel.high *= factor;
  }
  if (overlay.color_strip) {
    overlay.color_strip->low *= factor;
    overlay.color_strip->high *= factor;
  }
  for (OverlayPath& path : overlay.paths) {
    for (glm::vec2& point : path.points) point *= factor;
    path.width *= factor;
    path.dash *= factor;
  }
  for (OverlayLine& line : overlay.lines) {
    line.from *= factor;
    line.to *= factor;
    line.width *= factor;
  }
  for (OverlayText& text : overlay.texts) {
    text.position *= factor;
    text.size *= factor;
  }
  return overlay;
}

}  // namespace cartograd
