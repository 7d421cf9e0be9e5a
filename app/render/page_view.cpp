#include "app/render/page_view.h"

#include <cmath>

#include <glad/gl.h>

#include "app/scene/theme.h"

namespace cartograd {

void PageView::draw(const Page& page, std::uint64_t version, const Camera& camera, const Viewport& viewport,
                    Quality quality) {
  viewport_ = viewport;
  while (cells_.size() < page.cells.size()) cells_.push_back(std::make_unique<Cell>());
  cells_.resize(page.cells.size());
  for (std::size_t i = 0; i < page.cells.size(); ++i) {
    Cell& cell = *cells_[i];
    const CellPlace place = place_of(page.cells[i], viewport);
    if (!(place.viewport == cell.place.viewport)) cell.drawn.reset();
    cell.place = place;
    if (const auto* scene = std::get_if<Scene>(&page.cells[i].content)) {
      cell.renderer.draw(*scene, version, camera, place.viewport, quality);
      cell.drawn.reset();
    } else if (cell.drawn != version && (!cell.drawn || Clock::now() > cell.finished + 5 * cell.taken)) {
      draw_diagram(cell, std::get<Chart>(page.cells[i].content), version, false);
    }
  }
}

void PageView::draw_diagram(Cell& cell, const Chart& chart, std::uint64_t version, bool smooth) {
  const Clock::time_point begin = Clock::now();
  cell.renderer.draw(lay_out_chart(chart, cell.place.viewport), chart.theme, cell.place.viewport, smooth);
  cell.drawn = version;
  cell.smooth = smooth;
  cell.finished = Clock::now();
  cell.taken = cell.finished - begin;
}

void PageView::refine(const Page& page, std::uint64_t version, const Camera& camera, int band, int bands) {
  for (std::size_t i = 0; i < std::min(cells_.size(), page.cells.size()); ++i) {
    Cell& cell = *cells_[i];
    if (const auto* scene = std::get_if<Scene>(&page.cells[i].content))
      cell.renderer.refine(*scene, camera, cell.place.viewport, band, bands);
    else if (cell.drawn != version || !cell.smooth)
      draw_diagram(cell, std::get<Chart>(page.cells[i].content), version, true);
  }
}

void PageView::blit_to_screen(const Page& page, int x, int y) const {
  const glm::vec3 ground = palette(page.theme).background_top;
  glEnable(GL_SCISSOR_TEST);
  glScissor(x, y, viewport_.width, viewport_.height);
  glClearColor(ground.r, ground.g, ground.b, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  glDisable(GL_SCISSOR_TEST);
  for (std::size_t i = 0; i < std::min(cells_.size(), page.cells.size()); ++i) {
    const CellPlace& place = cells_[i]->place;
    const auto width = static_cast<float>(place.viewport.width);
    const int first = static_cast<int>(std::lround(page.cells[i].seen.x * width)),
              last = static_cast<int>(std::lround(page.cells[i].seen.y * width));
    cells_[i]->renderer.blit_to_screen(x + place.corner.x,
                                       y + viewport_.height - place.corner.y - place.viewport.height, first, last);
  }
  if (!page.divider) return;
  const DividerBar bar = divider_bar(page, viewport_);
  const glm::vec3 ink = palette(page.theme).ink;
  glEnable(GL_SCISSOR_TEST);
  glScissor(x + bar.low.x, y + viewport_.height - bar.high.y, bar.high.x - bar.low.x, bar.high.y - bar.low.y);
  glClearColor(ink.r, ink.g, ink.b, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  glDisable(GL_SCISSOR_TEST);
}

}  // namespace cartograd
