#include <cmath>

#include "core/nn/layer_functions.h"

namespace cartograd {

namespace {

// Calls pool(number of the output, first place of its window) for every window of one sample.
template <class Pool>
void for_each_window(const Pooling& layer, const Pool& pool) {
  Index output = 0;
  for (Index c = 0; c < layer.out.channels; ++c)
    for (Index y = 0; y < layer.out.height; ++y)
      for (Index x = 0; x < layer.out.width; ++x)
        pool(output++, c * layer.in.pixels() + y * layer.stride * layer.in.width + x * layer.stride);
}

// Calls visit(place) for every pixel of the window that begins at `first`.
template <class Visit>
void for_each_pixel(const Pooling& layer, Index first, const Visit& visit) {
  for (Index y = 0; y < layer.size; ++y)
    for (Index x = 0; x < layer.size; ++x) visit(first + y * layer.in.width + x);
}

// Where the largest value is; the first of several, but nan before all.
Index place_of_maximum(const Pooling& layer, const double* in, Index first) {
  Index best = first;
  for_each_pixel(layer, first, [&](Index place) {
    if (in[place] > in[best] || (std::isnan(in[place]) && !std::isnan(in[best]))) best = place;
  });
  return best;
}

// Pools `numbers`, the layer's inputs or their change; the windows' maxima are those of the inputs `in`.
void pool(const Pooling& layer, const Matrix& in, const Matrix& numbers, Matrix& out) {
  out.resize(layer.out.size(), in.cols());
  for (Index sample = 0; sample < in.cols(); ++sample) {
    const double* from = numbers.col(sample).data();
    for_each_window(layer, [&](Index output, Index first) {
      double pooled = 0;
      if (layer.maximum) {
        pooled = from[place_of_maximum(layer, in.col(sample).data(), first)];
      } else {
        for_each_pixel(layer, first, [&](Index place) { pooled += from[place]; });
        pooled /= static_cast<double>(layer.size * layer.size);
      }
      out(output, sample) = pooled;
    });
  }
}

// The transpose of pool: every output hands its slope to the maximum, or an equal share to each pixel.
void unpool(const Pooling& layer, const Matrix& in, const Matrix& slope, Slopes& slopes) {
  if (!Slopes::wanted(layer.source)) return;
  Matrix in_slope = Matrix::Zero(in.rows(), in.cols());
  for (Index sample = 0; sample < in.cols(); ++sample) {
    double* to = in_slope.col(sample).data();
    for_each_window(layer, [&](Index output, Index first) {
      if (layer.maximum) {
        to[place_of_maximum(layer, in.col(sample).data(), first)] += slope(output, sample);
      } else {
        const double share = slope(output, sample) / static_cast<double>(layer.size * layer.size);
        for_each_pixel(layer, first, [&](Index place) { to[place] += share; });
      }
    });
  }
  slopes.add(layer.source, std::move(in_slope));
}

}  // namespace

void forward(const Pooling& layer, const LayerView& view, Matrix& out) {
  pool(layer, view.value(layer.source), view.value(layer.source), out);
}

void backward(const Pooling& layer, const LayerView& view, const Matrix& slope, Slopes& slopes, ParamVector&) {
  unpool(layer, view.value(layer.source), slope, slopes);
}

void forward_change(const Pooling& layer, const LayerView& view, const ChangeView& change, Matrix& out) {
  pool(layer, view.value(layer.source), change.value(layer.source), out);
}

void backward_change(const Pooling& layer, const LayerView& view, const ChangeView&, const Matrix& slope,
                     const Matrix& slope_change, Slopes& slopes, Slopes& slope_changes, ParamVector&) {
  unpool(layer, view.value(layer.source), slope, slopes);
  unpool(layer, view.value(layer.source), slope_change, slope_changes);
}

}  // namespace cartograd
