// What the surface hides.
#pragma once

#include <optional>

#include <glm/glm.hpp>

#include "app/scene/camera.h"
#include "app/scene/scene.h"

namespace cartograd {

// True if the surface lies between a point and a viewer in the direction `towards_viewer` (any length). Tested in steps
// of a hundredth of the way through the box.
bool hidden_by_surface(const SurfaceMesh& surface, const Axes& axes, const glm::vec3& point,
                       const glm::vec3& towards_viewer);

// The place on the floor (x, y; of a globe: of its map) above which a pixel of the picture shows the surface first;
// nothing beside it.
std::optional<glm::vec2> surface_under(const SurfaceMesh& surface, const Axes& axes, const CameraMatrices& matrices,
                                       const Viewport& viewport, const glm::vec2& pixel);

// The place on the floor itself that a pixel shows, also beside the box; nothing above the horizon.
std::optional<glm::vec2> floor_under(const CameraMatrices& matrices, const Viewport& viewport, const glm::vec2& pixel);

}  // namespace cartograd
