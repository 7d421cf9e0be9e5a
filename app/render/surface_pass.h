// The surface, and its map on the floor.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "app/render/colormap_texture.h"
#include "app/render/frame.h"
#include "app/render/gl_objects.h"
#include "app/scene/scene.h"
#include "app/scene/surface_grid.h"

namespace cartograd {

class SurfacePass {
 public:
  SurfacePass();
  void update(const SurfaceGrid& data, bool has_holes, bool cut);
  // `few_triangles`: of a large grid only so many as a picture in motion needs.
  // Lit, coloured, with contour lines; writes depth. Call update first. A surface that shines through is to be drawn
  // last.
  void draw(const Frame& frame, const SurfaceStyle& style, const Axes& axes, const ColormapTexture& colormaps,
            bool few_triangles);

 private:
  struct Triangles {
    Buffer indices;
    GLsizei count = 0;
  };
  const Program& program(const SurfaceStyle& style, bool globe);
  void upload_rows(std::vector<SurfaceVertex> vertices, int columns);

  VertexArray vertex_array_;
  Buffer vertices_;
  Triangles triangles_, few_triangles_;
  std::vector<SurfaceVertex> uploaded_;
  glm::ivec2 grid_{0};       // as drawn, after refinement
  glm::ivec2 intervals_{0};  // as given
  bool has_holes_ = false, cut_ = false, categorical_ = false;
  std::array<std::unique_ptr<Program>, 32> programs_;  // built when first needed
};

class FloorPass {
 public:
  FloorPass();
  void update(const SurfaceGrid& data);
  // The rectangle under the surface with the same colours and contour lines. Tests depth but writes none: what stands
  // on the floor is drawn after it and cannot fight with it.
  void draw(const Frame& frame, const SurfaceStyle& style, float depth, const ColormapTexture& colormaps) const;

 private:
  Program program_;
  VertexArray no_attributes_;
  Texture values_;
  bool categorical_ = false;
};

}  // namespace cartograd
