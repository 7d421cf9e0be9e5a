// Pooling: the maximum or the mean of windows of pixels. Only for kernel.inc.cpp.
#pragma once

#include "core/nn/kernel/vectors.inc.h"

namespace cartograd {
namespace {

// The larger of two; nan, if one of them is.
template <class T>
inline Vector<T> maximum(Vector<T> x, Vector<T> y) {
  return (x < y) | (y != y) ? y : x;
}

// One vector of samples of a window whose first pixel is at `corner`.
template <class T>
inline Vector<T> pooled(const PanelPooling<T>& task, const T* corner, T share) {
  Vector<T> best = load<T>(corner), sum{};
  for (long y = 0; y < task.size; ++y)
    for (long x = 0; x < task.size; ++x) {
      const Vector<T> pixel = load<T>(corner + y * task.in_row_step + x * image_panel_width<T>);
      if (task.maximum)
        best = maximum<T>(best, pixel);
      else
        sum += pixel * share;
    }
  return task.maximum ? best : sum;
}

template <class T>
void pool(const PanelPooling<T>& task) {
  constexpr long pixel = image_panel_width<T>;
  const T share = T{1} / static_cast<T>(task.size * task.size);
  for (long c = 0; c < task.channels; ++c)
    for (long y = 0; y < task.rows; ++y) {
      const T* in = task.in + c * task.in_channel_step + y * task.stride * task.in_row_step;
      T* out = task.out + c * task.out_channel_step + y * task.out_row_step;
      for (long x = 0; x < task.columns; ++x)
        for (long s = 0; s < pixel; s += lanes<T>)
          store<T>(out + x * pixel + s, pooled<T>(task, in + x * task.stride * pixel + s, share));
    }
}

}  // namespace
}  // namespace cartograd
