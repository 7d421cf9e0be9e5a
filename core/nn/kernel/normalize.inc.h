// Batch normalisation: the moments of a channel, and what follows from them. Only for kernel.inc.cpp.
#pragma once

#include "core/nn/kernel/vectors.inc.h"

namespace cartograd {
namespace {

// Σ (x − center), or of its squares. Rows are summed in T, then all is kept in double.
template <class T, bool Squared>
double sum_about(const PanelChannel<T>& channel, T center) {
  LaneSum<T> sum;
  for (long s = 0; s < channel.samples; s += lanes<T>)
    for (long y = 0; y < channel.rows; ++y) {
      const T* row = channel.values + y * channel.row_step + s;
      Vector<T> row_sum{};
      for (long x = 0; x < channel.columns; ++x) {
        const Vector<T> difference = load<T>(row + x * channel.pixel) - center;
        row_sum += Squared ? difference * difference : difference;
      }
      sum.add(row_sum, channel.samples - s);
    }
  return sum.total();
}

template <class T>
Moments moments(const PanelChannel<T>& channel) {
  const double count = static_cast<double>(channel.samples * channel.rows * channel.columns);
  const double mean = sum_about<T, false>(channel, T{0}) / count;
  return {count, mean, sum_about<T, true>(channel, static_cast<T>(mean))};
}

template <class T>
void normalize(const T* in, T center, T factor, T shift, const T* add, T floor, T* out, long count) {
  for (long i = 0; i < count; i += lanes<T>) {
    Vector<T> value = (load<T>(in + i) - center) * factor + shift;
    if (add) value += load<T>(add + i);
    store<T>(out + i, at_least<T>(value, splat<T>(floor)));
  }
}

}  // namespace
}  // namespace cartograd
