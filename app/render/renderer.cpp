#include "app/render/renderer.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "app/render/backdrop_pass.h"
#include "app/render/overlay_pass.h"
#include "app/render/solid_pass.h"
#include "app/render/surface_pass.h"
#include "app/render/target.h"
#include "app/scene/axes.h"

namespace cartograd {

namespace {

// Drawing on the processor, 2 × 2 supersampling is cheaper than multisampling and looks as good; on a graphics card it
// is the other way round.
bool runs_on_processor() {
  const GLubyte* text = glGetString(GL_RENDERER);
  const std::string_view renderer = text ? reinterpret_cast<const char*>(text) : "";
  return renderer.find("llvmpipe") != std::string_view::npos || renderer.find("softpipe") != std::string_view::npos;
}

// Restores the framebuffer that the caller draws into.
class FramebufferGuard {
 public:
  FramebufferGuard() {
    glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &draw_);
    glGetIntegerv(GL_READ_FRAMEBUFFER_BINDING, &read_);
    glGetIntegerv(GL_VIEWPORT, viewport_);
  }
  ~FramebufferGuard() {
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, static_cast<GLuint>(draw_));
    glBindFramebuffer(GL_READ_FRAMEBUFFER, static_cast<GLuint>(read_));
    glViewport(viewport_[0], viewport_[1], viewport_[2], viewport_[3]);
  }
  FramebufferGuard(const FramebufferGuard&) = delete;
  FramebufferGuard& operator=(const FramebufferGuard&) = delete;

 private:
  GLint draw_ = 0, read_ = 0, viewport_[4] = {};
};

void reset_state() {
  glDisable(GL_SCISSOR_TEST);
  glDisable(GL_CULL_FACE);
  glEnable(GL_DEPTH_TEST);
  glDepthFunc(GL_LEQUAL);
  glDepthMask(GL_TRUE);
  glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  glPolygonMode(GL_FRONT_AND_BACK, GL_FILL);
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);  // premultiplied alpha throughout
}

Image blank_image(const glm::ivec2& size) {
  return {
      size.x, size.y,
      std::vector<std::uint8_t>(std::size_t{4} * static_cast<std::size_t>(size.x) * static_cast<std::size_t>(size.y))};
}

// Copies a tile from the bound framebuffer (bottom row first, premultiplied) into its place in the image (top row
// first, straight alpha).
void read_tile(const Tile& tile, Image& image) {
  std::vector<std::uint8_t> pixels(std::size_t{4} * static_cast<std::size_t>(tile.size.x * tile.size.y));
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(0, 0, tile.size.x, tile.size.y, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
  for (int y = 0; y < tile.size.y; ++y) {
    const std::uint8_t* from = pixels.data() + std::size_t{4} * static_cast<std::size_t>(y * tile.size.x);
    const int row = image.height - 1 - (tile.origin.y + y);
    std::uint8_t* to = image.rgba.data() + 4 * (static_cast<std::size_t>(row) * static_cast<std::size_t>(image.width) +
                                                static_cast<std::size_t>(tile.origin.x));
    for (int x = 0; x < tile.size.x; ++x, from += 4, to += 4) {
      const unsigned alpha = from[3];
      for (int k = 0; k < 3; ++k)
        to[k] = alpha == 0 ? 0 : static_cast<std::uint8_t>(std::min(255u, (from[k] * 255u + alpha / 2) / alpha));
      to[3] = from[3];
    }
  }
}

}  // namespace

struct Renderer::Impl {
  const bool on_processor = runs_on_processor();
  ColormapTexture colormaps;
  SurfacePass surface;
  FloorPass floor;
  BackdropPass backdrop;
  LinePass lines;
  TubePass tubes;
  MarkerPass markers;
  OverlayPass overlay;
  Resolver resolver;
  Target samples, image;            // for the window: as drawn; resolved to the viewport's size
  Target tile_samples, tile_image;  // the same for figures
  std::optional<std::uint64_t> version;

  void update(const Scene& scene) {
    if (scene.surface) {
      const SurfaceGrid grid = surface_grid(*scene.surface);
      surface.update(grid, scene.surface->has_holes, scene.surface->cut);
      floor.update(grid);
    }
    tubes.update(scene.tubes);
  }

  // Everything in space. The surface first: it hides much of the rest, and only it, tubes and markers write depth.
  void draw_space(const Scene& scene, const Frame& frame, bool transparent) {
    reset_state();
    glClearColor(0, 0, 0, 0);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    const Axes& axes = scene.axes;
    const bool solid = scene.style.opacity >= 1;
    if (scene.surface && solid) surface.draw(frame, scene.style, axes, colormaps);
    if (!transparent) backdrop.draw_background(frame);
    if (axes.walls && frame.colors->wall_fill) backdrop.draw_walls(frame, axes);
    const bool map_on_floor = axes.floor_map && scene.surface && frame.eye.z > 0;
    if (map_on_floor) floor.draw(frame, scene.style, axes.depth, colormaps);
    lines.draw(frame, grid_lines(axes, frame, !map_on_floor));
    lines.draw(frame, scene.lines);
    tubes.draw(frame);
    markers.draw(frame, scene.markers);
    if (scene.surface && !solid) surface.draw(frame, scene.style, axes, colormaps);
  }

