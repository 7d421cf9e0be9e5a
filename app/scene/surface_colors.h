// The surface's colours where they tell something else than losses.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/scene/height_scale.h"
#include "app/scene/scene.h"
#include "app/scene/view.h"
#include "core/experiment/plane_map.h"

namespace cartograd {

// What a view colours by; nothing for the loss.
std::optional<MapQuantity> map_quantity(const View& view);

// The results' map if it is what the view asks for, and of the plane and window that are shown; else null.
const PlaneMap* shown_map(const Results& results, const View& view);

// "colours: full gradient norm on a 33 × 33 grid".
std::string describe_map(const PlaneMap& map);

// From a quantity to a place in the colour map. The gradient's norm is on a logarithmic scale; the ratio of curvatures
// is on one from 0 to its largest value, or to 1 and all above; places where runs end are in the order of their losses,
// and those that are too many for the colours share the last one.
class ColorScale {
 public:
  static constexpr std::size_t most_places = most_categories;

  // Spans the finite ones among the values. `endings`: the losses of places that the values number.
  ColorScale(MapQuantity quantity, std::span<const double> values, std::span<const double> endings = {});
  // That of all maps that are shown together; nothing if there is none.
  static std::optional<ColorScale> of(std::span<const PlaneMap* const> maps);

  // 0 … 1 for finite values; the others stay as they are.
  double position(double value) const;
  ColorBar bar() const;
  bool categorical() const { return quantity_ == MapQuantity::ending; }

 private:
  MapQuantity quantity_;
  bool more_ = false;  // some values are above the scale's upper end
  HeightScale scale_;
  std::vector<double> sorted_;     // losses of the places, ascending
  std::vector<std::size_t> rank_;  // of each place
};

// Colours all points of a mesh: bilinear in the map's grid, between places in the colour map, so that one huge ratio
// does not outshine its neighbours; −1 where the map has no value.
void color_by_map(SurfaceMesh& mesh, const Slice& slice, const PlaneMap& map, const ColorScale& scale);

}  // namespace cartograd
