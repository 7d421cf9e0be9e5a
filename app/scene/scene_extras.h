// What is drawn over the surface when it is asked for: the surface of a mini-batch, critical points that were found,
// and those of the surface itself.
#pragma once

#include "app/scene/scene.h"
#include "app/scene/scene_frame.h"
#include "app/scene/scene_paths.h"
#include "core/experiment/compute.h"

namespace cartograd {

// The losses of the results' mini-batch as a mesh of lines, with an entry in the legend. Where they leave the box, the
// lines end.
void add_batch_surface(Scene& scene, const Results& results, const SceneFrame& frame);

// The lines that the plane was laid through, at their own losses, and the colour of each.
void add_plane_lines(Scene& scene, const Results& results, const SceneFrame& frame);
glm::vec3 line_color(const PlaneLine& line);

// Critical points of the full space at the places of the plane nearest to them, at their own losses, with their kinds
// and how far off the plane they are.
void add_found_points(Scene& scene, const Results& results, const SceneFrame& frame);

// The results' slice points if the view asks for them, and if they are of the plane and window that are shown; else
// null.
const PlanePoints* shown_slice_points(const Results& results, const View& view);

// They as rings in pale colours; the first few have a name: "slice minimum, gradient 0.31".
std::vector<PlacedPoint> slice_points_in_plane(const Results& results, const View& view);

// The same on the surface, with an entry in the legend. Each lies flat on what is drawn.
void add_slice_points(Scene& scene, const Results& results, const View& view, const SceneFrame& frame);

}  // namespace cartograd