  // Draws one tile of the picture into `result`.
  void draw_tile(const Scene& scene, const Camera& camera, const Viewport& viewport, const Tile& tile, int factor,
                 int multisampling, bool transparent, Target& drawn, Target& result) {
    const CameraMatrices matrices = scene_matrices(scene, camera, viewport);
    const Palette& colors = palette(scene.theme);
    drawn.resize(tile.size * factor, multisampling);
    drawn.bind();
    draw_space(scene, make_frame(matrices, viewport, factor, {tile.origin * factor, tile.size * factor}, colors),
               transparent);
    result.resize(tile.size, 0);
    resolver.resolve(drawn, result, factor, transparent);
    overlay.draw(make_frame(matrices, viewport, 1, tile, colors), lay_out_overlay(scene, camera, viewport), colormaps,
                 lines);
  }

  // Everything in space at half the resolution, stretched; what is written over it at the full one.
  void draw_coarse(const Scene& scene, const Camera& camera, const Viewport& viewport) {
    const Viewport half{(viewport.width + 1) / 2, (viewport.height + 1) / 2, viewport.scale / 2};
    const glm::ivec2 size(viewport.width, viewport.height), half_size(half.width, half.height);
    const Palette& colors = palette(scene.theme);
    samples.resize(half_size, 0);
    samples.bind();
    draw_space(scene, make_frame(scene_matrices(scene, camera, half), half, 1, {{0, 0}, half_size}, colors), false);
    image.resize(size, 0);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, samples.framebuffer());
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, image.framebuffer());
    glBlitFramebuffer(0, 0, half.width, half.height, 0, 0, size.x, size.y, GL_COLOR_BUFFER_BIT, GL_LINEAR);
    image.bind();
    overlay.draw(make_frame(scene_matrices(scene, camera, viewport), viewport, 1, {{0, 0}, size}, colors),
                 lay_out_overlay(scene, camera, viewport), colormaps, lines);
  }
};

Renderer::Renderer() : impl_(std::make_unique<Impl>()) {}
Renderer::~Renderer() = default;

void Renderer::draw(const Scene& scene, std::uint64_t version, const Camera& camera, const Viewport& viewport,
                    Quality quality) {
  if (viewport.width <= 0 || viewport.height <= 0) return;  // a minimised window
  const FramebufferGuard guard;
  if (impl_->version != version) impl_->update(scene);
  impl_->version = version;
  if (quality == Quality::coarse) {
    impl_->draw_coarse(scene, camera, viewport);
    return;
  }
  impl_->draw_tile(scene, camera, viewport, {{0, 0}, {viewport.width, viewport.height}}, 1, 0, false, impl_->samples,
                   impl_->image);
}

void Renderer::refine(const Scene& scene, const Camera& camera, const Viewport& viewport, int band, int bands) {
  if (impl_->image.size() != glm::ivec2(viewport.width, viewport.height)) return;
  const FramebufferGuard guard;
  // Strips begin at even rows: derivatives are taken over 2 × 2 pixels.
  const auto row = [&](int k) { return k == bands ? viewport.height : viewport.height * k / bands / 2 * 2; };
  const Tile tile{{0, row(band)}, {viewport.width, row(band + 1) - row(band)}};
  if (tile.size.y <= 0) return;
  impl_->draw_tile(scene, camera, viewport, tile, impl_->on_processor ? 2 : 1, impl_->on_processor ? 0 : 4, false,
                   impl_->tile_samples, impl_->tile_image);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, impl_->tile_image.framebuffer());
  glBindFramebuffer(GL_DRAW_FRAMEBUFFER, impl_->image.framebuffer());
  glBlitFramebuffer(0, 0, tile.size.x, tile.size.y, 0, tile.origin.y, tile.size.x, tile.origin.y + tile.size.y,
                    GL_COLOR_BUFFER_BIT, GL_NEAREST);
}

void Renderer::blit_to_screen(int x, int y) const {
  GLint target = 0;
  glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &target);
  const glm::ivec2 size = impl_->image.size();
  glBindFramebuffer(GL_READ_FRAMEBUFFER, impl_->image.framebuffer());
  glBlitFramebuffer(0, 0, size.x, size.y, x, y, x + size.x, y + size.y, GL_COLOR_BUFFER_BIT, GL_NEAREST);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, static_cast<GLuint>(target));
}

Image Renderer::image() const {
  const FramebufferGuard guard;
  const Target& target = impl_->image;
  Image image = blank_image(target.size());
  target.bind();
  read_tile({{0, 0}, target.size()}, image);
  return image;
}

Image Renderer::render_image(const Scene& scene, const Camera& camera, const Viewport& viewport, bool transparent,
                             int largest_tile) {
  const FramebufferGuard guard;
  impl_->update(scene);
  impl_->version.reset();
  Image image = blank_image({viewport.width, viewport.height});
  const int factor = image.rgba.size() / 4 <= 10'000'000 ? 3 : 2;
  const int side = largest_tile / factor / 2 * 2;  // even: derivatives are taken over 2 × 2 pixels

  for (int y = 0; y < viewport.height; y += side)
    for (int x = 0; x < viewport.width; x += side) {
      const Tile tile{{x, y}, {std::min(side, viewport.width - x), std::min(side, viewport.height - y)}};
      impl_->draw_tile(scene, camera, viewport, tile, factor, 0, transparent, impl_->tile_samples, impl_->tile_image);
      read_tile(tile, image);
    }
  return image;
}

}  // namespace cartograd
