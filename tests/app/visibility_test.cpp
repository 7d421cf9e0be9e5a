#include "app/scene/visibility.h"

#include <doctest/doctest.h>

#include "tests/app/test_scene.h"

using namespace cartograd;

TEST_SUITE("visibility") {
  TEST_CASE("the surface hides what is below or behind it") {
    const SurfaceMesh flat = test::mesh_of(21, 21, [](double, double) { return .5; });  // z = 0.675
    const glm::vec3 level(1, 0, .2f), up(0, 0, 1);
    CHECK(hidden_by_surface(flat, 1, {0, 0, 0}, up));
    CHECK_FALSE(hidden_by_surface(flat, 1, {0, 0, .9f}, up));
    CHECK_FALSE(hidden_by_surface(flat, 1, {0, 0, 0}, level));  // looks out under it
    CHECK_FALSE(hidden_by_surface(flat, 1, {1, 0, 0}, {1, 0, 1}));
    CHECK(hidden_by_surface(flat, 1, {-1, 0, 0}, {1, 0, 1}));
  }

  TEST_CASE("a hole hides nothing") {
    const SurfaceMesh mesh = test::mesh_of(41, 41, test::bowl_with_hole);
    CHECK_FALSE(hidden_by_surface(mesh, 1, {.2f, 0, 0}, {0, 0, 1}));
    CHECK(hidden_by_surface(mesh, 1, {-.6f, 0, 0}, {0, 0, 1}));
  }
}
