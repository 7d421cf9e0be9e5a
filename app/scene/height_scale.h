// From a loss to a height, a colour and a contour level: applied once, here, to surface, paths and markers alike.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/scene/scene.h"
#include "app/scene/view.h"

namespace cartograd {

class HeightScale {
 public:
  // Spans the chosen range, or the finite ones among the losses. A logarithmic scale needs positive losses: it ends
  // eight decades below the highest, or a little below the lowest positive one; what lies lower (a loss of exactly 0,
  // say) is drawn at its lower end.
  HeightScale(const HeightChoice& choice, std::span<const double> losses);

  // 0 … 1 for losses within the span. nan for nan; values outside the span are clamped.
  double position(double loss) const;
  // The same, but for a chosen range it goes on outside (to no more than three times the span), so that a surface can
  // be cut where it leaves the range.
  double place(double loss) const;
  // False for losses outside a chosen range.
  bool shows(double loss) const { return !chosen_ || (loss >= low_ && loss <= high_); }
  // A contour line runs where this is a whole number, a thick one at multiples of 5.
  double level(double loss) const;
  // Losses that have a contour line, ascending.
  std::vector<double> levels() const;
  // Round losses with their positions.
  std::vector<Tick> ticks() const;
  HeightKind kind() const { return kind_; }
  bool logarithmic() const { return kind_ == HeightKind::log; }
  // What an axis must say of the scale: "log scale"; empty for a linear one.
  std::string name() const;
  // What is drawn otherwise than it is: "below 2e−9 drawn at the floor", "cut away above 5"; empty = nothing.
  std::string note() const;
  bool cuts() const { return cut_below_ || cut_above_; }
  // The lower end, if some finite loss lies below it and is drawn there.
  std::optional<double> floored_at() const { return floored_ ? std::optional(low_) : std::nullopt; }

 private:
  double transform(double loss) const;
  double inverse_rank(double share) const;
  void choose_levels(Index count);

  HeightKind kind_;
  bool chosen_ = false;  // the range
  double low_ = 0, high_ = 1;
  double low_value_ = 0, high_value_ = 1;  // transformed
  double threshold_ = 1;                   // symlog: linear below
  std::vector<double> sorted_;             // rank: all finite losses
  double levels_per_unit_ = 0;             // of the transformed loss, where lines are evenly spaced there
  std::vector<double> levels_;             // otherwise: the losses with lines
  bool floored_ = false;                   // losses below the span are drawn at its lower end
  bool cut_below_ = false, cut_above_ = false;
};

}  // namespace cartograd
