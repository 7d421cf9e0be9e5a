#include "app/scene/page.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

#include "app/scene/charts.h"
#include "app/scene/page_writer.h"
#include "app/scene/type_sizes.h"

namespace cartograd {

namespace {

constexpr float map_share = 0.36f, curve_share = 0.42f;  // of the overview's width and height

class PageBuilder {
 public:
  PageBuilder(std::span<const Shown> shown, const View& view, float aspect)
      : shown_(shown.first(std::min<std::size_t>(shown.size(), 4))),
        view_(view),
        aspect_(aspect),
        scale_(common_scale()),
        colors_(common_colors()) {}

  Page build() {
    page_.theme = view_.theme;
    const ChartKind* chart = find_chart(view_.layout);
    if (view_.layout == "overview" && shown_.size() == 1)
      build_overview("map");
    else if (view_.layout == "explore" && shown_.size() == 1)
      build_overview("network");
    else if (shown_.size() == 2 && view_.divider && !chart)
      build_divided();
    else
      build_grid(chart);
    for (PageCell& cell : page_.cells)
      if (auto* surface = std::get_if<Scene>(&cell.content)) surface->plain_background = page_.cells.size() > 1;
    return std::move(page_);
  }

 private:
  HeightScale common_scale() const {
    std::vector<double> losses;
    for (const Shown& one : shown_) append_shown_losses(one.results, one.paths, losses);
    return HeightScale(view_.height, losses);
  }

  std::optional<ColorScale> common_colors() const {
    std::vector<const PlaneMap*> maps;
    for (const Shown& one : shown_) maps.push_back(shown_map(one.results, view_));
    return ColorScale::of(maps);
  }
  const ColorScale* colors() const { return colors_ ? &*colors_ : nullptr; }

  Scene scene(const Shown& one) const {
    return build_scene(one.results, one.paths, view_, one.title, &scale_, colors());
  }

  // Empty until there is something to draw.
  Chart diagram(const ChartKind& kind, const Shown& one) const {
    Chart chart;
    if (one.results.slice && one.results.training) chart = kind.make({one.results, one.paths, view_, scale_, colors()});
    zoom(chart);
    if (chart.title.empty()) chart.title = one.title;
    if (view_.caption && chart.caption.empty()) chart.caption = describe(one.results, one.paths);
    if (!view_.labels) chart.color_bar.reset();
    chart.theme = view_.theme;
    return chart;
  }

  void zoom(Chart& chart) const {
    const std::vector<double>& range = view_.chart_range;
    if (range.empty() || view_.layout == "overview" || view_.layout == "explore") return;
    if (!chart.x.logarithmic || range[0] > 0) std::tie(chart.x.low, chart.x.high) = std::pair(range[0], range[1]);
    if (!chart.y.logarithmic || range[2] > 0) std::tie(chart.y.low, chart.y.high) = std::pair(range[2], range[3]);
  }

  void build_grid(const ChartKind* kind) {
    const int count = static_cast<int>(shown_.size());
    const int columns = count == 1   ? 1
                        : count == 2 ? (aspect_ >= 1 ? 2 : 1)
                                     : 2,
              rows = (count + columns - 1) / columns;
    for (int i = 0; i < count; ++i) {
      const Shown& one = shown_[static_cast<std::size_t>(i)];
      PageCell cell;
      cell.name = kind ? kind->id : "surface";
      if (count > 1) cell.name += fmt::format(" {}", i + 1);
      const glm::vec2 size(1.f / static_cast<float>(columns), 1.f / static_cast<float>(rows));
      cell.low = size * glm::vec2(i % columns, i / columns);
      cell.high = cell.low + size;
      if (kind)
        cell.content = diagram(*kind, one);
      else
        cell.content = scene(one);
      page_.cells.push_back(std::move(cell));
    }
  }

  void build_divided() {
    const float place = static_cast<float>(*view_.divider);
    page_.divider = place;
    for (std::size_t i = 0; i < 2; ++i) {
      PageCell cell;
      cell.name = i == 0 ? "before" : "after";
      cell.seen = i == 0 ? glm::vec2(0, place) : glm::vec2(place, 1);
      cell.content = scene(shown_[i]);
      page_.cells.push_back(std::move(cell));
    }
    // One title and one caption for both.
    Scene &left = std::get<Scene>(page_.cells[0].content), &right = std::get<Scene>(page_.cells[1].content);
    const std::string title = left.title == right.title ? left.title : left.title + "  |  " + right.title;
    left.title = right.title = title;
    if (left.caption != right.caption) left.caption = right.caption = left.caption + "  |  " + right.caption;
  }

  // The surface at the left; its map or its network and the loss curves at the right.
  void build_overview(const char* upper) {
    const Shown& one = shown_.front();
    const bool wide = aspect_ >= 1;
    const auto add = [&](const char* name, glm::vec2 low, glm::vec2 high, std::variant<Scene, Chart> content) {
      if (!wide) {  // on a tall page the diagrams stand below
        low = {low.y, low.x};
        high = {high.y, high.x};
      }
      page_.cells.push_back({name, low, high, {0, 1}, std::move(content)});
    };
    const float split = 1 - map_share - (wide ? 0 : 0.06f);
    add("surface", {0, 0}, {split, 1}, scene(one));
    const auto companion = [&](const char* id) {
      Chart chart = diagram(*find_chart(id), one);
      if (chart.title == one.title) chart.title.clear();
      chart.caption.clear();
      chart.color_bar.reset();
      for (ChartSeries& series : chart.series) series.label.clear();  // the surface's legend tells
      return chart;
    };
    add(upper, {split, 0}, {1, 1 - curve_share}, companion(upper));
    add("loss", {split, 1 - curve_share}, {1, 1}, companion("loss"));
  }

  std::span<const Shown> shown_;
  const View& view_;
  float aspect_;
  HeightScale scale_;
  std::optional<ColorScale> colors_;
  Page page_;
};

}  // namespace

Page build_page(std::span<const Shown> shown, const View& view, float aspect) {
  return PageBuilder(shown, view, aspect).build();
}

CellPlace place_of(const PageCell& cell, const Viewport& page) {
  const glm::vec2 size(page.width, page.height);
  const glm::ivec2 low(glm::round(cell.low * size)), high(glm::round(cell.high * size));
  CellPlace place{low, page};
  place.viewport.width = std::max(1, high.x - low.x);
  place.viewport.height = std::max(1, high.y - low.y);
  return place;
}

DividerBar divider_bar(const Page& page, const Viewport& viewport) {
  DividerBar bar;
  const int width = std::max(1, static_cast<int>(std::lround(1.5f * viewport.scale)));
  const auto pixels = [&](float points) { return static_cast<int>(std::lround(points * viewport.scale)); };
  bar.low.x = static_cast<int>(std::lround(page.divider.value_or(0) * static_cast<float>(viewport.width))) - width / 2;
  bar.high = {bar.low.x + width, viewport.height};
  if (const auto* scene = page.cells.empty() ? nullptr : std::get_if<Scene>(&page.cells.front().content)) {
    const float above = title_height(scene->title, viewport), below = caption_height(scene->caption, viewport);
    if (above > 0) bar.low.y = pixels(above + type_size::border + type_size::gap);
    if (below > 0) bar.high.y = viewport.height - pixels(below + type_size::border);
  }
  bar.low = glm::clamp(bar.low, glm::ivec2(0), glm::ivec2(viewport.width, viewport.height));
  bar.high = glm::clamp(bar.high, bar.low, glm::ivec2(viewport.width, viewport.height));
  return bar;
}

}  // namespace cartograd
