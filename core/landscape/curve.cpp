#include "core/landscape/curve.h"

#include <array>
#include <cmath>
#include <limits>

#include "core/base/parallel.h"

namespace cartograd {

ParamVector Curve::at(double t) const {
  if (kind == CurveKind::polyline) return t < 0.5 ? from + 2 * t * (bend - from) : bend + (2 * t - 1) * (to - bend);
  return (1 - t) * (1 - t) * from + 2 * t * (1 - t) * bend + t * t * to;
}

double Curve::pull(double t) const { return kind == CurveKind::polyline ? 2 * std::min(t, 1 - t) : 2 * t * (1 - t); }

Curve find_curve(const Objective& objective, const ParamVector& from, const ParamVector& to,
                 const CurveSettings& settings, Rng rng, std::stop_token stop,
                 const std::function<void(const Curve&)>& progress) {
  constexpr std::size_t places = 4;
  constexpr double beta1 = 0.9, beta2 = 0.999, tiny = 1e-12;
  Curve curve{settings.kind, from, (from + to) / 2, to};
  const auto dimension = static_cast<double>(from.size());
  const double rate = settings.rate * (to - from).norm() / std::sqrt(dimension);
  Eigen::ArrayXd mean = Eigen::ArrayXd::Zero(from.size()), square = mean;
  for (Index step = 1; step <= settings.steps; ++step) {
    // One in each quarter, so that every part of the curve is looked at.
    std::array<double, places> t;
    for (std::size_t i = 0; i < places; ++i) t[i] = (static_cast<double>(i) + rng.uniform()) / places;
    std::array<ParamVector, places> slopes;
    const auto look = [&](Index i) {
      const auto k = static_cast<std::size_t>(i);
      objective.evaluate(curve.at(t[k]), {}, &slopes[k]);
    };
    if (!parallel_for(places, look, stop) || stop.stop_requested()) break;
    Eigen::ArrayXd slope = Eigen::ArrayXd::Zero(from.size());
    for (std::size_t i = 0; i < places; ++i) slope += curve.pull(t[i]) / places * slopes[i].array();
    if (!slope.allFinite()) break;  // the bend has come to where there is no way on
    const auto k = static_cast<double>(step);
    mean = beta1 * mean + (1 - beta1) * slope;
    square = beta2 * square + (1 - beta2) * slope.square();
    // Smaller steps at the end, so that the bend comes to rest.
    const double factor = rate * std::min(1.0, 2 - 2 * k / static_cast<double>(settings.steps + 1));
    curve.bend.array() -=
        factor * (mean / (1 - std::pow(beta1, k))) / ((square / (1 - std::pow(beta2, k))).sqrt() + tiny);
    if (progress) progress(curve);
  }
  return curve;
}

Profile curve_profile(const Objective& objective, const Curve& curve, std::stop_token stop, Index points) {
  Profile profile;
  for (Index i = 0; i < points; ++i) profile.t.push_back(static_cast<double>(i) / static_cast<double>(points - 1));
  profile.loss.assign(profile.t.size(), std::numeric_limits<double>::quiet_NaN());
  parallel_for(
      points,
      [&](Index i) {
        const auto k = static_cast<std::size_t>(i);
        profile.loss[k] = objective.evaluate(curve.at(profile.t[k]), {}, nullptr);
      },
      stop);
  return profile;
}

}  // namespace cartograd
