// What stands on the surface: paths with their ends, arrows at the cursor, and critical points that are known.
#pragma once

#include <span>
#include <vector>

#include "app/scene/scene.h"
#include "app/scene/scene_frame.h"
#include "core/experiment/compute.h"

namespace cartograd {

// Paths seen from the slice's plane: one per run, at least as long as what is to be drawn of it.
std::vector<Trajectory> project_all(const Results& results);

// The number of recorded iterates of a run that the view's cursor lets show.
std::size_t visible_iterates(const Run& run, const View& view);

// The colour of the k-th run (sRGB).
glm::vec3 run_color(std::size_t run);

// Every run up to the cursor, with its entries in the legend; `results` has runs and a slice.
void add_paths(Scene& scene, const Results& results, std::span<const Trajectory> paths, const SceneFrame& frame,
               const View& view);

// A critical point that is known to lie in the slice's plane and in its window.
struct PlacedPoint {
  Eigen::Vector2d place{0, 0};
  double loss = 0;
  std::string name;  // "minimum", "saddle" …
  MarkerShape shape = MarkerShape::sphere;
  glm::vec3 color{1};
};
std::vector<PlacedPoint> known_points_in_plane(const Results& results);

// The same in space, with their kinds as labels.
void add_known_points(Scene& scene, const Results& results, const SceneFrame& frame);

}  // namespace cartograd
