#include "core/nn/kernel/panel_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cartograd {

namespace {

// Where weight k of output o lies in a block of packed weights.
Index packed_place(Index o, Index k, Index terms) {
  return (o / packed_outputs * terms + k) * packed_outputs + o % packed_outputs;
}

// G g Gᵀ, row by row, of a filter g: what winograd.inc.h multiplies with.
Eigen::Matrix4d transformed(const double* filter) {
  static const Eigen::Matrix<double, 4, 3> g{{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};
  return g * Eigen::Map<const Eigen::Matrix<double, 3, 3, Eigen::RowMajor>>(filter) * g.transpose();
}

// One step's weights as the kernel reads them.
template <class T>
void pack_weights(const ParamVector& w, const PanelStep& step, Index outputs, T* packed) {
  const Index terms = step.terms;
  for (Index o = 0; o < outputs; ++o)
    for (Index k = 0; k < terms; ++k) {
      T* to = packed + packed_place(o, k, terms);
      if (step.winograd) {
        const Eigen::Matrix4d filter = transformed(w.data() + step.weights + (o * terms + k) * 9);
        for (Index place = 0; place < 16; ++place)
          to[place * step.block_size(outputs)] = static_cast<T>(filter(place / 4, place % 4));
      } else {
        *to = static_cast<T>(w[step.weights + (step.transposed ? k * outputs + o : o * terms + k)]);
      }
    }
}

template <class T>
void copy_numbers(const ParamVector& w, Index from, Index count, T* to) {
  for (Index i = 0; i < count; ++i) to[i] = static_cast<T>(w[from + i]);
}

}  // namespace

template <class T>
PanelWeights<T>::PanelWeights(const PanelPlan& plan, const Plane& plane, const NormStatistics* fixed) {
  if (fixed) fixed_ = *fixed;
  const ParamVector* vectors[] = {&plane.origin, &plane.u, &plane.v};
  for (int q = 0; q < 3; ++q) {
    packed_[q].assign(static_cast<std::size_t>(plan.packed_size), T{0});
    T* packed = packed_[q].data();
    for (const PanelStep& step : plan.steps) {
      const Index outputs = plan.values[step.out].shape.channels;
      if (step.weights >= 0) pack_weights(*vectors[q], step, outputs, packed + step.packed_weights);
      if (step.biases >= 0) copy_numbers(*vectors[q], step.biases, outputs, packed + step.packed_biases);
      if (!step.norm) continue;
      copy_numbers(*vectors[q], step.norm->scale, outputs, packed + step.packed_scale);
      copy_numbers(*vectors[q], step.norm->shift, outputs, packed + step.packed_shift);
    }
  }
}

template <class T>
void PanelWeights<T>::add_up(const Kernel<T>& kernel, const PanelPlan& plan, const Eigen::Vector2d& point, Index from,
                             T* packed) const {
  kernel.combine(packed_[0].data() + from, packed_[1].data() + from, packed_[2].data() + from,
                 static_cast<T>(point.x()), static_cast<T>(point.y()), -std::numeric_limits<T>::infinity(),
                 packed + from, plan.packed_size - from);
  // A normalisation with fixed statistics is a factor and an offset for every output of the product that it joined.
  for (const PanelStep& step : plan.steps) {
    if (!step.norm || step.kind != PanelStep::Kind::product) continue;
    const auto &mean = fixed_.mean[step.norm_number], &variance = fixed_.variance[step.norm_number];
    const Index outputs = step.norm->out.channels;
    // Group by group of outputs, as the weights lie.
    for (Index first = 0; first < outputs; first += packed_outputs) {
      T factors[packed_outputs] = {};
      for (Index o = first; o < std::min<Index>(outputs, first + packed_outputs); ++o) {
        const T factor = packed[step.packed_scale + o] / static_cast<T>(std::sqrt(variance[o] + step.norm->epsilon));
        T& bias = packed[step.packed_biases + o];
        bias = (bias - static_cast<T>(mean[o])) * factor + packed[step.packed_shift + o];
        factors[o - first] = factor;
      }
      for (Index block = 0; block < step.blocks(); ++block) {
        T* weights = packed + step.packed_weights + block * step.block_size(outputs) + first * step.terms;
        for (Index k = 0; k < step.terms; ++k)
          for (int i = 0; i < packed_outputs; ++i) weights[k * packed_outputs + i] *= factors[i];
      }
    }
  }
}

template class PanelWeights<float>;
template class PanelWeights<double>;

}  // namespace cartograd
