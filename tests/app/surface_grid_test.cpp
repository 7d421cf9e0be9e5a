#include "app/scene/surface_grid.h"

#include <cmath>

#include <doctest/doctest.h>

#include "tests/app/test_scene.h"

using namespace cartograd;

namespace {
constexpr std::size_t height = 0, presence = 6;
}

TEST_SUITE("surface_grid") {
  TEST_CASE("refining keeps the given points and never leaves their range") {
    const SurfaceMesh mesh = test::mesh_of(9, 5, test::bowl);
    const SurfaceGrid grid = refined(surface_grid(mesh), 16);
    CHECK(grid.columns == 17);
    CHECK(grid.rows == 17);
    for (int row = 0; row < 5; ++row)
      for (int column = 0; column < 9; ++column) {
        const auto fine = static_cast<std::size_t>(row * 4 * 17 + column * 2);
        CHECK(grid.vertices[fine][height] == mesh.height[static_cast<std::size_t>(row * 9 + column)]);
      }
    const auto [low, high] = std::minmax_element(mesh.height.begin(), mesh.height.end());
    for (const SurfaceVertex& vertex : grid.vertices) {
      CHECK(vertex[height] >= *low);
      CHECK(vertex[height] <= *high);
    }
  }

  TEST_CASE("a hole stays a hole and its surroundings stay") {
    const SurfaceMesh mesh = test::mesh_of(41, 41, test::bowl_with_hole);
    const SurfaceGrid grid = surface_grid(mesh);
    for (std::size_t i = 0; i < mesh.hole.size(); ++i) {
      CHECK((grid.vertices[i][presence] < .5f) == (mesh.hole[i] != 0));
      for (float value : grid.vertices[i]) CHECK(std::isfinite(value));
    }
  }

  TEST_CASE("a single missing value is a hole, too") {
    SurfaceMesh mesh = test::mesh_of(11, 11, test::bowl);
    mesh.hole[5 * 11 + 5] = 1;
    mesh.has_holes = true;
    CHECK(surface_grid(mesh).vertices[5 * 11 + 5][presence] < .5f);
  }

  TEST_CASE("the surface continues smoothly into a hole") {
    const auto plane = [](double x, double y) { return .5 + .2 * x + .1 * y; };
    SurfaceMesh mesh = test::mesh_of(21, 21, plane);
    const std::size_t middle = 10 * 21 + 10;
    const float expected = mesh.height[middle];
    mesh.height[middle] = 0;
    mesh.hole[middle] = 1;
    mesh.has_holes = true;
    CHECK(surface_grid(mesh).vertices[middle][height] == doctest::Approx(expected));
  }

  TEST_CASE("triangles cover every cell once, counter-clockwise") {
    const int columns = 4, rows = 3;
    const auto triangles = grid_triangles(columns, rows);
    CHECK(triangles.size() == 3 * 2 * 6);
    double area = 0;
    for (std::size_t i = 0; i < triangles.size(); i += 3) {
      const auto x = [&](std::size_t k) { return static_cast<int>(triangles[i + k]) % columns; };
      const auto y = [&](std::size_t k) { return static_cast<int>(triangles[i + k]) / columns; };
      const double twice = (x(1) - x(0)) * (y(2) - y(0)) - (x(2) - x(0)) * (y(1) - y(0));
      CHECK(twice > 0);
      area += twice / 2;
    }
    CHECK(area == 6);
  }
}
