#include "app/scene/height_scale.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

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

double rounded(double value, int digits) {
  if (value == 0) return 0;
  const double digit = std::pow(10, std::floor(std::log10(std::abs(value))) + 1 - digits);
  return std::round(value / digit) * digit;
}

// 0 and, on both sides, 1, 2 and 5 times powers of ten (or only the powers) from the threshold on.
std::vector<double> symlog_values(double low, double high, double threshold, std::size_t most) {
  std::vector<double> best;
  for (const std::vector<double>& factors : {std::vector<double>{1, 2, 5}, {1}}) {
    std::vector<double> values = {0};
    const double largest = std::max(std::abs(low), std::abs(high));
    for (double power = threshold; power <= largest; power *= 10)
      for (double factor : factors)
        for (double sign : {-1.0, 1.0}) values.push_back(sign * factor * power);
    const double room = threshold * 1e-6;  // 0 is among them also where the lowest loss is nearly 0
    std::erase_if(values, [&](double value) { return value < low - room || value > high + room; });
    std::sort(values.begin(), values.end());
    best = values;
    if (values.size() <= most) break;
  }
  return best;
}

}  // namespace

HeightScale::HeightScale(const HeightChoice& choice, std::span<const double> losses) : kind_(choice.kind) {
  double low = std::numeric_limits<double>::infinity(), high = -low, lowest_positive = low;
  for (double loss : losses)
    if (std::isfinite(loss)) {
      low = std::min(low, loss);
      high = std::max(high, loss);
      if (loss > 0) lowest_positive = std::min(lowest_positive, loss);
      if (kind_ == HeightKind::rank) sorted_.push_back(loss);
    }
  if (low > high) low = 0, high = 1;  // nothing finite to show
  if (choice.range.size() == 2) {
    chosen_ = true;
    cut_below_ = low < choice.range[0];
    cut_above_ = high > choice.range[1];
    low = choice.range[0];
    high = choice.range[1];
    lowest_positive = low > 0 ? low : std::max(high, 0.0) * 1e-3;
  }
  if (kind_ == HeightKind::automatic) kind_ = low < 0 ? HeightKind::linear : HeightKind::log;
  if (kind_ == HeightKind::log && high <= 0) kind_ = HeightKind::linear;  // nothing positive
  if (kind_ == HeightKind::rank && sorted_.size() < 2) kind_ = HeightKind::linear;
  if (kind_ == HeightKind::log) {
    double floor = high * std::pow(10, -most_decades);
    // One loss of exactly 0 must not squeeze all others to the top; a tenth of the span tells it from them.
    if (lowest_positive > floor && low <= 0)
      floor = std::max(floor, lowest_positive * std::pow(lowest_positive / high, 0.1));
    floored_ = low < floor && !cut_below_;
    low = std::max(low, floor);
    if (high / low < 1 + 1e-9) low /= 1.1, high *= 1.1;
  } else if (high - low <= 1e-12 * std::max(std::abs(high), std::abs(low))) {
    const double room = std::max(std::abs(high) * 0.1, 1e-12);  // a plane: show it in the middle
    low -= room;
    high += room;
    if (kind_ == HeightKind::rank) kind_ = HeightKind::linear;
  }
  low_ = low;
  high_ = high;
  threshold_ = std::pow(10, std::floor(std::log10(std::max(std::abs(low), std::abs(high)))) - 2);
  std::sort(sorted_.begin(), sorted_.end());
  low_value_ = transform(low);
  high_value_ = transform(high);
  if (!(high_value_ > low_value_)) high_value_ = low_value_ + 1;
  levels_ = choice.levels;
  if (levels_.empty() && choice.contours > 0) choose_levels(choice.contours);
}

// Round losses, except for ranks, where lines enclose round shares of the surface.
void HeightScale::choose_levels(Index count) {
  if (kind_ == HeightKind::symlog) {
    levels_ = symlog_values(low_, high_, threshold_, static_cast<std::size_t>(2 * count));
  } else {
    levels_per_unit_ = 1 / nice_step((high_value_ - low_value_) / static_cast<double>(count));
  }
}

// Monotone; within a scale's span finite.
double HeightScale::transform(double loss) const {
  switch (kind_) {
    case HeightKind::log:
      return std::log10(std::max(loss, low_ * 1e-30));
    case HeightKind::symlog:
      return std::copysign(std::log10(1 + std::abs(loss) / threshold_), loss);
    case HeightKind::rank: {
      // The share of losses below, linear between two of them.
      const auto above = std::upper_bound(sorted_.begin(), sorted_.end(), loss);
      if (above == sorted_.begin()) return 0;
      if (above == sorted_.end()) return 1;
      const double below = *(above - 1), part = (loss - below) / (*above - below);
      return (static_cast<double>(above - sorted_.begin() - 1) + part) / static_cast<double>(sorted_.size() - 1);
    }
    case HeightKind::automatic:
    case HeightKind::linear:
      break;
  }
  return loss;
}

