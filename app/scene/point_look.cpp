#include "app/scene/point_look.h"

#include <cmath>
#include <numbers>

namespace cartograd {

PointLook look_of(PointKind kind) {
  switch (kind) {
    case PointKind::minimum:
      return {MarkerShape::sphere, {0.25f, 0.80f, 0.45f}};
    case PointKind::saddle:
      return {MarkerShape::diamond, {1.00f, 0.80f, 0.25f}};
    case PointKind::maximum:
      return {MarkerShape::cube, {0.90f, 0.30f, 0.30f}};
    case PointKind::degenerate:
    case PointKind::flat_region:
      return {MarkerShape::pyramid, {0.75f, 0.62f, 0.95f}};
    case PointKind::not_critical:
      break;
  }
  return {MarkerShape::cube, {0.75f, 0.75f, 0.78f}};
}

std::vector<glm::vec2> marker_ring(MarkerShape shape, const glm::vec2& center, float radius) {
  constexpr float pi = std::numbers::pi_v<float>;
  const bool round = shape == MarkerShape::sphere || shape == MarkerShape::ring;
  const int corners = round ? 24 : shape == MarkerShape::pyramid ? 3 : 4;
  const float turn = shape == MarkerShape::cube ? .25f * pi : shape == MarkerShape::pyramid ? -.5f * pi : 0;
  const float size = (corners == 24 ? 1 : corners == 4 ? 1.25f : 1.5f) * radius;
  std::vector<glm::vec2> ring;
  for (int i = 0; i < corners; ++i) {
    const float angle = turn + 2 * pi * static_cast<float>(i) / static_cast<float>(corners);
    ring.push_back(center + size * glm::vec2(std::cos(angle), std::sin(angle)));
  }
  return ring;
}

}  // namespace cartograd
