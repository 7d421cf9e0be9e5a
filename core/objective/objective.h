// An objective: the error as a function of all parameters. Optimizers, planes and searches see only this, never a
// network.
#pragma once

#include <span>
#include <stop_token>

#include "core/base/parameters.h"
#include "core/base/types.h"

namespace cartograd {

// Const calls are safe from many threads at once.
class Objective {
 public:
  virtual ~Objective() = default;

  virtual Index dimension() const = 0;
  // How many samples a batch may pick from; 0 = there is no data (an analytic function), batches are ignored.
  virtual Index samples() const { return 0; }
  virtual const ParamLayout& layout() const;

  // The mean loss over the batch at w, and its gradient if `gradient` is not null (resized to dimension()). May be inf
  // or nan.
  virtual double evaluate(const ParamVector& w, Batch batch, ParamVector* gradient) const = 0;

  // The Hessian at w times v, over all samples. Exact where a class overrides it; here by central differences of the
  // gradient.
  virtual ParamVector hessian_vector(const ParamVector& w, const ParamVector& v) const;

  // losses[i] = loss over all samples at plane.at(points[i]), on all cores. After a stop the losses not yet computed
  // are nan and the result is false.
  virtual bool evaluate_plane(const Plane& plane, std::span<const Eigen::Vector2d> points, std::span<double> losses,
                              std::stop_token stop = {}) const;
};

}  // namespace cartograd
