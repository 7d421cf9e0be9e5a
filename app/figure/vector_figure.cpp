#include "app/figure/vector_figure.h"

#include <cmath>
#include <utility>

namespace cartograd {

namespace {

constexpr float tolerance = .1f;  // pixels

template <class T>
std::span<const T> piece(const std::vector<T>& all, std::size_t begin, std::size_t end) {
  return std::span(all).subspan(begin, end - begin);
}

float distance_to_segment(const glm::vec2& point, const glm::vec2& from, const glm::vec2& to) {
  const glm::vec2 along = to - from;
  const float length_squared = glm::dot(along, along);
  const float t = length_squared > 0 ? glm::clamp(glm::dot(point - from, along) / length_squared, 0.f, 1.f) : 0;
  return glm::distance(point, from + t * along);
}

std::vector<glm::vec2> finite_points(std::span<const glm::vec2> points) {
  std::vector<glm::vec2> result;
  result.reserve(points.size() + 1);
  for (const glm::vec2& point : points)
    if (std::isfinite(point.x) && std::isfinite(point.y)) result.push_back(point);
  return result;
}

// Douglas and Peucker: the farthest point from the chord stays and divides the rest. The first and last points stay; a
// line that ends where it begins is divided at its far end.
std::vector<glm::vec2> keep_corners(const std::vector<glm::vec2>& line) {
  if (line.size() < 3) return line;
  std::vector<bool> kept(line.size(), false);
  kept.front() = kept.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, line.size() - 1}};
  while (!open.empty()) {
    const auto [first, last] = open.back();
    open.pop_back();
    float farthest = tolerance;
    std::size_t corner = 0;
    for (std::size_t i = first + 1; i < last; ++i) {
      const float distance = distance_to_segment(line[i], line[first], line[last]);
      if (distance > farthest) {
        farthest = distance;
        corner = i;
      }
    }
    if (corner == 0) continue;
    kept[corner] = true;
    open.emplace_back(first, corner);
    open.emplace_back(corner, last);
  }
  std::vector<glm::vec2> result;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (kept[i]) result.push_back(line[i]);
  return result;
}

}  // namespace

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

std::vector<glm::vec2> simplified(std::span<const glm::vec2> line) { return keep_corners(finite_points(line)); }

std::vector<glm::vec2> simplified_ring(std::span<const glm::vec2> ring) {
  std::vector<glm::vec2> closed = finite_points(ring);
  if (closed.size() < 3) return {};
  closed.push_back(closed.front());
  std::vector<glm::vec2> result = keep_corners(closed);
  result.pop_back();
  return result;
}

}  // namespace cartograd
