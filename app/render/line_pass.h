// Lines of any width: each piece is a rectangle with round ends, anti-aliased in the shader.
#pragma once

#include <span>
#include <vector>

#include "app/render/frame.h"
#include "app/render/gl_objects.h"
#include "app/scene/overlay.h"
#include "app/scene/scene.h"

namespace cartograd {

class LinePass {
 public:
  LinePass();
  // Lines in space, hidden by what is nearer; they write no depth.
  void draw(const Frame& frame, std::span<const Polyline> lines);
  // Lines over the picture; depth test must be off.
  void draw(const Frame& frame, std::span<const OverlayLine> lines);
  void draw(const Frame& frame, std::span<const OverlayPath> paths);

 private:
  struct Piece {
    glm::vec3 from, to;  // pixels and depth
    glm::vec4 color;
    glm::vec3 measures;  // half width, dash, length of the line before this piece
  };
  void draw_pieces(const Frame& frame);

  Program program_;
  VertexArray vertex_array_;
  Buffer buffer_;
  std::vector<Piece> pieces_;
};

}  // namespace cartograd
