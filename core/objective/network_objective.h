// The error of a network on a data set.
#pragma once

#include "core/data/dataset.h"
#include "core/nn/network.h"
#include "core/objective/loss.h"
#include "core/objective/objective.h"

namespace cartograd {

// E(w) = mean loss over the samples + (weight_decay / 2) ‖w‖² (biases included, as in PyTorch).
class NetworkObjective final : public Objective {
 public:
  // Throws InputError if data, network and loss do not fit together.
  NetworkObjective(Network network, const Dataset& data, const Loss& loss, double weight_decay);

  Index dimension() const override { return network_.dimension(); }
  Index samples() const override { return inputs_.cols(); }
  bool has_classes() const override { return !classes_.empty(); }
  const ParamLayout& layout() const override { return network_.layout(); }
  const Network& network() const { return network_; }
  const Loss& loss() const { return loss_; }

  // Exact gradient by back-propagation.
  double evaluate(const ParamVector& w, Batch batch, ParamVector* gradient) const override;
  // A class is right if its output is the largest, or if the one output is on its side of the loss's threshold.
  Score score(const ParamVector& w) const override;
  // Exact, by the R-operator (Pearlmutter 1994).
  ParamVector hessian_vector(const ParamVector& w, const ParamVector& v) const override;
  // On the panel kernel: 32 samples at a time. Agrees with evaluate to rounding.
  bool evaluate_plane(const Plane& plane, std::span<const Eigen::Vector2d> points, std::span<double> losses,
                      std::stop_token stop) const override;

 private:
  double evaluate_panels(const ParamVector& w) const;

  Network network_;
  Loss loss_;
  double weight_decay_;
  Matrix inputs_, targets_;     // features × samples, outputs × samples
  std::vector<Index> classes_;  // of each sample; empty for regression
  std::vector<double> panels_;  // the inputs as [panel][feature][panel_width], the last panel padded with zeros
};

}  // namespace cartograd
