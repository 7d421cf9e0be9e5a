#include "core/base/parameters.h"

#include <cmath>

#include <Eigen/Dense>

namespace cartograd {

Eigen::Vector2d Plane::project(const ParamVector& w) const {
  const ParamVector offset = w - origin;
  Eigen::Matrix2d gram;
  gram << u.dot(u), u.dot(v), u.dot(v), v.dot(v);
  const Eigen::Vector2d right(u.dot(offset), v.dot(offset));
  return gram.completeOrthogonalDecomposition().solve(right);
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
