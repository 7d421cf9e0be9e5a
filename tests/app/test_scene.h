// Scenes for tests: a surface from a function, with labels as in a real figure.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "app/scene/scene.h"
#include "app/scene/ticks.h"

namespace cartograd::test {

// Heights in 0 … 1 over [−1, 1]²; nan = hole.
inline SurfaceMesh mesh_of(int columns, int rows, const std::function<double(double, double)>& height) {
  SurfaceMesh mesh;
  mesh.columns = columns;
  mesh.rows = rows;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const double x = -1 + 2. * column / (columns - 1), y = -1 + 2. * row / (rows - 1), step = 1e-4;
      const double value = height(x, y);
      const bool hole = !std::isfinite(value);
      const double slope_x = (height(x + step, y) - height(x - step, y)) / (2 * step) * .65;
      const double slope_y = (height(x, y + step) - height(x, y - step)) / (2 * step) * .65;
      const bool steady = std::isfinite(slope_x) && std::isfinite(slope_y);
      mesh.height.push_back(hole ? 0 : .35f + .65f * static_cast<float>(value));
      mesh.slope.push_back(steady ? glm::vec2(slope_x, slope_y) : glm::vec2(0));
      mesh.color.push_back(hole ? 0 : static_cast<float>(value));
      mesh.level.push_back(hole ? 0 : static_cast<float>(value) * 12);
      mesh.occlusion.push_back(1);
      mesh.hole.push_back(hole);
      mesh.has_holes = mesh.has_holes || hole;
    }
  return mesh;
}

inline double bowl(double x, double y) { return (x * x + y * y) / 2; }
inline double bowl_with_hole(double x, double y) { return std::hypot(x - .2, y) < .35 ? NAN : bowl(x, y); }

inline Scene labelled_scene(SurfaceMesh mesh) {
  Scene scene;
  scene.surface = std::move(mesh);
  scene.title = "Error surface of a small network";
  scene.caption = "Plane through the last weights along two random directions.";
  scene.axes.title_a = "direction α";
  scene.axes.title_b = "direction β";
  scene.axes.title_z = "loss";
  for (double value : nice_values(-1, 1, 5)) {
    const Tick tick{static_cast<float>(value), number_label(value, .5)};
    scene.axes.ticks_a.push_back(tick);
    scene.axes.ticks_b.push_back(tick);
  }
  ColorBar bar{"loss", {}};
  for (double value : nice_values(0, 1, 6)) {
    scene.axes.ticks_z.push_back({.35f + .65f * static_cast<float>(value), number_label(value, .2)});
    bar.ticks.push_back({static_cast<float>(value), number_label(value, .2)});
  }
  scene.color_bar = bar;
  scene.legend = {{"gradient descent", {.9f, .2f, .1f}}, {"momentum", {.1f, .3f, .9f}}};
  return scene;
}

}  // namespace cartograd::test
