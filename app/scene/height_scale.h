// From a loss to a height, a colour and a contour level: applied once, here, to surface, paths and markers alike.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "app/scene/scene.h"
#include "app/scene/view.h"

namespace cartograd {

class HeightScale {
 public:
  // Spans the finite ones among the losses. A logarithmic scale needs positive losses: it ends eight decades below the
  // highest, or a little below the lowest positive one; what lies lower (a loss of exactly 0, say) is drawn at its
  // lower end. `contours`: about how many levels.
  HeightScale(HeightKind kind, std::span<const double> losses, Index contours);

  // 0 … 1 for losses within the span. nan for nan; values outside the span are clamped.
  double position(double loss) const;
  // A contour line runs where this is a whole number, a thick one at multiples of 5.
  double level(double loss) const;
  // Round losses with their positions.
  std::vector<Tick> ticks() const;
  bool logarithmic() const { return kind_ == HeightKind::log; }
  // The lower end, if some finite loss lies below it and is drawn there.
  std::optional<double> cut_below() const { return cut_below_ ? std::optional(low_) : std::nullopt; }

 private:
  HeightKind kind_;
  double low_ = 0, high_ = 1;
  double levels_per_unit_ = 0;  // per unit of loss, or per decade
  bool cut_below_ = false;
};

}  // namespace cartograd
