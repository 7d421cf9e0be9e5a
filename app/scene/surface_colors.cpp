#include "app/scene/surface_colors.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace cartograd {

namespace {

constexpr double highest_ratio = 1;  // as much curved down as up

const char* title_of(MapQuantity quantity) {
  return quantity == MapQuantity::gradient ? "full gradient norm" : "|λmin| / λmax";
}

double largest(std::span<const double> values) {
  double found = 0;
  for (const double value : values)
    if (std::isfinite(value)) found = std::max(found, value);
  return found;
}

HeightChoice choice_for(MapQuantity quantity, double highest) {
  HeightChoice choice;
  choice.kind = quantity == MapQuantity::gradient ? HeightKind::log : HeightKind::linear;
  if (quantity == MapQuantity::curvature) choice.range = {0, highest > 0 ? std::min(highest, highest_ratio) : 1};
  return choice;
}

}  // namespace

std::optional<MapQuantity> map_quantity(const View& view) {
  if (view.color_by == ColorBy::loss) return std::nullopt;
  return view.color_by == ColorBy::gradient ? MapQuantity::gradient : MapQuantity::curvature;
}

const PlaneMap* shown_map(const Results& results, const View& view) {
  const auto& map = results.plane_map;
  if (!map || !results.slice || map_quantity(view) != map->request.quantity) return nullptr;
  const bool same = map->request.slice->fit == results.slice->fit && map->grid.window == results.slice->slice.window;
  return same ? map.get() : nullptr;
}

std::string describe_map(const PlaneMap& map) {
  const bool whole = std::ranges::all_of(map.grid.loss, [](double value) { return std::isfinite(value); });
  return fmt::format("colours: {} on a {} × {} grid{}", title_of(map.request.quantity), map.grid.columns, map.grid.rows,
                     whole ? "" : ", grey where it is not known");
}

ColorScale::ColorScale(MapQuantity quantity, std::span<const double> values)
    : quantity_(quantity),
      more_(quantity == MapQuantity::curvature && largest(values) > highest_ratio),
      scale_(choice_for(quantity, largest(values)), values) {}

std::optional<ColorScale> ColorScale::of(std::span<const PlaneMap* const> maps) {
  std::vector<double> values;
  const PlaneMap* last = nullptr;
  for (const PlaneMap* map : maps) {
    if (!map) continue;
    values.insert(values.end(), map->grid.loss.begin(), map->grid.loss.end());
    last = map;
  }
  if (!last) return std::nullopt;
  return ColorScale(last->request.quantity, values);
}

double ColorScale::position(double value) const { return std::isfinite(value) ? scale_.position(value) : value; }

ColorBar ColorScale::bar() const {
  ColorBar bar{title_of(quantity_), scale_.ticks()};
  if (more_ && !bar.ticks.empty()) bar.ticks.back().label = "≥ " + bar.ticks.back().label;
  return bar;
}

void color_by_map(SurfaceMesh& mesh, const Slice& slice, const PlaneMap& map, const ColorScale& scale) {
  Slice places = map.grid;
  for (double& value : places.loss) value = scale.position(value);
  const Window& window = places.window;
  for (Index row = 0; row < slice.rows; ++row)
    for (Index column = 0; column < slice.columns; ++column) {
      const double a = std::clamp(slice.a(column), window.a_min, window.a_max);
      const double place = places.interpolate(a, std::clamp(slice.b(row), window.b_min, window.b_max));
      mesh.color[static_cast<std::size_t>(row * slice.columns + column)] =
          std::isfinite(place) ? static_cast<float>(place) : -1;
    }
}

}  // namespace cartograd
