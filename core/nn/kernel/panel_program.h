// The loss of a network on a plane, evaluated by the kernel: every layer is a step that works on one panel of samples,
// and the weights w(a, b) = origin + a·u + b·v are added up in the order in which the steps read them.
//
// What makes it fast: a panel stays in the first two caches while it goes through all layers; batch normalisation with
// fixed statistics, residual additions and ReLU join the product before them; convolutions of 3 × 3 take fewer
// multiplications by Winograd's transform; and a first layer with many inputs is linear in a and b, so that its three
// products with the data are made once for the whole slice.
#pragma once

#include <span>
#include <stop_token>

#include "core/nn/kernel/aligned.h"
#include "core/nn/kernel/panel_weights.h"

namespace cartograd {

template <class T>
class PanelProgram {
 public:
  // inputs: features × samples. targets: what the loss compares with, × samples: 0/1 of one logit (bce), class numbers
  // in one row (cross_entropy) or values. `fixed`: statistics for batch normalisation, or null = those of the samples
  // themselves, computed at every point. The network must outlive the program. After a stop the program is unfit for
  // use.
  PanelProgram(const Network& network, const Plane& plane, const Matrix& inputs, const Matrix& targets, KernelLoss loss,
               const NormStatistics* fixed, std::stop_token stop);

  Index panels() const { return panels_; }
  // True if points can only be evaluated on all panels together: statistics are taken over the samples.
  bool needs_all_panels() const { return plan_.needs_all; }
  // Multiplications per point and panel.
  double work() const { return work_; }

  // sums[i] = the loss at points[i], summed over the samples of panels [first, last). Allocates nothing after the first
  // call of a thread. After a stop the sums are meaningless.
  void evaluate(std::span<const Eigen::Vector2d> points, Index first, Index last, std::span<double> sums,
                std::stop_token stop) const;

 private:
  struct Workspace;  // what one thread works in

  void pack_inputs(const Matrix& inputs, const Matrix& targets);
  void multiply_first_layer(std::stop_token stop);

  // The loss's sum over all of the panels, at one point.
  double evaluate_together(const Eigen::Vector2d& point, Index first, Index last, const T* packed, Workspace& work,
                           std::stop_token stop) const;
  void run(const PanelStep& step, Index panel, const Eigen::Vector2d& point, const T* packed, T* slot,
           Workspace& work) const;
  void multiply(const PanelStep& step, Index panel, const T* packed, const T* in, T* out, const T* add) const;
  void convolve(const PanelStep& step, const T* packed, const T* in, T* out, const T* add, T* tiles) const;
  void apply(const PanelStep& step, const T* in, T* out) const;
  void pool(const PanelStep& step, const T* in, T* out) const;
  void add(const PanelStep& step, const T* in, const T* other, T* out) const;
  void measure(const PanelStep& step, Index panel, const T* in, std::vector<Moments>& moments) const;
  void normalize(const PanelStep& step, const T* packed, const std::vector<Moments>& moments, const T* in, const T* add,
                 T* out) const;
  double loss_of(Index panel, const T* outputs) const;

  const T* value(std::size_t number, Index panel, const T* slot) const;
  Index samples_in(Index panel) const;
  // Calls row(from, to) for every row of pixels of two values of equal shape; from and to count numbers.
  template <class Row>
  void for_rows(const PanelValue& from, const PanelValue& to, Row row) const;

  const Kernel<T>& kernel_;
  PanelPlan plan_;
  KernelLoss loss_;
  Index samples_, panels_;
  double work_ = 0;
  AlignedVector<T> inputs_, targets_;  // [panel][feature or output][sample]; labels as one number per sample
  Index targets_per_panel_ = 0;
  PanelWeights<T> weights_;
  Index needed_from_ = 0;      // those before are of the first layer, whose sums are known
  AlignedVector<T> first_[3];  // the first layer's sums for origin, u and v: [panel][unit][sample]
  std::uint64_t id_;           // tells a thread whether its buffers belong to this program
};

extern template class PanelProgram<float>;
extern template class PanelProgram<double>;

}  // namespace cartograd
