// A page in the window: every cell keeps its own picture, so that what did not change is not drawn again.
#pragma once

#include <chrono>
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
  // another size, and no more often than costs a sixth of the time: a surface under the hand must not wait for them.
  void draw(const Page& page, std::uint64_t version, const Camera& camera, const Viewport& viewport, Quality quality);
  // Like Renderer::refine, for the surfaces; diagrams become smooth, and catch up if they were left behind.
  void refine(const Page& page, std::uint64_t version, const Camera& camera, int band, int bands);
  // Copies everything to the framebuffer bound for drawing, with the page's lower left corner at (x, y).
  void blit_to_screen(const Page& page, int x, int y) const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Cell {
    Renderer renderer;
    CellPlace place;
    // Of a diagram: the version that is shown, whether with smooth edges, when it was drawn and how long that took.
    std::optional<std::uint64_t> drawn;
    bool smooth = false;
    Clock::time_point finished;
    Clock::duration taken{0};
  };
  void draw_diagram(Cell& cell, const Chart& chart, std::uint64_t version, bool smooth);

  std::vector<std::unique_ptr<Cell>> cells_;
  Viewport viewport_;
};

}  // namespace cartograd
