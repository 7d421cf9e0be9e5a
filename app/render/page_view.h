// A page in the window: every cell keeps its own picture, so that what did not change is not drawn again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "app/render/renderer.h"
#include "app/scene/page.h"

namespace cartograd {

class PageView {
 public:
  // Like Renderer::draw, for every cell: surfaces anew, diagrams only if they are other ones (`version`) or have
  // another size.
  void draw(const Page& page, std::uint64_t version, const Camera& camera, const Viewport& viewport, Quality quality);
  // Like Renderer::refine, for the surfaces.
  void refine(const Page& page, const Camera& camera, int band, int bands);
  // Copies everything to the framebuffer bound for drawing, with the page's lower left corner at (x, y).
  void blit_to_screen(const Page& page, int x, int y) const;

 private:
  struct Cell {
    Renderer renderer;
    CellPlace place;
    std::optional<std::uint64_t> drawn;  // the version of the diagram
  };
  std::vector<std::unique_ptr<Cell>> cells_;
  Viewport viewport_;
};

}  // namespace cartograd
