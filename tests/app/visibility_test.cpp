#include "app/scene/visibility.h"

#include <doctest/doctest.h>

#include "app/scene/axes.h"
#include "app/scene/globe.h"
#include "tests/app/test_scene.h"

using namespace cartograd;

TEST_SUITE("visibility") {
  TEST_CASE("the surface hides what is below or behind it") {
    const SurfaceMesh flat = test::mesh_of(21, 21, [](double, double) { return .5; });  // z = 0.675
    const glm::vec3 level(1, 0, .2f), up(0, 0, 1);
    const Axes box;
    CHECK(hidden_by_surface(flat, box, {0, 0, 0}, up));
    CHECK_FALSE(hidden_by_surface(flat, box, {0, 0, .9f}, up));
    CHECK_FALSE(hidden_by_surface(flat, box, {0, 0, 0}, level));  // looks out under it
    CHECK_FALSE(hidden_by_surface(flat, box, {1, 0, 0}, {1, 0, 1}));
    CHECK(hidden_by_surface(flat, box, {-1, 0, 0}, {1, 0, 1}));
  }

  TEST_CASE("a hole hides nothing") {
    const SurfaceMesh mesh = test::mesh_of(41, 41, test::bowl_with_hole);
    CHECK_FALSE(hidden_by_surface(mesh, {}, {.2f, 0, 0}, {0, 0, 1}));
    CHECK(hidden_by_surface(mesh, {}, {-.6f, 0, 0}, {0, 0, 1}));
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
            if (hidden_by_surface(*scene.surface, scene.axes, point + glm::vec3(0, 0, .02f),
                                  towards_viewer(matrices, point)))
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

  TEST_CASE("a globe: bending and unbending, what is behind it, and the place under a pixel") {
    Scene scene = test::labelled_scene(test::mesh_of(73, 37, [](double x, double y) { return .5 + .3 * x * y; }));
    scene.axes.globe = true;
    scene.axes.top = Globe::top;
    const auto on_globe = [&](const glm::vec3& flat) {
      return bent_to_globe(flat, scene.axes.surface_bottom, scene.axes.surface_top);
    };
    const Viewport viewport{800, 600, 1};
    const CameraMatrices matrices = scene_matrices(scene, {.yaw = 20, .pitch = 10}, viewport);
    int hidden = 0, seen = 0;
    for (float x : {-.9f, -.5f, -.1f, .1f, .3f, .7f})  // longitude −162° … 126°
      for (float y : {-.6f, 0.f, .5f}) {
        const glm::vec3 flat(x, y, .35f + .65f * static_cast<float>(.5 + .3 * x * y));
        const glm::vec3 place = on_globe(flat);
        CHECK(glm::distance(unbent(place, scene.axes.surface_bottom, scene.axes.surface_top), flat) < 1e-5f);
        const glm::vec3 outward = glm::normalize(place - glm::vec3(0, 0, Globe::middle));
        const float facing = glm::dot(outward, glm::normalize(towards_viewer(matrices, place)));
        if (std::abs(facing) < .2f) continue;
        const bool behind =
            hidden_by_surface(*scene.surface, scene.axes, place + .02f * outward, towards_viewer(matrices, place));
        CHECK(behind == (facing < 0));
        ++(behind ? hidden : seen);
        const auto found =
            surface_under(*scene.surface, scene.axes, matrices, viewport, project(matrices, viewport, place));
        REQUIRE(found);
        CHECK((glm::distance(*found, glm::vec2(x, y)) < .01f) == !behind);
      }
    CHECK(hidden >= 4);
    CHECK(seen >= 4);
    CHECK_FALSE(surface_under(*scene.surface, scene.axes, matrices, viewport, {2, 2}));
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
