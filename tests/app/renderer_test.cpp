#include "app/render/renderer.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "app/platform/headless_context.h"
#include "app/scene/axes.h"
#include "tests/app/test_scene.h"

using namespace cartograd;

namespace {

// A context for the test, or nothing (and a message) on a machine that cannot draw.
std::unique_ptr<HeadlessContext> try_context() {
  try {
    return std::make_unique<HeadlessContext>();
  } catch (const GraphicsError& error) {
    MESSAGE("skipped: ", std::string(error.what()));
    return nullptr;
  }
}

Scene full_scene() {
  Scene scene = test::labelled_scene(test::mesh_of(33, 25, test::bowl));
  Tube tube;
  for (int i = 0; i < 30; ++i) {
    const double x = .8 - .027 * i, y = .6 - .02 * i;
    tube.points.emplace_back(x, y, .35 + .65 * test::bowl(x, y));
    tube.colors.emplace_back(.9f, .2f, .1f);
  }
  scene.tubes.push_back(tube);
  scene.lines.push_back({{{.8f, .6f, 0}, {0, 0, 0}}, {.9f, .2f, .1f, 1}, 2, 0});
  for (MarkerShape shape :
       {MarkerShape::sphere, MarkerShape::cube, MarkerShape::diamond, MarkerShape::ring, MarkerShape::pyramid})
    scene.markers.push_back({tube.points[7 * static_cast<std::size_t>(shape)], shape, {1, 1, 1}, 6});
  return scene;
}

glm::ivec4 pixel(const Image& image, const glm::vec2& place) {
  const std::size_t x = static_cast<std::size_t>(place.x), y = static_cast<std::size_t>(place.y);
  const std::uint8_t* rgba = image.rgba.data() + 4 * (y * static_cast<std::size_t>(image.width) + x);
  return {rgba[0], rgba[1], rgba[2], rgba[3]};
}

// Of all channels, in steps of 1/255.
double mean_difference(const Image& a, const Image& b) {
  REQUIRE(a.rgba.size() == b.rgba.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.rgba.size(); ++i) sum += std::abs(a.rgba[i] - b.rgba[i]);
  return sum / static_cast<double>(a.rgba.size());
}

}  // namespace

TEST_SUITE("renderer") {
  TEST_CASE("a figure has many colours and is the same every time") {
    const auto context = try_context();
    if (!context) return;
    Renderer renderer;
    for (Theme theme : {Theme::light, Theme::dark, Theme::print}) {
      Scene scene = full_scene();
      scene.theme = theme;
      const Image image = renderer.render_image(scene, {}, {400, 300, 1}, false);
      REQUIRE(image.rgba.size() == 400 * 300 * 4);
      std::set<int> colors;
      for (std::size_t i = 0; i < image.rgba.size(); i += 4) {
        colors.insert(image.rgba[i] << 16 | image.rgba[i + 1] << 8 | image.rgba[i + 2]);
        CHECK_UNARY(image.rgba[i + 3] == 255);
      }
      CHECK(colors.size() > 2000);
      CHECK(renderer.render_image(scene, {}, {400, 300, 1}, false).rgba == image.rgba);
    }
  }

  TEST_CASE("the window shows what a figure shows") {
    const auto context = try_context();
    if (!context) return;
    Renderer renderer;
    const Scene scene = full_scene();
    std::uint64_t version = 0;
    for (const Camera& camera :
         {Camera{}, Camera{.yaw = -90, .pitch = 90, .orthographic = true}, Camera{.pitch = -4}}) {
      const Viewport viewport{480, 320, 1};
      const Image figure = renderer.render_image(scene, camera, viewport, false);
      for (Quality quality : {Quality::coarse, Quality::draft}) {
        renderer.draw(scene, ++version, camera, viewport, quality);
        CHECK(mean_difference(renderer.image(), figure) < (quality == Quality::coarse ? 6 : 3));
      }
      renderer.refine(scene, camera, viewport, 0, 1);
      const Image smooth = renderer.image();
      CHECK(mean_difference(smooth, figure) < 1.5);
      renderer.draw(scene, ++version, camera, viewport, Quality::draft);
      for (int band = 0; band < 5; ++band) renderer.refine(scene, camera, viewport, band, 5);
      CHECK(mean_difference(renderer.image(), smooth) < 0.2);
    }
  }

  TEST_CASE("a new version replaces everything, the same version nothing") {
    const auto context = try_context();
    if (!context) return;
    Renderer renderer;
    const Viewport viewport{320, 240, 1};
    renderer.draw(full_scene(), 1, {}, viewport, Quality::draft);
    const Image first = renderer.image();
    Scene other = full_scene();
    other.surface = test::mesh_of(20, 40, test::bowl_with_hole);
    other.style.wireframe = true;
    renderer.draw(other, 2, {}, viewport, Quality::draft);
    CHECK(mean_difference(renderer.image(), first) > 1);
    renderer.draw(full_scene(), 3, {}, viewport, Quality::draft);
    CHECK(renderer.image().rgba == first.rgba);
    renderer.draw(Scene{}, 4, {}, {64, 48, 1}, Quality::draft);  // nothing but the box
    CHECK(renderer.image().width == 64);
  }

  TEST_CASE("tiles fit together as if drawn in one piece") {
    const auto context = try_context();
    if (!context) return;
    Renderer renderer;
    const Scene scene = full_scene();
    for (bool transparent : {false, true}) {
      const Image whole = renderer.render_image(scene, {}, {641, 479, 1}, transparent, 2048);
      const Image tiled = renderer.render_image(scene, {}, {641, 479, 1}, transparent, 500);
      int different = 0;
      for (std::size_t i = 0; i < whole.rgba.size(); ++i) different += std::abs(whole.rgba[i] - tiled.rgba[i]) > 2;
      CHECK(different < static_cast<int>(whole.rgba.size() / 20'000));
    }
  }

  TEST_CASE("a hole lets the floor shine through") {
    const auto context = try_context();
    if (!context) return;
    Renderer renderer;
    const Camera above{.yaw = -90, .pitch = 90, .orthographic = true};
    const Viewport viewport{500, 500, 1};
    Scene scene = test::labelled_scene(test::mesh_of(41, 41, test::bowl_with_hole));
    const Image image = renderer.render_image(scene, above, viewport, false);
    const CameraMatrices camera = scene_matrices(scene, above, viewport);
    const glm::ivec4 in_hole = pixel(image, project(camera, viewport, {.2f, 0, .5f}));
    const glm::ivec4 beside = pixel(image, project(camera, viewport, {-.6f, .1f, .5f}));
    CHECK(std::min({in_hole.r, in_hole.g, in_hole.b}) > 220);  // the page's tone
    CHECK(std::min({beside.r, beside.g, beside.b}) < 120);     // viridis
  }

  TEST_CASE("a transparent figure is clear around the box and solid within") {
    const auto context = try_context();
    if (!context) return;
    Renderer renderer;
    const Viewport viewport{500, 400, 1};
    const Image image = renderer.render_image(full_scene(), {}, viewport, true);
    CHECK(pixel(image, {2, 200}) == glm::ivec4(0));
    const glm::vec2 middle = project(scene_matrices(full_scene(), {}, viewport), viewport, {0, 0, .4f});
    CHECK(pixel(image, middle).a == 255);
  }
}
