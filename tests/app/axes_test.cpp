#include "app/scene/axes.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "tests/app/test_scene.h"

using namespace cartograd;

namespace {

bool has_text(const Overlay& overlay, const std::string& text) {
  return std::any_of(overlay.texts.begin(), overlay.texts.end(),
                     [&](const OverlayText& item) { return item.text == text; });
}

void check_layout(const Scene& scene, const Camera& camera, const Viewport& viewport) {
  const Overlay overlay = lay_out_overlay(scene, camera, viewport);
  CAPTURE(camera.yaw);
  CAPTURE(camera.pitch);
  CAPTURE(camera.orthographic);
  CAPTURE(viewport.width);
  for (std::size_t i = 0; i < overlay.texts.size(); ++i) {
    INFO(overlay.texts[i].text);
    for (const glm::vec2& corner : corners(box(overlay.texts[i]))) {
      CHECK(corner.x >= 0);
      CHECK(corner.y >= 0);
      CHECK(corner.x <= static_cast<float>(viewport.width));
      CHECK(corner.y <= static_cast<float>(viewport.height));
    }
    for (std::size_t k = 0; k < i; ++k) {
      INFO(overlay.texts[k].text);
      CHECK_FALSE(overlap(box(overlay.texts[i]), box(overlay.texts[k])));
    }
  }
}

}  // namespace

TEST_SUITE("axes") {
  TEST_CASE("no text overlaps another or leaves the picture, from anywhere") {
    const Scene scene = test::labelled_scene(test::mesh_of(21, 21, test::bowl));
    for (const Viewport& viewport : {Viewport{1280, 720, 1}, {1000, 1000, 1}, {800, 1400, 1.4f}, {3840, 2160, 3}})
      for (int yaw = -180; yaw < 180; yaw += 15)
        for (float pitch : {-5.f, 3.f, 28.f, 50.f, 75.f, 90.f})
          for (bool orthographic : {false, true})
            check_layout(scene, {.yaw = static_cast<float>(yaw), .pitch = pitch, .orthographic = orthographic},
                         viewport);
    check_layout(scene, {.zoom = 3, .pan = {.2f, -.1f}}, {1280, 720, 1});
  }

  TEST_CASE("the titles of all axes are written in every usual view") {
    const Scene scene = test::labelled_scene(test::mesh_of(21, 21, test::bowl));
    for (int yaw = -180; yaw < 180; yaw += 10)
      for (float pitch : {15.f, 28.f, 45.f}) {
        CAPTURE(yaw);
        CAPTURE(pitch);
        const Overlay overlay =
            lay_out_overlay(scene, {.yaw = static_cast<float>(yaw), .pitch = pitch}, {1280, 720, 1});
        for (const char* title : {"direction α", "direction β"}) CHECK(has_text(overlay, title));
        CHECK(std::count_if(overlay.texts.begin(), overlay.texts.end(),
                            [](const OverlayText& text) { return text.text == "loss"; }) == 2);
      }
  }

  TEST_CASE("straight from above it is a flat diagram") {
    const Scene scene = test::labelled_scene(test::mesh_of(21, 21, test::bowl));
    const Overlay overlay = lay_out_overlay(scene, {.yaw = -90, .pitch = 90, .orthographic = true}, {1000, 900, 1});
    for (const OverlayText& text : overlay.texts) {
      if (text.text == "direction α") {
        CHECK(std::abs(text.rotation) < .01f);
        CHECK(text.position.y > 700);
      }
      if (text.text == "direction β") {
        CHECK(text.rotation == doctest::Approx(-glm::radians(90.f)));
        CHECK(text.position.x < 100);
      }
    }
    CHECK(has_text(overlay, "direction α"));
    CHECK(has_text(overlay, "direction β"));
  }

  TEST_CASE("very long titles and labels are shortened, not cut") {
    Scene scene = test::labelled_scene(test::mesh_of(21, 21, test::bowl));
    scene.title = std::string(300, 'w');
    scene.caption = std::string(200, 'm');
    scene.caption.append(1, ' ').append(2000, 'x');
    scene.legend[0].label = std::string(100, 'W');
    scene.color_bar->title = std::string(120, 'W');
    check_layout(scene, {}, {1000, 800, 1});
  }

  TEST_CASE("a long name of an axis is shortened rather than left out") {
    Scene scene = test::labelled_scene(test::mesh_of(21, 21, test::bowl));
    scene.axes.title_a = "eigenvector of λ = 12.3 (12.3 % of the path’s variance)";
    scene.axes.title_b = "eigenvector of λ = −0.000744, turned 40° (0.0085 % of the path’s variance)";
    scene.axes.title_z = "binary cross-entropy (nats), log scale";
    scene.height_note = "below 2e−9 drawn at the floor";
    for (const Viewport& viewport : {Viewport{950, 577, 1}, Viewport{500, 330, 1}, Viewport{1494, 937, 1}})
      for (int yaw = -180; yaw < 180; yaw += 30) {
        const Camera camera{.yaw = static_cast<float>(yaw), .pitch = 30};
        check_layout(scene, camera, viewport);
        const Overlay overlay = lay_out_overlay(scene, camera, viewport);
        const auto begins = [&](const char* start) {
          return std::count_if(overlay.texts.begin(), overlay.texts.end(),
                               [&](const OverlayText& text) { return text.text.starts_with(start); });
        };
        CHECK(begins("eige") == 2);
        CHECK(begins("binary") == 1);
        CHECK(begins("below") == 1);
      }
  }

  TEST_CASE("without labels only lines remain") {
    Scene scene = test::labelled_scene(test::mesh_of(21, 21, test::bowl));
    scene.axes.labels = false;
    scene.title = scene.caption = "";
    scene.color_bar.reset();
    scene.legend.clear();
    const Overlay overlay = lay_out_overlay(scene, {}, {640, 480, 1});
    CHECK(overlay.texts.empty());
    CHECK_FALSE(overlay.lines.empty());
  }
}
