#include "core/landscape/line_profile.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cartograd {

Profile line_profile(const Objective& objective, const ParamVector& from, const ParamVector& to, std::stop_token stop,
                     Index points) {
  Profile profile;
  std::vector<Eigen::Vector2d> places;
  for (Index i = 0; i < points; ++i) {
    profile.t.push_back(static_cast<double>(i) / static_cast<double>(points - 1));
    places.emplace_back(profile.t.back(), 0);
  }
  profile.loss.assign(places.size(), std::numeric_limits<double>::quiet_NaN());
  const Plane line{from, to - from, ParamVector::Zero(from.size())};
  objective.on_plane(line, {}, stop)->evaluate(places, profile.loss, stop);
  return profile;
}

double barrier(const Profile& profile) {
  double highest = 0;
  const double first = profile.loss.front(), last = profile.loss.back();
  for (std::size_t i = 0; i < profile.t.size(); ++i) {
    const double above = profile.loss[i] - ((1 - profile.t[i]) * first + profile.t[i] * last);
    if (std::isnan(above)) return above;
    highest = std::max(highest, above);
  }
  return highest;
}

}  // namespace cartograd
