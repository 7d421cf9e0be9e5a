// Losses along a straight line, and how high a hill on it is.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "core/objective/objective.h"

namespace cartograd {

// At evenly spaced places from `from` (first) to `to` (last), both included.
struct Profile {
  std::vector<double> t, loss;  // t: 0 … 1
};

constexpr Index profile_points = 33;

// The losses along the straight line (Goodfellow, Vinyals & Saxe 2015). After a stop, nan where it was not computed.
Profile line_profile(const Objective& objective, const ParamVector& from, const ParamVector& to,
                     std::stop_token stop = {}, Index points = profile_points);

// The highest loss above the straight line between both ends' losses, 0 if none is above it (Entezari et al. 2021; also
// of losses along a curve). nan if a loss is.
double barrier(const Profile& profile);

}  // namespace cartograd
