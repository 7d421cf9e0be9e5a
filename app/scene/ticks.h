// Round numbers for axes, and how they are written.
#pragma once

#include <string>
#include <vector>

namespace cartograd {

// About `count` round values within [low, high]: multiples of 1, 2 or 5 · 10^k.
std::vector<double> nice_values(double low, double high, int count);
// Round values within [low, high], low > 0, for a logarithmic axis: 1-2-5 within three decades, powers of ten beyond.
std::vector<double> nice_log_values(double low, double high, int count);
// A number as a label: as many digits as needed to tell neighbours `step` apart, a true minus sign, 1e−5 for the very
// small.
std::string number_label(double value, double step);
// The same with two digits.
std::string short_label(double value);
// The step to write a tick on a logarithmic axis with: one digit, unless ticks lie so close that it does not tell them
// apart.
double log_step(double value, const std::vector<double>& ticks);

}  // namespace cartograd
