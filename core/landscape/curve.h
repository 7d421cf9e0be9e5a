// A curve of low losses between two places that a straight line joins over a hill.
#pragma once

#include <functional>
#include <stop_token>

#include "core/base/rng.h"
#include "core/landscape/line_profile.h"

namespace cartograd {

enum class CurveKind { bezier, polyline };

// From one end to the other past a bend. A quadratic Bézier curve leaves both ends towards the bend, (1−t)²·from +
// 2t(1−t)·bend + t²·to; a poly-line goes straight to it and straight on. Both lie in the plane of the three points.
struct Curve {
  CurveKind kind = CurveKind::bezier;
  ParamVector from, bend, to;

  ParamVector at(double t) const;
  // The derivative of at(t) by the bend is this number times the identity.
  double pull(double t) const;
};

struct CurveSettings {
  CurveKind kind = CurveKind::bezier;
  Index steps = 300;
  double rate = 0.05;  // Adam's, in root mean square differences of a parameter between the ends
};

// Moves the bend down the mean loss along the curve (Garipov et al. 2018), beginning in the middle: Adam on four random
// places of the curve a step, over all samples. `progress` gets the curve after each step. The same bits on any number
// of threads; after a stop the curve so far.
Curve find_curve(const Objective& objective, const ParamVector& from, const ParamVector& to,
                 const CurveSettings& settings, Rng rng, std::stop_token stop = {},
                 const std::function<void(const Curve&)>& progress = {});

// The losses along a curve at evenly spaced t.
Profile curve_profile(const Objective& objective, const Curve& curve, std::stop_token stop = {},
                      Index points = profile_points);

}  // namespace cartograd
