#include "core/base/parameters.h"

#include <cmath>
#include <numbers>

namespace cartograd {

namespace {

constexpr double degree = std::numbers::pi / 180;

}  // namespace

ParamVector Plane::at(double a, double b) const {
  if (!is_sphere()) return origin + a * u + b * v;
  const double longitude = a * degree, latitude = b * degree;
  return origin + std::cos(latitude) * (std::cos(longitude) * u + std::sin(longitude) * v) + std::sin(latitude) * pole;
}

Eigen::Vector2d Plane::project(const ParamVector& w) const {
  const ParamVector offset = w - origin;
  if (is_sphere()) {
    const double x = u.dot(offset), y = v.dot(offset), z = pole.dot(offset);
    return Eigen::Vector2d(std::atan2(y, x), std::atan2(z, std::hypot(x, y))) / degree;
  }
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
