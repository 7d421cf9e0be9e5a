// Lays out everything that is written around the surface, for one camera and picture size.
#pragma once

#include "app/scene/camera.h"
#include "app/scene/overlay.h"
#include "app/scene/scene.h"

namespace cartograd {

// The room that the scene's labels, title, caption, colour bar and, seen from above, legend need around the box.
Margins label_margins(const Scene& scene, const Camera& camera, const Viewport& viewport);

// The camera of a scene: fitted with its labels.
CameraMatrices scene_matrices(const Scene& scene, const Camera& camera, const Viewport& viewport);

// x and y (±1) of the two walls that stand behind the surface. Looking along a wall, it is the one at the left.
glm::vec2 back_walls(const CameraMatrices& matrices);

// Axis lines on the edges that face the viewer, ticks, labels, colour bar, legend, title and caption. No two texts
// overlap and none reaches over the picture's border: tick labels that would are left out.
Overlay lay_out_overlay(const Scene& scene, const Camera& camera, const Viewport& viewport);

}  // namespace cartograd
