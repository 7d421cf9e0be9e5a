#include "app/scene/camera.h"

#include <algorithm>

#include <doctest/doctest.h>

using namespace cartograd;

namespace {

struct Bounds {
  glm::vec2 low{1e9f}, high{-1e9f};
};

Bounds projected_box(const CameraMatrices& camera, const Viewport& viewport, float depth, float top) {
  Bounds bounds;
  for (float x : {-1.f, 1.f})
    for (float y : {-depth, depth})
      for (float z : {0.f, top}) {
        const glm::vec2 place = project(camera, viewport, {x, y, z});
        bounds.low = glm::min(bounds.low, place);
        bounds.high = glm::max(bounds.high, place);
      }
  return bounds;
}

}  // namespace

TEST_SUITE("camera") {
  TEST_CASE("the box lies within the margins and fills them one way") {
    const Margins margins{80, 140, 40, 60};
    for (const auto& [width, height] : {std::pair(1280, 720), {1000, 1000}, {800, 1400}, {3840, 2160}, {2000, 500}})
      for (float yaw : {-180.f, -90.f, -56.f, 0.f, 33.f, 135.f})
        for (float pitch : {-5.f, 0.f, 28.f, 65.f, 90.f})
          for (float depth : {.5f, 1.f, 1.7f})
            for (bool orthographic : {false, true}) {
              const Viewport viewport{width, height, 1.25f};
              const Camera camera{.yaw = yaw, .pitch = pitch, .orthographic = orthographic};
              const Bounds box =
                  projected_box(matrices(camera, viewport, {depth, 1.02f}, margins), viewport, depth, 1.02f);
              const glm::vec2 low = glm::vec2(margins.left, margins.top) * viewport.scale;
              const glm::vec2 high =
                  glm::vec2(width, height) - glm::vec2(margins.right, margins.bottom) * viewport.scale;
              const glm::vec2 share = (box.high - box.low) / (high - low);
              CAPTURE(width);
              CAPTURE(yaw);
              CAPTURE(pitch);
              CAPTURE(orthographic);
              CHECK(box.low.x >= low.x - .5f);
              CHECK(box.low.y >= low.y - .5f);
              CHECK(box.high.x <= high.x + .5f);
              CHECK(box.high.y <= high.y + .5f);
              CHECK(std::max(share.x, share.y) > .99f);
            }
  }

  TEST_CASE("a ball is as large from all sides, and fits") {
    const Viewport viewport{1280, 720, 1};
    const Margins margins{80, 140, 40, 60};
    for (bool orthographic : {false, true})
      for (const auto& [yaw, pitch] : {std::pair(-56.f, 28.f), {0.f, 0.f}, {45.f, -5.f}, {170.f, 90.f}}) {
        const CameraMatrices camera =
            matrices({.yaw = yaw, .pitch = pitch, .orthographic = orthographic}, viewport, {1, 2, true}, margins);
        CHECK(2 * pixels_per_unit(camera, viewport) == doctest::Approx(720 - 40 - 60).epsilon(.001));
        CHECK(glm::distance(project(camera, viewport, {0, 0, 1}), glm::vec2(610, 350)) < 1);
      }
  }

  TEST_CASE("a picture smaller than its margins still shows the box") {
    const Viewport viewport{120, 60, 1};
    const Bounds box = projected_box(matrices({}, viewport, {}, {80, 140, 40, 60}), viewport, 1, 1);
    CHECK(box.low.x > 0);
    CHECK(box.high.x < 120);
    CHECK(box.high.x - box.low.x > 10);
  }

  TEST_CASE("zoom enlarges about the middle, pan shifts") {
    const Viewport viewport{1000, 800, 1};
    const glm::vec3 point(.3f, -.2f, .5f);
    const glm::vec2 middle(500, 400), before = project(matrices({}, viewport, {}), viewport, point);
    const glm::vec2 zoomed = project(matrices({.zoom = 2}, viewport, {}), viewport, point);
    CHECK(glm::distance(zoomed - middle, 2.f * (before - middle)) < .01f);
    const glm::vec2 panned = project(matrices({.pan = {.1f, .05f}}, viewport, {}), viewport, point);
    CHECK(glm::distance(panned - before, glm::vec2(80, -40)) < .01f);
  }

  TEST_CASE("a world unit is as long as promised") {
    const Viewport viewport{1000, 800, 1};
    for (bool orthographic : {false, true}) {
      const CameraMatrices camera = matrices({.yaw = 0, .pitch = 0, .orthographic = orthographic}, viewport, {});
      const glm::vec2 a = project(camera, viewport, {0, 0, .5f}), b = project(camera, viewport, {0, .1f, .5f});
      CHECK(glm::distance(a, b) == doctest::Approx(pixels_per_unit(camera, viewport) * .1f).epsilon(.001));
    }
  }

  TEST_CASE("the box is between the near and the far plane") {
    for (bool orthographic : {false, true})
      for (float pitch : {-5.f, 28.f, 90.f}) {
        const CameraMatrices camera = matrices({.pitch = pitch, .orthographic = orthographic}, {1280, 720, 1}, {});
        for (float x : {-1.f, 1.f})
          for (float y : {-1.f, 1.f})
            for (float z : {0.f, 1.f}) {
              const glm::vec4 clip = camera.projection * (camera.view * glm::vec4(x, y, z, 1));
              CHECK(std::abs(clip.z) < clip.w);
            }
      }
  }
}
