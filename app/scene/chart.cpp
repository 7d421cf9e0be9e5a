#include "app/scene/chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "app/scene/axis_layout.h"
#include "app/scene/chart_parts.h"
#include "app/scene/colormap.h"
#include "app/scene/font.h"
#include "app/scene/page_writer.h"
#include "app/scene/point_look.h"
#include "app/scene/theme.h"
#include "app/scene/ticks.h"
#include "app/scene/type_sizes.h"

namespace cartograd {

namespace {

constexpr int bands = 48;  // of a map's colours

// The part of a line from a to b inside a rectangle (Liang & Barsky 1984); false if there is none.
bool clip(const glm::vec2& low, const glm::vec2& high, glm::vec2& a, glm::vec2& b) {
  float begin = 0, end = 1;
  const glm::vec2 along = b - a;
  for (int k = 0; k < 2; ++k) {
    if (along[k] == 0) {
      if (a[k] < low[k] || a[k] > high[k]) return false;
      continue;
    }
    float enter = (low[k] - a[k]) / along[k], leave = (high[k] - a[k]) / along[k];
    if (enter > leave) std::swap(enter, leave);
    begin = std::max(begin, enter);
    end = std::min(end, leave);
  }
  if (begin > end) return false;
  b = a + end * along;
  a += begin * along;
  return true;
}

// The part of a ring inside a rectangle (Sutherland & Hodgman 1974): what would be several pieces stays joined along
// the rectangle's sides, which a filled area does not show.
std::vector<glm::vec2> clipped_ring(std::vector<glm::vec2> ring, const glm::vec2& low, const glm::vec2& high) {
  for (int side = 0; side < 4 && !ring.empty(); ++side) {
    const int k = side / 2;
    const bool upper = side % 2 == 1;
    const float limit = upper ? high[k] : low[k];
    const auto inside = [&](const glm::vec2& point) { return upper ? point[k] <= limit : point[k] >= limit; };
    std::vector<glm::vec2> kept;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const glm::vec2 &from = ring[i], &to = ring[(i + 1) % ring.size()];
      if (inside(from)) kept.push_back(from);
      if (inside(from) != inside(to)) kept.push_back(glm::mix(from, to, (limit - from[k]) / (to[k] - from[k])));
    }
    ring = std::move(kept);
  }
  return ring;
}

class ChartLayout {
 public:
  ChartLayout(const Chart& chart, const Viewport& viewport)
      : chart_(chart),
        viewport_(viewport),
        colors_(palette(chart.theme)),
        frame_(chart_frame(chart, viewport)),
        page_(overlay_, chart.theme, viewport) {}

  Overlay run() {
    const float title_end = page_.write_title(chart_.title);
    page_.write_summary(chart_.summary, chart_.title.empty() ? points(type_size::border * .75f) : title_end);
    page_.write_caption(chart_.caption);
    if (chart_.color_bar)
      page_.write_color_bar(*chart_.color_bar, chart_.map ? chart_.map->colormap : chart_.colormap, chart_.note,
                            bar_place());
    if (frame_.high.x - frame_.low.x < points(20) || frame_.high.y - frame_.low.y < points(20)) return overlay_;
    if (chart_.map) add_map(*chart_.map);
    overlay_.begin_part("regions");
    for (const ChartRegion& region : chart_.regions) add_region(region.field, 0, region.color, region.low, region.high);
    overlay_.begin_part("grid");
    add_axis(false);
    add_axis(true);
    overlay_.begin_part("data");
    for (const ChartBars& bars : chart_.bars) add_bars(bars);
    if (chart_.cells) add_cells(*chart_.cells);
    for (const ChartSeries& series : chart_.series) add_series(series);
    if (chart_.cursor) add_cursor(*chart_.cursor);
    for (const ChartPoint& point : chart_.points) add_point(point);
    overlay_.begin_part("frame");
    add_frame();
    add_thumbnails();
    add_legend();
    if (!chart_.map) page_.write_remark(chart_.note, frame_.low, frame_.high);
    return overlay_;
  }

 private:
  float points(float length) const { return length * viewport_.scale; }