double HeightScale::inverse_rank(double share) const {
  const double index = std::clamp(share, 0.0, 1.0) * static_cast<double>(sorted_.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(index), sorted_.size() - 2);
  return sorted_[below] + (index - static_cast<double>(below)) * (sorted_[below + 1] - sorted_[below]);
}

double HeightScale::position(double loss) const {
  if (std::isnan(loss)) return loss;
  return (transform(std::clamp(loss, low_, high_)) - low_value_) / (high_value_ - low_value_);
}

double HeightScale::place(double loss) const {
  if (!chosen_ || std::isnan(loss)) return position(loss);
  return std::clamp((transform(loss) - low_value_) / (high_value_ - low_value_), -2.0, 3.0);
}

double HeightScale::level(double loss) const {
  const double clamped = std::clamp(loss, low_, high_);
  if (levels_.empty()) return levels_per_unit_ == 0 ? 0.5 : levels_per_unit_ * transform(clamped);  // ½: no lines
  // Line k + 1 belongs to the k-th level; beyond the outermost ones no whole number is reached.
  const auto above = std::upper_bound(levels_.begin(), levels_.end(), clamped);
  const auto index = static_cast<double>(above - levels_.begin());
  const double here = transform(clamped);
  const double below_value = above == levels_.begin() ? low_value_ : transform(*(above - 1));
  const double above_value = above == levels_.end() ? high_value_ : transform(*above);
  const double part = above_value > below_value ? (here - below_value) / (above_value - below_value) : 0;
  if (above == levels_.begin()) return 0.1 + 0.9 * std::clamp(part, 0.0, 1.0);
  if (above == levels_.end()) return index + 0.9 * std::clamp(part, 0.0, 1.0);
  return index + std::clamp(part, 0.0, 1.0);
}

std::vector<double> HeightScale::levels() const {
  if (!levels_.empty() || levels_per_unit_ == 0) return levels_;
  std::vector<double> levels;
  for (double k = std::ceil(low_value_ * levels_per_unit_ - 1e-9); k <= high_value_ * levels_per_unit_ + 1e-9; ++k) {
    const double value = k / levels_per_unit_;
    levels.push_back(kind_ == HeightKind::log    ? std::pow(10, value)
                     : kind_ == HeightKind::rank ? inverse_rank(value)
                                                 : value);
  }
  return levels;
}

std::vector<Tick> HeightScale::ticks() const {
  std::vector<double> values;
  if (kind_ == HeightKind::log)
    values = nice_log_values(low_, high_, 6);
  else if (kind_ == HeightKind::symlog)
    values = symlog_values(low_, high_, threshold_, 8);
  else if (kind_ == HeightKind::rank)
    for (int k = 0; k <= 5; ++k) values.push_back(rounded(inverse_rank(k / 5.0), 2));
  else
    values = nice_values(low_, high_, 6);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::vector<Tick> ticks;
  for (double value : values) {
    const double step = kind_ == HeightKind::log                           ? log_step(value, values)
                        : kind_ == HeightKind::linear && values.size() > 1 ? values[1] - values[0]
                                                                           : std::abs(value);
    const std::string label = kind_ == HeightKind::rank ? short_label(value) : number_label(value, step);
    ticks.push_back({static_cast<float>(position(value)), label});
  }
  return ticks;
}

std::string HeightScale::name() const {
  switch (kind_) {
    case HeightKind::log:
      return "log scale";
    case HeightKind::symlog:
      return fmt::format("symmetric log scale, linear below {}", number_label(threshold_, threshold_));
    case HeightKind::rank:
      return "by rank";
    case HeightKind::automatic:
    case HeightKind::linear:
      break;
  }
  return {};
}

std::string HeightScale::note() const {
  if (floored_) return fmt::format("below {} drawn at the floor", short_label(low_));
  if (cut_below_ && cut_above_)
    return fmt::format("cut away below {} and above {}", short_label(low_), short_label(high_));
  if (cut_above_) return fmt::format("cut away above {}", short_label(high_));
  if (cut_below_) return fmt::format("cut away below {}", short_label(low_));
  return {};
}

}  // namespace cartograd
