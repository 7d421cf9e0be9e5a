// From results and view to what is drawn: the one place where losses become heights and colours.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/scene/describe.h"
#include "app/scene/height_scale.h"
#include "app/scene/scene.h"
#include "app/scene/scene_paths.h"
#include "app/scene/surface_colors.h"
#include "app/scene/view.h"
#include "core/experiment/compute.h"

namespace cartograd {

// `paths` as from project_all; runs without a path yet are left out. Without a slice the scene has only empty axes.
// `common`, `common_colors`: the scales of several scenes that are to be compared; otherwise the scene has its own.
Scene build_scene(const Results& results, std::span<const Trajectory> paths, const View& view, const std::string& title,
                  const HeightScale* common = nullptr, const ColorScale* common_colors = nullptr);

// Adds the losses that decide the scale: those of the slice and of the iterates inside its window.
void append_shown_losses(const Results& results, std::span<const Trajectory> paths, std::vector<double>& losses);

}  // namespace cartograd