  // Beside the map, not at the border of a page that may be much wider.
  glm::vec2 bar_place() const {
    return {frame_.high.x + points(type_size::border), (frame_.low.y + frame_.high.y) / 2};
  }

  void add_map(const ChartMap& map) {
    overlay_.begin_part("bands");
    // Each band covers all that is higher, and the next one is drawn over it: no seams.
    if (map.categories > 0) add_categories(map);
    for (int band = 0; band < bands && map.categories == 0; ++band) {
      const float from = static_cast<float>(band) / bands;
      const bool lowest = band == 0 && chart_.note.empty();
      add_region(map.color, lowest ? -std::numeric_limits<float>::max() : from,
                 colormap_color(map.colormap, from + .5f / bands), map.low, map.high);
    }
    if (!chart_.note.empty() && map.categories == 0)
      add_region(map.color, 1 + 1e-4f, colors_.background_top, map.low, map.high);
    overlay_.begin_part("contours");
    for (int level : map.levels) {
      const bool thick = level % 5 == 0;
      const glm::vec4 ink(glm::vec3(.08f), 1);
      for (const auto& line : level_lines(map.level, static_cast<float>(level))) {
        std::vector<glm::vec2> placed;
        for (const glm::vec2& point : line) placed.push_back(field_place(map.level, point, map.low, map.high));
        add_clipped(placed, {{}, points(thick ? 1.1f : .55f), ink});
      }
    }
  }

  // For each colour, where it is the nearest one.
  void add_categories(const ChartMap& map) {
    const auto last = static_cast<float>(map.categories - 1);
    for (int k = 0; k < map.categories; ++k) {
      Field inside = map.color;
      bool any = false;
      for (float& value : inside.value) {
        value = std::lround(value * last) == k ? 1.f : -1.f;
        any |= value > 0;
      }
      if (any) add_region(inside, 0, colormap_color(map.colormap, static_cast<float>(k) / last), map.low, map.high);
    }
  }

  glm::vec2 field_place(const Field& field, const glm::vec2& grid, const glm::dvec2& low,
                        const glm::dvec2& high) const {
    const glm::dvec2 t(grid.x / static_cast<float>(field.columns - 1), grid.y / static_cast<float>(field.rows - 1));
    const glm::dvec2 data = glm::mix(low, high, t);
    return frame_.place(data.x, data.y);
  }

  // Where the field is at least `level`.
  void add_region(const Field& field, float level, const glm::vec3& color, const glm::dvec2& low,
                  const glm::dvec2& high) {
    OverlayArea area;
    for (const auto& ring : level_region(field, level)) {
      std::vector<glm::vec2> placed;
      for (const glm::vec2& point : ring) placed.push_back(field_place(field, point, low, high));
      placed = clipped_ring(placed, frame_.low, frame_.high);
      if (placed.empty()) continue;
      placed.push_back(placed.front());
      placed = simplified(placed, .05f);
      placed.pop_back();
      if (placed.size() > 2) area.rings.push_back(std::move(placed));
    }
    area.color = glm::vec4(color, 1);
    if (!area.rings.empty()) overlay_.areas.push_back(std::move(area));
  }

