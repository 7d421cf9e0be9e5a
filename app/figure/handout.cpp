#include "app/figure/handout.h"

#include <algorithm>
#include <cmath>

#include "app/scene/font.h"

namespace cartograd {

namespace {

// A4, in pixels.
constexpr float dots_per_inch = 200, mm = dots_per_inch / 25.4f, point = dots_per_inch / 72;
constexpr glm::vec2 page_size{210 * mm, 297 * mm};
constexpr float margin = 17 * mm, gap = 6 * mm;
constexpr float title_size = 18 * point, text_size = 9.5f * point, line_height = 1.35f;
constexpr float head = 22 * mm;            // of the first page
constexpr float foot = 16 * mm;            // of the last one
constexpr float caption_height = 13 * mm;  // below each figure
constexpr glm::vec4 ink{.1f, .12f, .15f, 1}, faint{.4f, .44f, .5f, 1};

struct Grid {
  std::size_t per_page = 1;
  int columns = 1, rows = 1;
  glm::vec2 figure{0};
};

Grid grid_for(std::size_t steps) {
  Grid grid;
  grid.per_page = std::max<std::size_t>(1, (steps + 1) / 2);
  grid.columns = grid.per_page <= 2 ? 1 : 2;
  grid.rows = static_cast<int>(grid.per_page + static_cast<std::size_t>(grid.columns) - 1) / grid.columns;
  const auto columns = static_cast<float>(grid.columns), rows = static_cast<float>(grid.rows);
  const float width = (page_size.x - 2 * margin - (columns - 1) * gap) / columns;
  const float height = (page_size.y - 2 * margin - head - foot - (rows - 1) * gap) / rows - caption_height;
  grid.figure = {std::floor(width), std::floor(std::min(height, (grid.columns == 1 ? .66f : .85f) * width))};
  return grid;
}

void write_lines(Overlay& overlay, const std::string& text, glm::vec2 at, float width, const glm::vec4& color) {
  for (const std::string& line : wrap_text(text, text_size, width)) {
    overlay.texts.push_back({.text = line, .position = at, .size = text_size, .color = color, .anchor = {0, 0}});
    at.y += line_height * text_size;
  }
}

}  // namespace

Viewport handout_figure_size(std::size_t steps) {
  const glm::vec2 size = grid_for(steps).figure;
  return {static_cast<int>(size.x), static_cast<int>(size.y), dots_per_inch / 72 * .5f};
}

std::vector<VectorFigure> handout_pages(const HandoutText& text, std::vector<VectorFigure> figures,
                                        std::span<const std::string> captions) {
  const Grid grid = grid_for(figures.size());
  std::vector<VectorFigure> pages;
  for (std::size_t first = 0; first < figures.size(); first += grid.per_page) {
    VectorFigure page;
    page.size = page_size;
    page.points_per_pixel = 72 / dots_per_inch;
    page.title = text.title;
    VectorLayer words;
    words.name = "text";
    words.high = page_size;
    words.overlay.begin_part("text");
    if (first == 0) {
      words.overlay.texts.push_back(
          {.text = text.title, .position = {margin, margin}, .size = title_size, .color = ink, .anchor = {0, 0}});
      write_lines(words.overlay, text.source, {margin, margin + 1.5f * title_size}, page_size.x - 2 * margin, faint);
    }
    const std::size_t end = std::min(figures.size(), first + grid.per_page);
    for (std::size_t k = first; k < end; ++k) {
      const auto place = static_cast<int>(k - first);
      const glm::vec2 corner =
          glm::round(glm::vec2(margin, margin + head) + glm::vec2(place % grid.columns, place / grid.columns) *
                                                            (grid.figure + glm::vec2(gap, gap + caption_height)));
      for (VectorLayer& layer : figures[k].layers) {
        layer.low += corner;
        layer.high += corner;
        page.layers.push_back(std::move(layer));
      }
      write_lines(words.overlay, std::to_string(k + 1) + "  " + captions[k],
                  corner + glm::vec2(0, grid.figure.y + 2 * mm), grid.figure.x, ink);
    }
    if (end == figures.size())
      write_lines(words.overlay, text.closing, {margin, page_size.y - margin - foot + 6 * mm}, page_size.x - 2 * margin,
                  ink);
    page.layers.push_back(std::move(words));
    pages.push_back(std::move(page));
  }
  return pages;
}

}  // namespace cartograd
