#include "app/scene/visibility.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "app/scene/globe.h"

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

// The same between grid points; nothing beside a hole.
std::optional<float> height_between(const SurfaceMesh& surface, float depth, const glm::vec2& place) {
  const glm::vec2 share = (place / glm::vec2(1, depth) + 1.f) * .5f;
  if (share.x < 0 || share.y < 0 || share.x > 1 || share.y > 1) return std::nullopt;
  const glm::vec2 cell = share * glm::vec2(surface.columns - 1, surface.rows - 1);
  const int column = std::min(static_cast<int>(cell.x), surface.columns - 2);
  const int row = std::min(static_cast<int>(cell.y), surface.rows - 2);
  const glm::vec2 t = cell - glm::vec2(column, row);
  const auto corner = static_cast<std::size_t>(row * surface.columns + column);
  const auto next = corner + static_cast<std::size_t>(surface.columns);
  for (std::size_t i : {corner, corner + 1, next, next + 1})
    if (surface.hole[i]) return std::nullopt;
  return glm::mix(glm::mix(surface.height[corner], surface.height[corner + 1], t.x),
                  glm::mix(surface.height[next], surface.height[next + 1], t.x), t.y);
}

// A place of the world as if the surface were flat.
glm::vec3 flat_place(const Axes& axes, const glm::vec3& point) {
  return axes.globe ? unbent(point, axes.surface_bottom, axes.surface_top) : point;
}

// Where the line of sight through a pixel enters the box's surroundings, and where it leaves them.
struct Ray {
  glm::vec3 near, far;
};
Ray ray_under(const CameraMatrices& matrices, const Viewport& viewport, const glm::vec2& pixel) {
  const glm::vec2 size(viewport.width, viewport.height);
  const glm::vec2 clip = (pixel / size * 2.f - 1.f) * glm::vec2(1, -1);
  const glm::mat4 to_world = glm::inverse(matrices.projection * matrices.view);
  const auto world = [&](float depth) {
    const glm::vec4 point = to_world * glm::vec4(clip, depth, 1);
    return glm::vec3(point) / point.w;
  };
  return {world(-1), world(1)};
}

}  // namespace

bool hidden_by_surface(const SurfaceMesh& surface, const Axes& axes, const glm::vec3& point,
                       const glm::vec3& towards_viewer) {
  constexpr int steps = 100;
  const glm::vec3 step = glm::normalize(towards_viewer) * (2 * glm::length(glm::vec3(1, axes.depth, 1)) / steps);
  std::optional<bool> was_above;
  for (int i = 0; i <= steps; ++i) {
    const glm::vec3 place = flat_place(axes, point + step * static_cast<float>(i));
    const std::optional<float> height = height_at(surface, axes.depth, place);
    if (!height) continue;
    const bool above = place.z > *height;
    if (was_above && *was_above != above) return true;
    was_above = above;
  }
  return false;
}

std::optional<glm::vec2> surface_under(const SurfaceMesh& surface, const Axes& axes, const CameraMatrices& matrices,
                                       const Viewport& viewport, const glm::vec2& pixel) {
  if (surface.columns < 2 || surface.rows < 2) return std::nullopt;
  const auto [near, far] = ray_under(matrices, viewport, pixel);
  // The ray's part between the surface's lowest and highest place, in steps finer than the grid.
  const int steps = 4 * std::max(surface.columns, surface.rows);
  const auto above = [&](const glm::vec3& point) -> std::optional<bool> {
    const glm::vec3 flat = flat_place(axes, point);
    const std::optional<float> height = height_between(surface, axes.depth, flat);
    if (!height) return std::nullopt;
    return flat.z > *height;
  };
  std::optional<bool> before;
  for (int i = 0; i <= steps; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(steps);
    const std::optional<bool> here = above(glm::mix(near, far, t));
    if (here && before && *here != *before) {
      float low = t - 1 / static_cast<float>(steps), high = t;
      for (int halving = 0; halving < 20; ++halving) {
        const float middle = (low + high) / 2;
        (above(glm::mix(near, far, middle)) == before ? low : high) = middle;
      }
      return glm::vec2(flat_place(axes, glm::mix(near, far, high)));
    }
    before = here;
  }
  return std::nullopt;
}

std::optional<glm::vec2> floor_under(const CameraMatrices& matrices, const Viewport& viewport, const glm::vec2& pixel) {
  const auto [near, far] = ray_under(matrices, viewport, pixel);
  const glm::vec3 along = far - near;
  if (!(along.z < -1e-6f * glm::length(along))) return std::nullopt;
  return glm::vec2(near - along * (near.z / along.z));
}

}  // namespace cartograd