  // Grid lines, ticks, labels and the title of the axis along x, or along y.
  void add_axis(bool upright) {
    using namespace type_size;
    const ChartAxis& axis = upright ? frame_.y : frame_.x;
    const float extent = upright ? frame_.high.y - frame_.low.y : frame_.high.x - frame_.low.x;
    const glm::vec4 ink(colors_.ink, 1), faint(colors_.faint_ink, 1), grid(colors_.grid, 1);
    float widest = 0, last_end = std::numeric_limits<float>::lowest();
    for (const Tick& tick : axis_ticks(axis, extent / viewport_.scale, upright ? y_tick_spacing : x_tick_spacing)) {
      const glm::vec2 place = upright ? glm::vec2(frame_.low.x, glm::mix(frame_.high.y, frame_.low.y, tick.position))
                                      : glm::vec2(glm::mix(frame_.low.x, frame_.high.x, tick.position), frame_.high.y);
      const glm::vec2 across = upright ? glm::vec2(frame_.high.x, place.y) : glm::vec2(place.x, frame_.low.y);
      if (!chart_.map) overlay_.lines.push_back({place, across, points(.7f), grid});
      const glm::vec2 outward = upright ? glm::vec2(-1, 0) : glm::vec2(0, 1);
      overlay_.lines.push_back({place, place + outward * points(type_size::tick * .8f), points(1), ink});
      const OverlayText text{.text = tick.label,
                             .position = place + outward * points(type_size::tick * .8f + gap),
                             .size = points(label),
                             .color = faint,
                             .anchor = upright ? glm::vec2(1, .5f) : glm::vec2(.5f, 0)};
      const float width = text_width(tick.label, points(label));
      if (!upright && (place.x - width / 2 < last_end || place.x + width / 2 > static_cast<float>(viewport_.width)))
        continue;
      last_end = place.x + width / 2 + points(6);
      widest = std::max(widest, width);
      overlay_.texts.push_back(text);
    }
    if (axis.title.empty()) return;
    const float beyond = points(type_size::tick * .8f + 2 * gap) + (upright ? widest : points(label * text_height));
    const glm::vec2 middle = (frame_.low + frame_.high) * .5f;
    const float size = points(axis_title), room = std::max(extent, points(60));
    const bool fits = text_width(axis.title, size) <= room;
    overlay_.texts.push_back(
        {.text = shorten_text(fits ? axis.title : without_brackets(axis.title), size, room),
         .position = upright ? glm::vec2(frame_.low.x - beyond, middle.y) : glm::vec2(middle.x, frame_.high.y + beyond),
         .size = size,
         .color = ink,
         .anchor = upright ? glm::vec2(.5f, 1) : glm::vec2(.5f, 0),
         .rotation = upright ? -std::numbers::pi_v<float> / 2 : 0});
  }

  void add_bars(const ChartBars& bars) {
    for (std::size_t i = 0; i < bars.heights.size(); ++i) {
      const double base = frame_.y.logarithmic ? frame_.y.low : std::max(0.0, frame_.y.low);
      const glm::vec2 a = frame_.place(bars.edges[i], base), b = frame_.place(bars.edges[i + 1], bars.heights[i]);
      const glm::vec2 low = glm::clamp(glm::min(a, b), frame_.low, frame_.high);
      const glm::vec2 high = glm::clamp(glm::max(a, b), frame_.low, frame_.high);
      const float gap = std::min(points(.5f), .2f * (high.x - low.x));
      if (high.y - low.y > 0 && high.x > low.x)
        overlay_.areas.push_back(
            {{{{low.x + gap, low.y}, {high.x - gap, low.y}, {high.x - gap, high.y}, {low.x + gap, high.y}}},
             glm::vec4(bars.color, 1)});
    }
  }

  void add_cells(const ChartCells& cells) {
    for (int row = 0; row < cells.rows; ++row)
      for (int column = 0; column < cells.columns; ++column) {
        const auto i = static_cast<std::size_t>(row * cells.columns + column);
        const glm::vec2 a = frame_.place(column - .5, row - .5), b = frame_.place(column + .5, row + .5);
        const glm::vec2 low = glm::min(a, b), high = glm::max(a, b);
        const glm::vec3 color = glm::mix(colors_.background_top, cells.color[i], cells.shade[i]);
        if (cells.shade[i] > 0)
          overlay_.areas.push_back({{{low, {high.x, low.y}, high, {low.x, high.y}}}, glm::vec4(color, 1)});
        const float size = std::min(points(type_size::label), .62f * (high.y - low.y));
        if (cells.text[i].empty() || text_width(cells.text[i], size) > high.x - low.x) continue;
        const glm::vec3 ink = contrast(colors_.ink, color) >= 4.5 ? colors_.ink : colors_.background_top;
        overlay_.texts.push_back(
            {.text = cells.text[i], .position = (low + high) * .5f, .size = size, .color = glm::vec4(ink, 1)});
      }
  }

