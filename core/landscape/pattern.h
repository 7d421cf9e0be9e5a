// Small pictures that a plane can be made to show (pattern_plane.cpp).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/objective/objective.h"

namespace cartograd {

constexpr Index pattern_side = 9;
using Pattern = std::array<std::string_view, static_cast<std::size_t>(pattern_side)>;

// Throws InputError for an unknown name.
const Pattern& find_pattern(std::string_view name);
std::vector<std::string> pattern_names();

// Whether the loss should be high at a pixel; columns along a, rows along b.
bool is_high(const Pattern& pattern, Index column, Index row);

// The share of the pixels whose losses lie on the right side of the middle between both, on a logarithmic scale.
double pattern_agreement(const Objective& objective, const Plane& plane, const Pattern& pattern, double low,
                         double high);

}  // namespace cartograd
