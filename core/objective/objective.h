// An objective: the error as a function of all parameters. Optimizers, planes and searches see only this, never a
// network.
#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/parameters.h"
#include "core/base/types.h"

namespace cartograd {

// How the losses of a slice are computed.
struct Sampling {
  bool single = false;             // in single precision
  Index subset = 0;                // on so many samples only, evenly picked: a preview; 0 = all of them
  bool origin_statistics = false;  // batch normalisation with the statistics of the plane's origin, not of each point
  std::vector<Index> batch = {};   // on these samples only; empty = all, or the subset
  bool operator==(const Sampling&) const = default;
};

// An objective on a plane, prepared for many points. It must not outlive the objective.
class PlaneSampler {
 public:
  virtual ~PlaneSampler() = default;
  // losses[i] = the loss at plane.at(points[i]), on all cores. After a stop the losses not yet computed are nan and the
  // result is false.
  virtual bool evaluate(std::span<const Eigen::Vector2d> points, std::span<double> losses,
                        std::stop_token stop = {}) const = 0;
};

// The Hessian of an objective at one point: what is needed for products with many vectors, computed once. It must not
// outlive the objective.
class HessianOperator {
 public:
  virtual ~HessianOperator() = default;
  // H · v, over all samples.
  virtual ParamVector multiply(const ParamVector& v) const = 0;
};

// How good parameters are, in the terms that people compare.
struct Score {
  double loss = 0;
  double accuracy = 0;  // share of the samples whose class is right; nan if there are no classes
};

// Const calls are safe from many threads at once.
class Objective {
 public:
  virtual ~Objective() = default;

  virtual Index dimension() const = 0;
  // How many samples a batch may pick from; 0 = there is no data (an analytic function), batches are ignored.
  virtual Index samples() const { return 0; }
  // Whether the samples have classes, so that there is an accuracy.
  virtual bool has_classes() const { return false; }
  virtual const ParamLayout& layout() const;
  // About how many multiplications one loss over all samples takes.
  virtual double work() const;

  // The mean loss over the batch at w, and its gradient if `gradient` is not null (resized to dimension()). May be inf
  // or nan.
  virtual double evaluate(const ParamVector& w, Batch batch, ParamVector* gradient) const = 0;

  // Loss and accuracy over all samples. Unlike the loss of evaluate, this one is of the data alone: no weight decay.
  virtual Score score(const ParamVector& w) const;

  // Of the copies of w that symmetry gives (the same loss, gradients and eigenvalues), one that lies near `to`. Here w
  // itself.
  virtual ParamVector aligned(const ParamVector& w, const ParamVector& to) const;

  // The Hessian at w times v, over all samples. Exact where a class overrides it; here by central differences of the
  // gradient.
  virtual ParamVector hessian_vector(const ParamVector& w, const ParamVector& v) const;

  // The same for many vectors at one point.
  virtual std::unique_ptr<const HessianOperator> hessian_at(const ParamVector& w) const;

  // The objective on a plane. An objective without samples ignores what the sampling says of them.
  virtual std::unique_ptr<const PlaneSampler> on_plane(const Plane& plane, const Sampling& sampling = {},
                                                       std::stop_token stop = {}) const;
};

}  // namespace cartograd
