// The three axes of the box: which edges carry them, and their lines, ticks, labels and titles.
#pragma once

#include "app/scene/camera.h"
#include "app/scene/overlay.h"
#include "app/scene/scene.h"

namespace cartograd {

// The widest of the ticks' labels, in points.
float widest_label(const std::vector<Tick>& ticks);

// An axis's title without what stands in brackets behind it: "PCA 1 (71 % of the path’s variance)", "cross-entropy
// (nats), log scale".
std::string without_brackets(const std::string& title);

// Adds the axes to the overlay; what is already in `overlay` keeps its place, and labels avoid it.
void lay_out_axes(const Scene& scene, const CameraMatrices& matrices, const Viewport& viewport, Overlay& overlay);

}  // namespace cartograd