  // As many as there is room for.
  void add_thumbnails() {
    if (chart_.thumbnails.empty()) return;
    overlay_.begin_part("thumbnails");
    const float side = points(thumbnail_side), step = side + points(8);
    glm::vec2 low(frame_.low.x, frame_.high.y + points(frame_.below));
    const float size = points(type_size::label);
    overlay_.texts.push_back({.text = chart_.thumbnails_title,
                              .position = low,
                              .size = size,
                              .color = glm::vec4(colors_.ink, 1),
                              .anchor = {0, 0}});
    low.y += size * text_height + points(type_size::gap);
    const float end = std::max(frame_.high.x, low.x + 6 * step);
    for (const ChartThumbnail& thumbnail : chart_.thumbnails) {
      if (low.x + side > std::min(end, static_cast<float>(viewport_.width))) break;
      add_thumbnail(thumbnail, low, side);
      low.x += step;
    }
  }

  // Pixels of one grey are one area.
  void add_thumbnail(const ChartThumbnail& thumbnail, const glm::vec2& low, float side) {
    constexpr int greys = 16;
    std::array<OverlayArea, greys + 1> areas;
    const glm::vec2 pixel = glm::vec2(side) / glm::vec2(thumbnail.columns, thumbnail.rows);
    for (int row = 0; row < thumbnail.rows; ++row)
      for (int column = 0; column < thumbnail.columns; ++column) {
        const float grey = thumbnail.grey[static_cast<std::size_t>(row * thumbnail.columns + column)];
        const glm::vec2 from = low + pixel * glm::vec2(column, row), to = from + pixel;
        areas[static_cast<std::size_t>(std::lround(std::clamp(grey, 0.f, 1.f) * greys))].rings.push_back(
            {from, {to.x, from.y}, to, {from.x, to.y}});
      }
    for (std::size_t i = 0; i < areas.size(); ++i) {
      if (areas[i].rings.empty()) continue;
      areas[i].color = glm::vec4(glm::vec3(static_cast<float>(i) / greys), 1);
      overlay_.areas.push_back(std::move(areas[i]));
    }
    overlay_.texts.push_back({.text = thumbnail.label,
                              .position = low + glm::vec2(side / 2, side + points(2)),
                              .size = points(type_size::label),
                              .color = glm::vec4(colors_.faint_ink, 1),
                              .anchor = {.5f, 0}});
  }

  void add_series(const ChartSeries& series) {
    const glm::vec4 color(shown_color(chart_, series), 1);
    const OverlayPath style{{}, points(series.width), color, points(series.dash)};
    std::vector<glm::vec2> piece;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (!std::isfinite(series.x[i]) || !std::isfinite(series.y[i])) {
        if (series.width > 0) add_clipped(piece, style);
        piece.clear();
        continue;
      }
      piece.push_back(frame_.place(series.x[i], series.y[i]));
      if (series.marker > 0 && frame_.contains(piece.back())) {
        const float radius = points(series.marker);
        OverlayArea area{{marker_ring(series.shape, piece.back(), radius)}, color};
        if (series.hollow) area.rings.push_back(marker_ring(series.shape, piece.back(), radius - points(1.1f)));
        overlay_.areas.push_back(std::move(area));
      }
    }
    if (series.width > 0) add_clipped(piece, style);
  }

  // The parts of a line that lie inside the frame, each as a path with the style's width, colour and dash.
  void add_clipped(const std::vector<glm::vec2>& line, const OverlayPath& style) {
    OverlayPath path = style;
    const auto finish = [&] {
      path.points = simplified(path.points, .1f);
      if (path.points.size() > 1) overlay_.paths.push_back(path);
      path.points.clear();
    };
    for (std::size_t i = 1; i < line.size(); ++i) {
      glm::vec2 from = line[i - 1], to = line[i];
      if (!clip(frame_.low, frame_.high, from, to)) {
        finish();
        continue;
      }
      if (path.points.empty() || path.points.back() != from) {
        finish();
        path.points.push_back(from);
      }
      path.points.push_back(to);
    }
    finish();
  }

  void add_cursor(double x) {
    const float place = frame_.place(x, frame_.y.low).x;
    if (place < frame_.low.x || place > frame_.high.x) return;
    overlay_.lines.push_back({{place, frame_.low.y}, {place, frame_.high.y}, points(1.2f), glm::vec4(colors_.ink, 1)});
  }

