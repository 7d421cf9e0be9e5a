// Draws a Scene with OpenGL 3.3 core into the window or an offscreen image.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "app/scene/camera.h"
#include "app/scene/overlay.h"
#include "app/scene/scene.h"

namespace cartograd {

// coarse: half the pixels a side, for large windows without a graphics card; draft: one sample a pixel. Text is sharp
// in both. Smooth edges are the work of refine().
enum class Quality { coarse, draft };

// Pixels, top row first, 8 bits a channel, straight alpha.
struct Image {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;
};

// Owns all OpenGL objects; lives and dies on the thread that holds the context. Throws std::runtime_error (with the
// compiler's log) if a shader does not build.
class Renderer {
 public:
  Renderer();
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  // Draws into an internal image of the viewport's size, and leaves the bound framebuffers as they were. Uploads only
  // what changed since the last call: the scene is compared by `version`, which the caller raises whenever the scene is
  // another one.
  void draw(const Scene& scene, std::uint64_t version, const Camera& camera, const Viewport& viewport, Quality quality);
  // The same for a flat picture, such as a chart, with smooth edges or, quicker, without.
  void draw(const Overlay& overlay, Theme theme, const Viewport& viewport, bool smooth);
  // Draws one of `bands` horizontal strips of the last picture (0 = lowest) again in full quality, with the same
  // arguments: a smooth picture in steps that are short enough to answer the mouse in between.
  void refine(const Scene& scene, const Camera& camera, const Viewport& viewport, int band, int bands);
  // Copies the finished image to the framebuffer bound for drawing (the window's, unless another is bound) at (x, y)
  // from its lower left corner, in pixels; only the columns from `first` to `last`.
  void blit_to_screen(int x, int y, int first = 0, int last = 1 << 30) const;
  // The finished image, read back.
  Image image() const;

  // A figure: exact size, any size up to 16,384 a side, supersampled. With `transparent` the background stays clear. It
  // is drawn in tiles of at most `largest_tile` samples a side.
  Image render_image(const Scene& scene, const Camera& camera, const Viewport& viewport, bool transparent,
                     int largest_tile = 2048);
  // A flat picture as a figure.
  Image render_image(const Overlay& overlay, Theme theme, const Viewport& viewport, bool transparent,
                     int largest_tile = 2048);
  // Only what stands in space, without what is written over it: the raster part of a vector figure.
  Image render_space(const Scene& scene, const Camera& camera, const Viewport& viewport, bool transparent,
                     int largest_tile = 2048);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartograd
