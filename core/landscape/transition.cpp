#include "core/landscape/transition.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/landscape/plane_kinds.h"

namespace cartograd {

namespace {

// Along the great circle between both directions; where they are opposite, straight through any point between.
ParamVector turned(const ParamVector& from, const ParamVector& to, double t) {
  const double length = std::pow(from.norm(), 1 - t) * std::pow(to.norm(), t);
  const ParamVector first = from.normalized(), last = to.normalized();
  const double angle = std::acos(std::clamp(first.dot(last), -1.0, 1.0));
  ParamVector direction = angle < 1e-6 || angle > std::numbers::pi - 1e-6
                              ? ParamVector(t < 0.5 ? first : last)
                              : ParamVector(std::sin((1 - t) * angle) * first + std::sin(t * angle) * last);
  return direction * (length / direction.norm());
}

}  // namespace

PlaneView between(const PlaneView& from, const PlaneView& to, double t) {
  PlaneView view{to.fit, to.window};
  const Plane &first = from.fit.plane, &last = to.fit.plane;
  Plane& plane = view.fit.plane;
  plane.origin = (1 - t) * first.origin + t * last.origin;
  plane.u = turned(first.u, last.u, t);
  plane.v = turned(first.v, last.v, t);
  orthogonalize(plane.u, plane.v);
  if (!(plane.v.squaredNorm() > 0)) plane = t < 0.5 ? first : last;
  view.window = {std::lerp(from.window.a_min, to.window.a_min, t), std::lerp(from.window.a_max, to.window.a_max, t),
                 std::lerp(from.window.b_min, to.window.b_min, t), std::lerp(from.window.b_max, to.window.b_max, t)};
  view.fit.name_a = "between two planes";
  view.fit.name_b = "between two planes";
  view.fit.share_a = view.fit.share_b = view.fit.share = 0;
  view.fit.note.clear();
  view.fit.coordinates = false;
  return view;
}

}  // namespace cartograd
