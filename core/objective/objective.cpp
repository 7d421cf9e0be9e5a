#include "core/objective/objective.h"

#include <algorithm>
#include <limits>

#include "core/base/parallel.h"

namespace cartograd {

const ParamLayout& Objective::layout() const {
  static const ParamLayout none;
  return none;
}

ParamVector Objective::aligned(const ParamVector& w, const ParamVector&) const { return w; }

Score Objective::score(const ParamVector& w) const {
  return {evaluate(w, {}, nullptr), std::numeric_limits<double>::quiet_NaN()};
}

double Objective::work() const {
  return static_cast<double>(dimension()) * static_cast<double>(std::max<Index>(1, samples()));
}

ParamVector Objective::hessian_vector(const ParamVector& w, const ParamVector& v) const {
  const double length = v.norm();
  if (!(length > 0)) return ParamVector::Zero(w.size());
  const double step = 6e-6 * std::max(1.0, w.norm()) / length;  // cube root of the rounding error
  ParamVector ahead, behind;
  evaluate(w + step * v, {}, &ahead);
  evaluate(w - step * v, {}, &behind);
  return (ahead - behind) / (2 * step);
}

namespace {

// Product by product, without anything prepared.
class PlainHessian final : public HessianOperator {
 public:
  PlainHessian(const Objective& objective, const ParamVector& w) : objective_(objective), w_(w) {}
  ParamVector multiply(const ParamVector& v) const override { return objective_.hessian_vector(w_, v); }

 private:
  const Objective& objective_;
  ParamVector w_;
};

// Point by point.
class PlainSampler final : public PlaneSampler {
 public:
  PlainSampler(const Objective& objective, const Plane& plane) : objective_(objective), plane_(plane) {}

  bool evaluate(std::span<const Eigen::Vector2d> points, std::span<double> losses,
                std::stop_token stop) const override {
    constexpr std::size_t together = 16;  // a task of its own would cost more than a test function
    std::ranges::fill(losses, std::numeric_limits<double>::quiet_NaN());
    return parallel_for(
        static_cast<Index>((points.size() + together - 1) / together),
        [&](Index task) {
          const std::size_t first = static_cast<std::size_t>(task) * together;
          for (std::size_t i = first; i < std::min(points.size(), first + together) && !stop.stop_requested(); ++i)
            losses[i] = objective_.evaluate(plane_.at(points[i].x(), points[i].y()), {}, nullptr);
        },
        stop);
  }

 private:
  const Objective& objective_;
  Plane plane_;
};

}  // namespace

std::unique_ptr<const HessianOperator> Objective::hessian_at(const ParamVector& w) const {
  return std::make_unique<const PlainHessian>(*this, w);
}

std::unique_ptr<const PlaneSampler> Objective::on_plane(const Plane& plane, const Sampling&, std::stop_token) const {
  return std::make_unique<const PlainSampler>(*this, plane);
}

}  // namespace cartograd
