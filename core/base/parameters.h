// How a flat parameter vector is divided, and planes through parameter space.
#pragma once

#include <string>
#include <vector>

#include "core/base/types.h"

namespace cartograd {

// One weight matrix or one bias vector inside the flat vector. Weights are row-major: row r = the filter of unit r.
struct ParamBlock {
  std::string name;  // "layer 1 weights"
  Index offset = 0;
  Index rows = 0, cols = 0;
  bool is_bias = false;
  Index size() const { return rows * cols; }
};

// Layer by layer: the weight matrix (outputs × inputs, row-major), then its biases. Empty for an analytic function.
using ParamLayout = std::vector<ParamBlock>;

// The 2-D plane w(a, b) = origin + a·u + b·v. With a pole it is the sphere around the origin instead, by longitude a
// and latitude b in degrees: origin + cos b (cos a · u + sin a · v) + sin b · pole; all three have the radius's length
// and are orthogonal.
struct Plane {
  ParamVector origin, u, v, pole = {};

  bool is_sphere() const { return pole.size() > 0; }
  ParamVector at(double a, double b) const;
  // The (a, b) of the plane's point nearest to w: the least-squares solution, so right for skew and unequal u, v too.
  Eigen::Vector2d project(const ParamVector& w) const;
  // Distance from w to the plane.
  double off_plane(const ParamVector& w) const;
  // Cosine of the angle between u and v (0 = orthogonal).
  double cosine() const;
};

// The part of a plane that is sampled.
struct Window {
  double a_min = -1, a_max = 1, b_min = -1, b_max = 1;
  bool operator==(const Window&) const = default;
};

}  // namespace cartograd
