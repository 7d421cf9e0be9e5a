#include "app/scene/surface_colors.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace cartograd {

namespace {

constexpr double tiny_loss = 1e-6;
constexpr double highest_ratio = 1;  // as much curved down as up

const char* title_of(MapQuantity quantity) {
  switch (quantity) {
    case MapQuantity::gradient:
      return "full gradient norm";
    case MapQuantity::curvature:
      return "|λmin| / λmax";
    case MapQuantity::ending:
      return "ends at loss";
    case MapQuantity::ending_loss:
      return "final loss";
  }
  return "";
}

double largest(std::span<const double> values) {
  double found = 0;
  for (const double value : values)
    if (std::isfinite(value)) found = std::max(found, value);
  return found;
}

std::string loss_label(double loss) { return std::abs(loss) < tiny_loss ? "below 10⁻⁶" : fmt::format("{:.3g}", loss); }

// The value of the grid's point nearest to a place.
double nearest(const Slice& grid, double a, double b) {
  const Window& window = grid.window;
  const auto index = [](double value, double low, double high, Index count) {
    return static_cast<Index>(std::lround((value - low) / (high - low) * static_cast<double>(count - 1)));
  };
  return grid.at(index(a, window.a_min, window.a_max, grid.columns), index(b, window.b_min, window.b_max, grid.rows));
}

HeightChoice choice_for(MapQuantity quantity, double highest) {
  HeightChoice choice;
  choice.kind = quantity == MapQuantity::gradient      ? HeightKind::log
                : quantity == MapQuantity::ending_loss ? HeightKind::automatic
                                                       : HeightKind::linear;
  if (quantity == MapQuantity::curvature) choice.range = {0, highest > 0 ? std::min(highest, highest_ratio) : 1};
  return choice;
}

}  // namespace

std::optional<MapQuantity> map_quantity(const View& view) {
  if (view.color_by == ColorBy::loss) return std::nullopt;
  switch (view.color_by) {
    case ColorBy::gradient:
      return MapQuantity::gradient;
    case ColorBy::ending:
      return MapQuantity::ending;
    case ColorBy::ending_loss:
      return MapQuantity::ending_loss;
    default:
      return MapQuantity::curvature;
  }
}

const PlaneMap* shown_map(const Results& results, const View& view) {
  const auto& map = results.plane_map;
  if (!map || !results.slice || map_quantity(view) != map->request.quantity) return nullptr;
  const bool same = map->request.slice->fit == results.slice->fit && map->grid.window == results.slice->slice.window;
  return same ? map.get() : nullptr;
}

std::string describe_map(const PlaneMap& map) {
  const bool whole = std::ranges::all_of(map.grid.loss, [](double value) { return std::isfinite(value); });
  if (!trains_from_every_place(map.request.quantity))
    return fmt::format("colours: {} on a {} × {} grid{}", title_of(map.request.quantity), map.grid.columns,
                       map.grid.rows, whole ? "" : ", grey where it is not known");
  const std::string what = map.request.quantity == MapQuantity::ending
                               ? fmt::format("which of {} places", map.endings.size())
                               : "the loss at which";
  return fmt::format("colours: {} {} ends at from {} × {} starts{}", what,
                     run_label(map.request.slice->request.basis->request.runs.front()), map.grid.columns, map.grid.rows,
                     whole ? "" : ", grey where it diverges");
}

ColorScale::ColorScale(MapQuantity quantity, std::span<const double> values, std::span<const double> endings)
    : quantity_(quantity),
      more_(quantity == MapQuantity::curvature && largest(values) > highest_ratio),
      scale_(choice_for(quantity, largest(values)), values),
      sorted_(endings.begin(), endings.end()),
      rank_(endings.size()) {
  std::vector<std::size_t> order(endings.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  // What differs by rounding only is in the order in which it was met, so that colours do not change places.
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return std::round(endings[i] / tiny_loss); });
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    rank_[order[rank]] = rank;
    sorted_[rank] = endings[order[rank]];
  }
}

std::optional<ColorScale> ColorScale::of(std::span<const PlaneMap* const> maps) {
  std::vector<double> values;
  const PlaneMap* last = nullptr;
  for (const PlaneMap* map : maps) {
    if (!map) continue;
    values.insert(values.end(), map->grid.loss.begin(), map->grid.loss.end());
    last = map;
  }
  if (!last) return std::nullopt;
  return ColorScale(last->request.quantity, values, last->endings);
}

double ColorScale::position(double value) const {
  if (!std::isfinite(value)) return value;
  if (!categorical()) return scale_.position(value);
  const auto place = static_cast<std::size_t>(value);
  const std::size_t rank = place < rank_.size() ? rank_[place] : most_places;
  return static_cast<double>(std::min(rank, most_places - 1)) / (most_places - 1);
}

ColorBar ColorScale::bar() const {
  ColorBar bar{title_of(quantity_), scale_.ticks()};
  if (more_ && !bar.ticks.empty()) bar.ticks.back().label = "≥ " + bar.ticks.back().label;
  if (!categorical()) return bar;
  bar.ticks.clear();
  bar.categories = static_cast<int>(std::clamp<std::size_t>(sorted_.size(), 1, most_places));
  const auto count = static_cast<float>(bar.categories);
  for (int rank = 0; rank < bar.categories; ++rank)
    bar.ticks.push_back({(static_cast<float>(rank) + .5f) / count,
                         sorted_.empty() ? "" : loss_label(sorted_[static_cast<std::size_t>(rank)])});
  if (sorted_.size() > most_places) bar.ticks.back().label = "others";
  return bar;
}

void color_by_map(SurfaceMesh& mesh, const Slice& slice, const PlaneMap& map, const ColorScale& scale) {
  Slice places = map.grid;
  for (double& value : places.loss) value = scale.position(value);
  const Window& window = places.window;
  mesh.categorical = scale.categorical();
  for (Index row = 0; row < slice.rows; ++row)
    for (Index column = 0; column < slice.columns; ++column) {
      const double a = std::clamp(slice.a(column), window.a_min, window.a_max);
      const double b = std::clamp(slice.b(row), window.b_min, window.b_max);
      const double place = scale.categorical() ? nearest(places, a, b) : places.interpolate(a, b);
      mesh.color[static_cast<std::size_t>(row * slice.columns + column)] =
          std::isfinite(place) ? static_cast<float>(place) : -1;
    }
}

}  // namespace cartograd
