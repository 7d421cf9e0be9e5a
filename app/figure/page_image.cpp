#include "app/figure/page_image.h"

#include <algorithm>
#include <cmath>

#include "app/scene/axes.h"
#include "app/scene/theme.h"

namespace cartograd {

namespace {

std::uint8_t* pixel(Image& image, int column, int row) {
  return image.rgba.data() +
         4 * (static_cast<std::size_t>(row) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(column));
}

void fill(Image& image, const glm::vec3& color) {
  for (std::size_t i = 0; i < image.rgba.size(); ++i)
    image.rgba[i] = i % 4 == 3 ? 255 : static_cast<std::uint8_t>(std::lround(255 * color[static_cast<int>(i % 4)]));
}

void draw_divider(const Page& page, const Viewport& viewport, Image& image) {
  const DividerBar bar = divider_bar(page, viewport);
  const glm::vec3 ink = palette(page.theme).ink * 255.f;
  for (int row = bar.low.y; row < bar.high.y; ++row)
    for (int column = bar.low.x; column < bar.high.x; ++column) {
      std::uint8_t* to = pixel(image, column, row);
      for (int k = 0; k < 3; ++k) to[k] = static_cast<std::uint8_t>(std::lround(ink[k]));
      to[3] = 255;
    }
}

}  // namespace

void place_image(const Image& image, const PageCell& cell, const CellPlace& place, Image& page) {
  const int first = static_cast<int>(std::lround(cell.seen.x * static_cast<float>(image.width)));
  const int last = static_cast<int>(std::lround(cell.seen.y * static_cast<float>(image.width)));
  for (int row = 0; row < image.height; ++row) {
    const std::uint8_t* from =
        image.rgba.data() +
        4 * (static_cast<std::size_t>(row) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(first));
    std::copy_n(from, 4 * static_cast<std::size_t>(last - first),
                pixel(page, place.corner.x + first, place.corner.y + row));
  }
}

Image render_page(Renderer& renderer, const Page& page, const Camera& camera, const Viewport& viewport,
                  bool transparent) {
  const auto draw = [&](const PageCell& cell, const Viewport& size) {
    if (const auto* scene = std::get_if<Scene>(&cell.content))
      return renderer.render_image(*scene, camera, size, transparent);
    const Chart& chart = std::get<Chart>(cell.content);
    return renderer.render_image(lay_out_chart(chart, size), chart.theme, size, transparent);
  };
  if (page.cells.size() == 1) return draw(page.cells.front(), viewport);
  Image image{viewport.width, viewport.height,
              std::vector<std::uint8_t>(std::size_t{4} * static_cast<std::size_t>(viewport.width) *
                                        static_cast<std::size_t>(viewport.height))};
  if (!transparent) fill(image, palette(page.theme).background_top);
  for (const PageCell& cell : page.cells) {
    const CellPlace place = place_of(cell, viewport);
    place_image(draw(cell, place.viewport), cell, place, image);
  }
  if (page.divider) draw_divider(page, viewport, image);
  return image;
}

}  // namespace cartograd
