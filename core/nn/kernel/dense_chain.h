// Gradients and Hessian-vector products of a chain of dense layers and activations, by the kernel, in single or double
// precision. Features lie side by side here, [sample][feature], each row filled up to whole registers: a gradient sums
// over samples, and so every sum of it is a product of matrices without any shuffling inside a register.
#pragma once

#include <memory>

#include "core/nn/kernel/aligned.h"
#include "core/nn/kernel/kernel.h"
#include "core/nn/network.h"

namespace cartograd {

template <class T>
class DenseChain {
 public:
  // True if the network is such a chain, its activations have a vector form, and the loss has one too.
  static bool fits(const Network& network, KernelLoss loss);

  // inputs: features × samples. targets: as for PanelProgram. `scale` times the sum of the losses over n samples,
  // divided by n, is the loss (mean squared error over k outputs: 1/k).
  DenseChain(const Network& network, const Matrix& inputs, const Matrix& targets, KernelLoss loss, double scale);

  // The mean loss over the batch (empty: all samples) at w; `gradient` becomes its gradient if that is not null.
  double evaluate(const ParamVector& w, Batch batch, ParamVector* gradient) const;

  // All that Hessian-vector products at w over all samples need, computed once.
  class Curvature {
   public:
    Curvature(const DenseChain& chain, const ParamVector& w);
    ~Curvature();
    // Adds H · v to `product`.
    void multiply(const ParamVector& v, ParamVector& product) const;

   private:
    struct State;
    const DenseChain& chain_;
    std::unique_ptr<State> state_;
  };

 private:
  // A dense layer with the activation after it. A sample's values take `in_step` and `out_step` numbers.
  struct Link {
    Dense dense;
    KernelActivation activation = KernelActivation::linear;
    Index inputs = 0, outputs = 0, in_step = 0, out_step = 0;
    Index forward = 0, backward = 0, bias = 0;  // where its weights lie in Weights: in × out, out × in, out
  };
  using Weights = AlignedVector<T>;
  struct Workspace;

  void unpack(const ParamVector& w, Weights& weights) const;
  // gradient += the packed sums, or = if not add and no weights are used twice.
  void add_packed(const Weights& sums, ParamVector& gradient, bool add) const;
  static const T* bias_of(const Link& link, const Weights& weights);  // null if it has none
  // Outputs of every link for n samples; values[l] is n × out_step of link l.
  void forward(const Weights& weights, Index n, const T* inputs, std::span<T* const> values) const;
  // The losses' sum; `slope` becomes the derivative of the mean over `total` samples by the outputs.
  double loss(Index n, Index total, const T* outputs, const T* targets, T* slope) const;
  // How that derivative changes with the outputs (rate: their change).
  void change_slope(Index n, Index total, const T* outputs, const T* targets, const T* slope, const T* rate,
                    T* change) const;
  // The gradient by a link's weights and biases from the derivative by its sums: sums = or += deltaᵀ · below.
  void add_outer(const Link& link, Index n, const T* delta, const T* below, Weights& sums, bool add) const;
  void add_column_sums(const Link& link, Index n, const T* delta, Weights& sums, bool add) const;

  const Kernel<T>& kernel_;
  KernelLoss loss_;
  double scale_;
  Index samples_, targets_step_ = 1;
  std::vector<Link> links_;
  Index weights_size_ = 0, widest_ = 0;  // widest: the largest step
  bool shares_weights_ = false;          // some link's weights are another's, transposed
  AlignedVector<T> inputs_, targets_;    // [sample][feature], [sample][output] (a label: one number)
};

extern template class DenseChain<float>;
extern template class DenseChain<double>;

}  // namespace cartograd
