// A network on a plane: the panel program of the kernel, spread over the cores.
#pragma once

#include "core/nn/kernel/panel_program.h"
#include "core/objective/objective.h"

namespace cartograd {

// (weight_decay / 2) ‖w‖² on a plane, as the quadratic function of a and b that it is.
struct PlaneDecay {
  PlaneDecay(const Plane& plane, double weight_decay);
  double at(const Eigen::Vector2d& point) const;

  double constant, a, b, a_a, a_b, b_b;
};

template <class T>
class NetworkSampler final : public PlaneSampler {
 public:
  // `scale` times the mean over samples of the summed losses is the loss.
  NetworkSampler(const Network& network, const Plane& plane, const Matrix& inputs, const Matrix& targets,
                 KernelLoss loss, double scale, double weight_decay, const NormStatistics* fixed, std::stop_token stop);

  bool evaluate(std::span<const Eigen::Vector2d> points, std::span<double> losses, std::stop_token stop) const override;

 private:
  PanelProgram<T> program_;
  PlaneDecay decay_;
  double scale_;  // from the sum of the losses to their mean
};

extern template class NetworkSampler<float>;
extern template class NetworkSampler<double>;

}  // namespace cartograd
