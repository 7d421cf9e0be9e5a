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

// How many samples a side each pixel of a figure has.
int supersampling(const Viewport& viewport) {
  return static_cast<double>(viewport.width) * viewport.height <= 10e6 ? 3 : 2;
}

// Even: derivatives are taken over 2 × 2 pixels.
int tile_side(int largest_tile, int factor) { return largest_tile / factor / 2 * 2; }

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
  void draw_space(const Scene& scene, const Frame& frame, bool transparent, bool few_triangles = false) {
    reset_state();
    glClearColor(0, 0, 0, 0);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    const Axes& axes = scene.axes;
    const bool solid = scene.style.opacity >= 1;
    if (scene.surface && solid) surface.draw(frame, scene.style, axes, colormaps, few_triangles);
    if (!transparent) backdrop.draw_background(frame, scene.plain_background);
    if (axes.walls && frame.colors->wall_fill) backdrop.draw_walls(frame, axes);
    const bool map_on_floor = axes.floor_map && scene.surface && frame.eye.z > 0;
    if (map_on_floor) floor.draw(frame, scene.style, axes.depth, colormaps);
    lines.draw(frame, grid_lines(axes, frame, !map_on_floor));
    lines.draw(frame, scene.lines);
    tubes.draw(frame);
    markers.draw(frame, scene.markers);
    if (scene.surface && !solid) surface.draw(frame, scene.style, axes, colormaps, few_triangles);
  }

  struct TileOptions {
    int factor = 1, multisampling = 0;  // samples a side of each pixel; of the graphics card
    bool transparent = false;
    bool few_triangles = false;  // while the picture moves
    bool written = true;         // false: only what stands in space
  };

  // Draws one tile of the picture into `result`.
  void draw_tile(const Scene& scene, const Camera& camera, const Viewport& viewport, const Tile& tile,
                 const TileOptions& options, Target& drawn, Target& result) {
    const int factor = options.factor;
    const CameraMatrices matrices = scene_matrices(scene, camera, viewport);
    const Palette& colors = palette(scene.theme);
    drawn.resize(tile.size * factor, options.multisampling);
    drawn.bind();
    draw_space(scene, make_frame(matrices, viewport, factor, {tile.origin * factor, tile.size * factor}, colors),
               options.transparent, options.few_triangles);
    result.resize(tile.size, 0);
    resolver.resolve(drawn, result, factor, options.transparent);
    if (options.written)
      overlay.draw(make_frame(matrices, viewport, 1, tile, colors), lay_out_overlay(scene, camera, viewport), colormaps,
                   lines);
  }

  // Areas have no smooth edges of their own: they are supersampled, with everything else.
  void draw_flat_tile(const Overlay& flat, Theme theme, const Viewport& viewport, const Tile& tile, int factor,
                      bool transparent, Target& drawn, Target& result) {
    drawn.resize(tile.size * factor, 0);
    drawn.bind();
    reset_state();
    const Palette& colors = palette(theme);
    const glm::vec3 page = transparent ? glm::vec3(0) : colors.background_top;
    glClearColor(page.r, page.g, page.b, transparent ? 0.f : 1.f);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    const Tile fine{tile.origin * factor, tile.size * factor};
    overlay.draw(make_frame({}, viewport, factor, fine, colors),
                 factor == 1 ? flat : scaled(flat, static_cast<float>(factor)), colormaps, lines);
    result.resize(tile.size, 0);
    resolver.resolve(drawn, result, factor, transparent);
  }

  // Calls draw(tile) for every tile of an image and copies what it leaves in tile_image.
  template <class Draw>
  Image draw_in_tiles(const Viewport& viewport, int largest_side, Draw draw) {
    Image picture = blank_image({viewport.width, viewport.height});
    for (int y = 0; y < viewport.height; y += largest_side)
      for (int x = 0; x < viewport.width; x += largest_side) {
        const Tile tile{{x, y},
                        {std::min(largest_side, viewport.width - x), std::min(largest_side, viewport.height - y)}};
        draw(tile);
        read_tile(tile, picture);
      }
    return picture;
  }

  Image render(const Scene& scene, const Camera& camera, const Viewport& viewport, bool transparent, int largest_tile,
               bool written) {
    const FramebufferGuard guard;
    update(scene);
    version.reset();
    const int factor = supersampling(viewport);
    return draw_in_tiles(viewport, tile_side(largest_tile, factor), [&](const Tile& tile) {
      draw_tile(scene, camera, viewport, tile, {.factor = factor, .transparent = transparent, .written = written},
                tile_samples, tile_image);
    });
  }

  // Everything in space at half the resolution, stretched; what is written over it at the full one.
  void draw_coarse(const Scene& scene, const Camera& camera, const Viewport& viewport) {
    const Viewport half{(viewport.width + 1) / 2, (viewport.height + 1) / 2, viewport.scale / 2};
    const glm::ivec2 size(viewport.width, viewport.height), half_size(half.width, half.height);
    const Palette& colors = palette(scene.theme);
    samples.resize(half_size, 0);
    samples.bind();
    draw_space(scene, make_frame(scene_matrices(scene, camera, half), half, 1, {{0, 0}, half_size}, colors), false,
               true);
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
  impl_->draw_tile(scene, camera, viewport, {{0, 0}, {viewport.width, viewport.height}},
                   {.few_triangles = impl_->on_processor}, impl_->samples, impl_->image);
}

