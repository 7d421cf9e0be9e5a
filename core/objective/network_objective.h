// The error of a network on a data set.
#pragma once

#include <memory>

#include "core/data/dataset.h"
#include "core/nn/kernel/dense_chain.h"
#include "core/nn/network.h"
#include "core/objective/loss.h"
#include "core/objective/objective.h"

namespace cartograd {

// E(w) = mean loss over the samples + (weight_decay / 2) ‖w‖² (biases included, as in PyTorch).
class NetworkObjective final : public Objective {
 public:
  // Throws InputError if data, network and loss do not fit together.
  // `single`: gradients and Hessian-vector products in single precision, where the kernel computes them.
  NetworkObjective(Network network, const Dataset& data, const Loss& loss, double weight_decay, bool single = false);

  Index dimension() const override { return network_.dimension(); }
  Index samples() const override { return inputs_.cols(); }
  bool has_classes() const override { return !classes_.empty(); }
  const ParamLayout& layout() const override { return network_.layout(); }
  const Network& network() const { return network_; }
  const Loss& loss() const { return loss_; }

  double work() const override;

  // Exact gradient by back-propagation; of a chain of dense layers by the kernel, in the precision asked for.
  double evaluate(const ParamVector& w, Batch batch, ParamVector* gradient) const override;
  // The same without the kernel, in double and readable: what the kernel is tested against.
  double evaluate_plainly(const ParamVector& w, Batch batch, ParamVector* gradient) const;
  // A class is right if its output is the largest, or if the one output is on its side of the loss's threshold.
  Score score(const ParamVector& w) const override;
  // Hidden units in another order or with other signs.
  ParamVector aligned(const ParamVector& w, const ParamVector& to) const override;
  // Exact, by the R-operator (Pearlmutter 1994).
  ParamVector hessian_vector(const ParamVector& w, const ParamVector& v) const override;
  std::unique_ptr<const HessianOperator> hessian_at(const ParamVector& w) const override;
  // On the kernel, whatever the network.
  std::unique_ptr<const PlaneSampler> on_plane(const Plane& plane, const Sampling& sampling = {},
                                               std::stop_token stop = {}) const override;

 private:
  // Targets as the kernel reads them: class numbers in one row for cross_entropy.
  Matrix kernel_targets() const;
  template <class T>
  std::unique_ptr<const PlaneSampler> sampler(const Plane& plane, const Sampling& sampling, std::stop_token stop) const;

  Network network_;
  Loss loss_;
  double weight_decay_;
  Matrix inputs_, targets_;     // features × samples, outputs × samples
  std::vector<Index> classes_;  // of each sample; empty for regression
  // If the network is a chain of dense layers, one of these.
  std::shared_ptr<const DenseChain<double>> chain_;
  std::shared_ptr<const DenseChain<float>> single_chain_;
};

// Whether it is that of a network with batch normalisation.
bool has_batch_norm(const Objective& objective);

}  // namespace cartograd
