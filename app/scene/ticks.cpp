#include "app/scene/ticks.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace cartograd {

std::vector<double> nice_values(double low, double high, int count) {
  const double span = high - low;
  if (!(span > 0) || !std::isfinite(span) || count < 1) return {};
  double step = std::pow(10.0, std::floor(std::log10(span / count)));
  for (double factor : {1.0, 2.0, 5.0, 10.0})
    if (span / (step * factor) <= count * 1.0001) {
      step *= factor;
      break;
    }
  std::vector<double> values;
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * span; ++k) values.push_back(k * step);
  return values;
}

std::vector<double> nice_log_values(double low, double high, int count) {
  if (!(low > 0) || !(high > low) || !std::isfinite(high)) return {};
  const double decades = std::log10(high / low);
  if (decades < 0.7) return nice_values(low, high, count);
  const int first = static_cast<int>(std::floor(std::log10(low))), last = static_cast<int>(std::ceil(std::log10(high)));
  const int stride = std::max(1, static_cast<int>(std::ceil(decades / count)));
  std::vector<double> values;
  for (int exponent = first; exponent <= last; ++exponent)
    for (int factor : {1, 2, 5}) {
      if (factor > 1 && decades > 3) continue;
      if (decades > 3 && exponent % stride != 0) continue;
      const double value = factor * std::pow(10.0, exponent);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) values.push_back(value);
    }
  return values;
}

std::string number_label(double value, double step) {
  if (std::abs(value) < step * 1e-6) value = 0;
  std::string text;
  const double size = std::max(std::abs(value), step);
  if (size >= 1e5 || (size > 0 && size < 1e-3)) {
    text = fmt::format("{:.3g}", value);
  } else {
    const int digits = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-6)), 0, 9);
    text = fmt::format("{:.{}f}", value, digits);
  }
  std::string label;
  for (char letter : text) {
    if (letter == '-')
      label += "\u2212";
    else
      label += letter;
  }
  return label;
}

}  // namespace cartograd
