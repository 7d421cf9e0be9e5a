// The weights of every point of a plane, w(a, b) = origin + a·u + b·v, in the order in which the steps of a plan read
// them.
#pragma once

#include "core/base/parameters.h"
#include "core/nn/kernel/aligned.h"
#include "core/nn/kernel/panel_plan.h"

namespace cartograd {

template <class T>
class PanelWeights {
 public:
  // `fixed`: statistics for the normalisations that joined a product, or null.
  PanelWeights(const PanelPlan& plan, const Plane& plane, const NormStatistics* fixed);

  // The origin's, u's and v's own packed numbers.
  const T* packed(int vector) const { return packed_[vector].data(); }
  // Writes those of a point, of the same plan; numbers before `from` are not needed.
  void add_up(const Kernel<T>& kernel, const PanelPlan& plan, const Eigen::Vector2d& point, Index from,
              T* packed) const;

 private:
  NormStatistics fixed_;
  AlignedVector<T> packed_[3];
};

extern template class PanelWeights<float>;
extern template class PanelWeights<double>;

}  // namespace cartograd