void Renderer::draw(const Overlay& overlay, Theme theme, const Viewport& viewport, bool smooth) {
  if (viewport.width <= 0 || viewport.height <= 0) return;
  const FramebufferGuard guard;
  impl_->draw_flat_tile(overlay, theme, viewport, {{0, 0}, {viewport.width, viewport.height}}, smooth ? 2 : 1, false,
                        impl_->samples, impl_->image);
}

void Renderer::refine(const Scene& scene, const Camera& camera, const Viewport& viewport, int band, int bands) {
  if (impl_->image.size() != glm::ivec2(viewport.width, viewport.height)) return;
  const FramebufferGuard guard;
  // Strips begin at even rows: derivatives are taken over 2 × 2 pixels.
  const auto row = [&](int k) { return k == bands ? viewport.height : viewport.height * k / bands / 2 * 2; };
  const Tile tile{{0, row(band)}, {viewport.width, row(band + 1) - row(band)}};
  if (tile.size.y <= 0) return;
  const Impl::TileOptions smooth{.factor = impl_->on_processor ? 2 : 1, .multisampling = impl_->on_processor ? 0 : 4};
  impl_->draw_tile(scene, camera, viewport, tile, smooth, impl_->tile_samples, impl_->tile_image);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, impl_->tile_image.framebuffer());
  glBindFramebuffer(GL_DRAW_FRAMEBUFFER, impl_->image.framebuffer());
  glBlitFramebuffer(0, 0, tile.size.x, tile.size.y, 0, tile.origin.y, tile.size.x, tile.origin.y + tile.size.y,
                    GL_COLOR_BUFFER_BIT, GL_NEAREST);
}

void Renderer::blit_to_screen(int x, int y, int first, int last) const {
  GLint target = 0;
  glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &target);
  const glm::ivec2 size = impl_->image.size();
  glBindFramebuffer(GL_READ_FRAMEBUFFER, impl_->image.framebuffer());
  last = std::min(last, size.x);
  glBlitFramebuffer(first, 0, last, size.y, x + first, y, x + last, y + size.y, GL_COLOR_BUFFER_BIT, GL_NEAREST);
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
  return impl_->render(scene, camera, viewport, transparent, largest_tile, true);
}

Image Renderer::render_space(const Scene& scene, const Camera& camera, const Viewport& viewport, bool transparent,
                             int largest_tile) {
  return impl_->render(scene, camera, viewport, transparent, largest_tile, false);
}

Image Renderer::render_image(const Overlay& overlay, Theme theme, const Viewport& viewport, bool transparent,
                             int largest_tile) {
  const FramebufferGuard guard;
  const int factor = supersampling(viewport);
  return impl_->draw_in_tiles(viewport, tile_side(largest_tile, factor), [&](const Tile& tile) {
    impl_->draw_flat_tile(overlay, theme, viewport, tile, factor, transparent, impl_->tile_samples, impl_->tile_image);
  });
}

}  // namespace cartograd
