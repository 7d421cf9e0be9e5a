// Times how fast pictures are drawn without a window, and prints a JSON object.
//   bench_pictures moving SIDE     milliseconds per picture of a SIDE × SIDE surface at 1280 × 720 while the camera
//   moves bench_pictures row SIDE        milliseconds per picture when one row of heights is new, and when all are
//   bench_pictures figure          seconds of a figure of 7680 × 4320 (2 × 2 samples a pixel), and of a 4K PNG's
//   encoding
#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <glad/gl.h>

#include "app/figure/png.h"
#include "app/platform/headless_context.h"
#include "app/render/renderer.h"
#include "core/base/error.h"

using namespace cartograd;

namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

Scene waves(int side) {
  Scene scene;
  SurfaceMesh mesh;
  mesh.columns = mesh.rows = side;
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      const float x = 2.f * static_cast<float>(column) / static_cast<float>(side - 1) - 1,
                  y = 2.f * static_cast<float>(row) / static_cast<float>(side - 1) - 1;
      const float height = .5f + .25f * std::sin(5 * x) * std::cos(4 * y) + .2f * x * x;
      mesh.height.push_back(.38f + .78f * height);
      mesh.slope.emplace_back(.78f * (1.25f * std::cos(5 * x) * std::cos(4 * y) + .4f * x),
                              -.78f * std::sin(5 * x) * std::sin(4 * y));
      mesh.color.push_back(height);
      mesh.level.push_back(12 * height);
    }
  mesh.occlusion.assign(mesh.height.size(), 1);
  mesh.hole.assign(mesh.height.size(), 0);
  scene.surface = std::move(mesh);
  scene.color_bar = ColorBar{"loss", {{0, "0"}, {.5f, "0.5"}, {1, "1"}}};
  scene.axes.title_a = "a";
  scene.axes.title_b = "b";
  scene.title = "waves";
  return scene;
}

// Median milliseconds of a picture; the camera turns a little before each.
template <class Before>
double picture_ms(Renderer& renderer, Scene& scene, Quality quality, Before before) {
  const Viewport viewport{1280, 720, 1};
  Camera camera;
  std::vector<double> taken;
  std::uint64_t version = 1;
  const double end = now() + 2;
  for (int i = 0; i < 8 || now() < end; ++i) {
    camera.yaw += 0.7f;
    const double start = now();
    before(scene, version);
    renderer.draw(scene, version, camera, viewport, quality);
    glFinish();
    if (i >= 3) taken.push_back(1e3 * (now() - start));  // shaders and fonts load with the first ones
  }
  std::sort(taken.begin(), taken.end());
  return taken[taken.size() / 2];
}

void moving(int side) {
  Renderer renderer;
  Scene scene = waves(side);
  const auto nothing = [](Scene&, std::uint64_t&) {};
  const double draft = picture_ms(renderer, scene, Quality::draft, nothing);
  const double coarse = picture_ms(renderer, scene, Quality::coarse, nothing);
  fmt::print("{{\"draft_ms\": {}, \"coarse_ms\": {}}}\n", draft, coarse);
}

void row(int side) {
  Renderer renderer;
  Scene scene = waves(side);
  const double still = picture_ms(renderer, scene, Quality::coarse, [](Scene&, std::uint64_t&) {});
  const double one = picture_ms(renderer, scene, Quality::coarse, [side](Scene& changed, std::uint64_t& version) {
    const auto begin =
        static_cast<std::ptrdiff_t>(side) * static_cast<std::ptrdiff_t>(version % static_cast<unsigned>(side));
    std::for_each_n(changed.surface->height.begin() + begin, side, [](float& height) { height += 1e-3f; });
    ++version;
  });
  const double all = picture_ms(renderer, scene, Quality::coarse, [](Scene& changed, std::uint64_t& version) {
    for (float& height : changed.surface->height) height += 1e-4f;
    ++version;
  });
  fmt::print("{{\"still_ms\": {}, \"row_ms\": {}, \"all_ms\": {}}}\n", still, one, all);
}

void figure() {
  Renderer renderer;
  const Scene scene = waves(201);
  renderer.render_image(scene, {}, {640, 360, .5f}, false);
  double start = now();
  const Image large = renderer.render_image(scene, {}, {7680, 4320, 5.4f}, false);
  const double drawn = now() - start;
  const Image picture = renderer.render_image(scene, {}, {3840, 2160, 2.7f}, false);
  start = now();
  const std::size_t bytes = encode_png(picture, {}).size();
  fmt::print("{{\"figure_s\": {}, \"png_s\": {}, \"png_bytes\": {}}}\n", drawn, now() - start, bytes);
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> words(arguments + 1, arguments + count);
  try {
    const HeadlessContext context;
    if (words.size() == 2 && words[0] == "moving")
      moving(std::stoi(words[1]));
    else if (words.size() == 2 && words[0] == "row")
      row(std::stoi(words[1]));
    else if (words.size() == 1 && words[0] == "figure")
      figure();
    else
      throw InputError("usage: see the top of pictures_bench.cpp");
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
