#include "app/scene/height_scale.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "app/scene/ticks.h"

namespace cartograd {

namespace {

constexpr double most_decades = 8;

// The nice number (1, 2 or 5 times a power of ten) nearest below a wanted step.
double nice_step(double wanted) {
  const double power = std::pow(10, std::floor(std::log10(wanted)));
  for (double factor : {5.0, 2.0})
    if (factor * power <= wanted) return factor * power;
  return power;
}

}  // namespace

HeightScale::HeightScale(HeightKind kind, std::span<const double> losses, Index contours) : kind_(kind) {
  double low = std::numeric_limits<double>::infinity(), high = -low, lowest_positive = low;
  for (double loss : losses)
    if (std::isfinite(loss)) {
      low = std::min(low, loss);
      high = std::max(high, loss);
      if (loss > 0) lowest_positive = std::min(lowest_positive, loss);
    }
  if (low > high) low = 0, high = 1;  // nothing finite to show
  if (kind_ == HeightKind::automatic) kind_ = low < 0 ? HeightKind::linear : HeightKind::log;
  if (kind_ == HeightKind::log && high <= 0) kind_ = HeightKind::linear;  // nothing positive
  if (kind_ == HeightKind::log) {
    double floor = high * std::pow(10, -most_decades);
    // One loss of exactly 0 must not squeeze all others to the top; a tenth of the span tells it from them.
    if (lowest_positive > floor && low <= 0)
      floor = std::max(floor, lowest_positive * std::pow(lowest_positive / high, 0.1));
    cut_below_ = low < floor;
    low = std::max(low, floor);
    if (high / low < 1 + 1e-9) low /= 1.1, high *= 1.1;
  } else if (high - low <= 1e-12 * std::max(std::abs(high), std::abs(low))) {
    const double room = std::max(std::abs(high) * 0.1, 1e-12);  // a plane: show it in the middle
    low -= room;
    high += room;
  }
  low_ = low;
  high_ = high;
  if (contours > 0) {
    const double span = kind_ == HeightKind::log ? std::log10(high / low) : high - low;
    levels_per_unit_ = 1 / nice_step(span / static_cast<double>(contours));
  }
}

double HeightScale::position(double loss) const {
  if (std::isnan(loss)) return loss;
  const double clamped = std::clamp(loss, low_, high_);
  return kind_ == HeightKind::log ? std::log(clamped / low_) / std::log(high_ / low_)
                                  : (clamped - low_) / (high_ - low_);
}

double HeightScale::level(double loss) const {
  if (levels_per_unit_ == 0) return 0.5;  // never whole: no lines
  const double clamped = std::clamp(loss, low_, high_);
  return levels_per_unit_ * (kind_ == HeightKind::log ? std::log10(clamped) : clamped);
}

std::vector<Tick> HeightScale::ticks() const {
  const std::vector<double> values =
      kind_ == HeightKind::log ? nice_log_values(low_, high_, 6) : nice_values(low_, high_, 6);
  std::vector<Tick> ticks;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double step = kind_ == HeightKind::log ? values[i] : values.size() > 1 ? values[1] - values[0] : values[0];
    ticks.push_back({static_cast<float>(position(values[i])), number_label(values[i], step)});
  }
  return ticks;
}

}  // namespace cartograd
