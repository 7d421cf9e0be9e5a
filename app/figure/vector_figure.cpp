#include "app/figure/vector_figure.h"

#include <cmath>

#include "app/scene/contours.h"

namespace cartograd {

namespace {

constexpr float tolerance = .1f;  // pixels

std::vector<glm::vec2> finite_points(std::span<const glm::vec2> points) {
  std::vector<glm::vec2> result;
  result.reserve(points.size() + 1);
  for (const glm::vec2& point : points)
    if (std::isfinite(point.x) && std::isfinite(point.y)) result.push_back(point);
  return result;
}

}  // namespace

std::vector<glm::vec2> simplified(std::span<const glm::vec2> line) {
  return simplified(finite_points(line), tolerance);
}

std::vector<glm::vec2> simplified_ring(std::span<const glm::vec2> ring) {
  std::vector<glm::vec2> closed = finite_points(ring);
  if (closed.size() < 3) return {};
  closed.push_back(closed.front());
  std::vector<glm::vec2> result = simplified(closed, tolerance);
  result.pop_back();
  return result;
}

}  // namespace cartograd
