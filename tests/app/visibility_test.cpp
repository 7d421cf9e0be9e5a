#include "app/scene/visibility.h"

#include <doctest/doctest.h>

#include "app/scene/axes.h"
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

  TEST_CASE("the place under a pixel is the one that is drawn there") {
    const Scene scene = test::labelled_scene(test::mesh_of(41, 41, test::bowl));
    const Viewport viewport{800, 600, 1};
    for (bool orthographic : {false, true})
      for (float pitch : {25.f, 60.f, 90.f}) {
        const CameraMatrices matrices = scene_matrices(scene, {.pitch = pitch, .orthographic = orthographic}, viewport);
        int seen = 0;
        for (float x : {-.8f, -.3f, 0.f, .45f, .9f})
          for (float y : {-.7f, 0.f, .35f, .8f}) {
            const glm::vec3 point(x, y, .35f + .65f * static_cast<float>(test::bowl(x, y)));
            if (hidden_by_surface(*scene.surface, 1, point + glm::vec3(0, 0, .02f), towards_viewer(matrices, point)))
              continue;
            const auto found =
                surface_under(*scene.surface, scene.axes, matrices, viewport, project(matrices, viewport, point));
            REQUIRE(found);
            const float height = .35f + .65f * static_cast<float>(test::bowl(found->x, found->y));
            const glm::vec2 pixel = project(matrices, viewport, {*found, height});
            CHECK(glm::distance(pixel, project(matrices, viewport, point)) < 1.f);
            if (pitch > 50) CHECK(glm::distance(*found, glm::vec2(x, y)) < .02f);  // no rim hides another place there
            ++seen;
          }
        CHECK(seen >= 10);
        CHECK_FALSE(surface_under(*scene.surface, scene.axes, matrices, viewport, {2, 2}));
      }
  }

  TEST_CASE("nothing is under a pixel that shows a hole") {
    const Scene scene = test::labelled_scene(test::mesh_of(81, 81, test::bowl_with_hole));
    const Viewport viewport{800, 600, 1};
    const CameraMatrices matrices = scene_matrices(scene, {.pitch = 90}, viewport);
    const auto at = [&](const glm::vec3& point) {
      return surface_under(*scene.surface, scene.axes, matrices, viewport, project(matrices, viewport, point));
    };
    CHECK_FALSE(at({.2f, 0, .5f}));
    CHECK(at({-.5f, .5f, .5f}));
  }
}
