#include "app/scene/visibility.h"

#include <cmath>
#include <optional>

namespace cartograd {

namespace {

// The height over a place on the floor, from the nearest grid point; nothing outside the floor and in holes.
std::optional<float> height_at(const SurfaceMesh& surface, float depth, const glm::vec2& place) {
  const glm::vec2 share = (place / glm::vec2(1, depth) + 1.f) * .5f;
  if (share.x < 0 || share.y < 0 || share.x > 1 || share.y > 1) return std::nullopt;
  const auto column = static_cast<std::size_t>(std::lround(share.x * static_cast<float>(surface.columns - 1)));
  const auto row = static_cast<std::size_t>(std::lround(share.y * static_cast<float>(surface.rows - 1)));
  const std::size_t i = row * static_cast<std::size_t>(surface.columns) + column;
  if (surface.hole[i]) return std::nullopt;
  return surface.height[i];
}

}  // namespace

bool hidden_by_surface(const SurfaceMesh& surface, float depth, const glm::vec3& point,
                       const glm::vec3& towards_viewer) {
  constexpr int steps = 100;
  const glm::vec3 step = glm::normalize(towards_viewer) * (2 * glm::length(glm::vec3(1, depth, 1)) / steps);
  std::optional<bool> was_above;
  for (int i = 0; i <= steps; ++i) {
    const glm::vec3 place = point + step * static_cast<float>(i);
    const std::optional<float> height = height_at(surface, depth, place);
    if (!height) continue;
    const bool above = place.z > *height;
    if (was_above && *was_above != above) return true;
    was_above = above;
  }
  return false;
}

}  // namespace cartograd
