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

template <class T>
std::span<const T> piece(const std::vector<T>& all, std::size_t begin, std::size_t end) {
  return std::span(all).subspan(begin, end - begin);
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

std::vector<OverlayView> parts_of(const Overlay& overlay) {
  std::vector<OverlayPart> bounds{OverlayPart{}};  // what was added before the first part
  bounds.insert(bounds.end(), overlay.parts.begin(), overlay.parts.end());
  bounds.push_back({"", overlay.areas.size(), overlay.panels.size(), overlay.paths.size(), overlay.lines.size(),
                    overlay.texts.size(), overlay.color_strip.has_value()});
  std::vector<OverlayView> views;
  for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
    const OverlayPart &begin = bounds[i], &end = bounds[i + 1];
    OverlayView view{.name = i == 0 ? std::string_view() : std::string_view(overlay.parts[i - 1].name),
                     .areas = piece(overlay.areas, begin.areas, end.areas),
                     .panels = piece(overlay.panels, begin.panels, end.panels),
                     .paths = piece(overlay.paths, begin.paths, end.paths),
                     .lines = piece(overlay.lines, begin.lines, end.lines),
                     .texts = piece(overlay.texts, begin.texts, end.texts)};
    if (end.color_strip && !begin.color_strip) view.color_strip = &*overlay.color_strip;
    const bool empty = view.areas.empty() && view.panels.empty() && !view.color_strip && view.paths.empty() &&
                       view.lines.empty() && view.texts.empty();
    if (!empty) views.push_back(view);
  }
  return views;
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
