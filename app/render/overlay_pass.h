// Draws an Overlay flat over the finished picture.
#pragma once

#include <span>
#include <vector>

#include "app/render/colormap_texture.h"
#include "app/render/line_pass.h"
#include "app/scene/font.h"
#include "app/scene/overlay.h"

namespace cartograd {

class TextPass {
 public:
  TextPass();
  void draw(const Frame& frame, std::span<const OverlayText> texts);

 private:
  struct Letter {
    glm::vec4 rectangle, texels, color, pen;
  };
  void append(const OverlayText& text);
  void upload_atlas();

  Program program_;
  VertexArray vertex_array_;
  Buffer buffer_;
  Texture texture_;
  GlyphAtlas atlas_;
  std::uint64_t uploaded_ = 0;
  std::vector<Letter> letters_;
};

// Areas of any form: their rings are fans of triangles that flip a bit of the stencil buffer, which is then painted
// where the bit is left set. That is the even-odd rule, and needs no triangulation.
class AreaPass {
 public:
  AreaPass();
  void draw(const Frame& frame, std::span<const OverlayArea> areas);

 private:
  Program program_;
  VertexArray vertex_array_;
  Buffer buffer_;
};

class OverlayPass {
 public:
  OverlayPass();
  void draw(const Frame& frame, const Overlay& overlay, const ColormapTexture& colormaps, LinePass& lines);

 private:
  void draw_rectangle(const Program& program, const Frame& frame, const glm::vec2& low, const glm::vec2& high) const;

  Program panel_, strip_;
  VertexArray no_attributes_;
  AreaPass areas_;
  TextPass text_;
};

}  // namespace cartograd
