#include "core/base/parameters.h"

#include <cmath>

namespace cartograd {

Eigen::Vector2d Plane::project(const ParamVector& w) const {
  const ParamVector offset = w - origin;
  const double uu = u.squaredNorm(), uv = u.dot(v), vv = v.squaredNorm();
  const double a = u.dot(offset), b = v.dot(offset);
  const double determinant = uu * vv - uv * uv, trace = uu + vv;
  if (determinant > 1e-15 * trace * trace) {
    return Eigen::Vector2d(vv * a - uv * b, uu * b - uv * a) / determinant;
  }
  // u and v on one line: the shortest of all solutions. The pseudo-inverse of a matrix G of rank one is G/tr(G)².
  if (trace > 0) return Eigen::Vector2d(uu * a + uv * b, uv * a + vv * b) / (trace * trace);
  return Eigen::Vector2d::Zero();
}

double Plane::off_plane(const ParamVector& w) const {
  const Eigen::Vector2d nearest = project(w);
  return (w - at(nearest.x(), nearest.y())).norm();
}

double Plane::cosine() const {
  const double lengths = u.norm() * v.norm();
  return lengths > 0 ? u.dot(v) / lengths : 0;
}

}  // namespace cartograd