  void add_point(const ChartPoint& point) {
    const glm::vec2 place = frame_.place(point.x, point.y);
    if (!frame_.contains(place)) return;
    const float radius = points(point.size);
    if (radius > 0) {
      OverlayArea outline{{marker_ring(point.shape, place, radius + points(1))}, glm::vec4(colors_.outline, 1)};
      OverlayArea body{{marker_ring(point.shape, place, radius)}, glm::vec4(point.color, 1)};
      if (point.shape == MarkerShape::ring) {  // with a hole
        outline.rings.push_back(marker_ring(point.shape, place, .6f * radius - points(1)));
        body.rings.push_back(marker_ring(point.shape, place, .6f * radius));
      }
      overlay_.areas.push_back(std::move(outline));
      overlay_.areas.push_back(std::move(body));
    }
    if (point.name.empty()) return;
    const bool left = place.x > frame_.high.x - points(80);
    const OverlayText text{.text = point.name,
                           .position = place + glm::vec2(left ? -1 : 1, 0) * (radius + points(5)),
                           .size = points(type_size::label),
                           .color = glm::vec4(colors_.ink, 1),
                           .anchor = {left ? 1 : 0, radius > 0    ? .5f
                                                    : point.under ? -.15f
                                                                  : 1.15f}};
    const OrientedBox room = grown(box(text), points(2));
    for (const OverlayText& other : overlay_.texts)
      if (overlap(room, box(other))) return;
    overlay_.panels.push_back(
        {room.center - room.half, room.center + room.half, glm::vec4(colors_.background_top, .72f)});
    overlay_.texts.push_back(text);
  }

  // All around a map; otherwise the two axes.
  void add_frame() {
    const glm::vec4 ink(colors_.ink, 1);
    const float width = points(type_size::line);
    const glm::vec2 upper_right(frame_.high.x, frame_.low.y), lower_left(frame_.low.x, frame_.high.y);
    overlay_.lines.push_back({frame_.low, lower_left, width, ink});
    overlay_.lines.push_back({lower_left, frame_.high, width, ink});
    if (!chart_.map) return;
    overlay_.lines.push_back({frame_.low, upper_right, width, ink});
    overlay_.lines.push_back({upper_right, frame_.high, width, ink});
  }

  // Above the plot, or in the corner where it covers least of the data.
  void add_legend() {
    const std::vector<LegendEntry> entries = legend_of(chart_);
    if (entries.empty()) return;
    const float room = (frame_.high.x - frame_.low.x) * legend_room / viewport_.scale;
    if (frame_.legend_columns > 0) {
      const float height = points(legend_size(entries, room, frame_.legend_columns).y);
      return page_.write_legend(entries, frame_.low - glm::vec2(0, height), frame_.legend_columns);
    }
    const glm::vec2 size = points(1) * legend_size(entries, room), inset(points(4));
    const std::array<glm::vec2, 4> corners = {
        glm::vec2(frame_.high.x - size.x, frame_.low.y) + glm::vec2(-1, 1) * inset, frame_.low + inset,
        frame_.high - size - inset, glm::vec2(frame_.low.x, frame_.high.y - size.y) + glm::vec2(1, -1) * inset};
    glm::vec2 best = corners[0];
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (const glm::vec2& corner : corners) {
      std::size_t covered = 0;
      const auto count = [&](double x, double y) {
        const glm::vec2 place = frame_.place(x, y);
        covered += glm::all(glm::greaterThanEqual(place, corner)) && glm::all(glm::lessThanEqual(place, corner + size));
      };
      for (const ChartSeries& series : chart_.series)
        for (std::size_t i = 0; i < series.x.size(); ++i) count(series.x[i], series.y[i]);
      for (const ChartPoint& point : chart_.points) count(point.x, point.y);
      if (covered < least) {
        least = covered;
        best = corner;
      }
    }
    page_.set_covered(frame_.low, frame_.high);
    page_.write_legend(entries, best);
  }

  const Chart& chart_;
  const Viewport& viewport_;
  const Palette& colors_;
  ChartFrame frame_;
  Overlay overlay_;
  PageWriter page_;
};

}  // namespace

Overlay lay_out_chart(const Chart& chart, const Viewport& viewport) { return ChartLayout(chart, viewport).run(); }

}  // namespace cartograd
