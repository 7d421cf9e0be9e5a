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

namespace {

// 306 → "³⁰⁶".
std::string superscript(int number) {
  static const char* const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = number < 0 ? "⁻" : "";
  for (char digit : std::to_string(std::abs(number))) text += digits[digit - '0'];
  return text;
}

// 5e5 → "5·10⁵", 1e−4 → "10⁻⁴".
std::string scientific(double value) {
  const std::string text = fmt::format("{:.2e}", std::abs(value));
  std::string mantissa = text.substr(0, 4);
  while (mantissa.back() == '0' || mantissa.back() == '.') {
    const bool point = mantissa.back() == '.';
    mantissa.pop_back();
    if (point) break;
  }
  const std::string power = "10" + superscript(std::stoi(text.substr(5)));
  return (value < 0 ? "\u2212" : "") + (mantissa == "1" ? power : mantissa + "·" + power);
}

}  // namespace

std::string number_label(double value, double step) {
  if (std::abs(value) <= step * 1e-6) return "0";
  const double size = std::max(std::abs(value), step);
  if (size >= 1e5 || size < 1e-3) return scientific(value);
  const int digits = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-6)), 0, 9);
  return (value < 0 ? "\u2212" : "") + fmt::format("{:.{}f}", std::abs(value), digits);
}

std::string short_label(double value) {
  if (value == 0) return "0";
  const double digit = std::pow(10, std::floor(std::log10(std::abs(value))) - 1);
  return number_label(std::round(value / digit) * digit, digit);
}

double log_step(double value, const std::vector<double>& ticks) {
  const double size = std::abs(value);
  if (!(size > 0)) return size;
  const double digit = std::pow(10, std::floor(std::log10(size)));
  if (std::abs(std::round(size / digit) * digit - size) < 1e-6 * size) return size;
  return ticks.size() < 2 ? digit / 10 : std::abs(ticks[1] - ticks[0]);
}

}  // namespace cartograd
