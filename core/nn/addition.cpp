#include "core/nn/layer_functions.h"

namespace cartograd {

namespace {

// Calls meet(place in the sum, place in the other image) for every pixel where the two meet, of one sample.
template <class Meet>
void for_each_pixel(const Shape& sum, const Shape& other, const Meet& meet) {
  const Index every_row = (other.height + sum.height - 1) / sum.height,
              every_column = (other.width + sum.width - 1) / sum.width;
  for (Index c = 0; c < other.channels; ++c)
    for (Index y = 0; y < sum.height; ++y)
      for (Index x = 0; x < sum.width; ++x)
        meet((c * sum.height + y) * sum.width + x, (c * other.height + y * every_row) * other.width + x * every_column);
}

// sum += other, where they meet.
void add_other(const Shape& shape, const Shape& other_shape, const Matrix& other, Matrix& sum) {
  if (shape == other_shape) {
    sum += other;
    return;
  }
  for (Index sample = 0; sample < sum.cols(); ++sample)
    for_each_pixel(shape, other_shape, [&](Index place, Index from) { sum(place, sample) += other(from, sample); });
}

// A slope by the sum is a slope by both summands.
void share(const Addition& layer, const LayerView& view, const Matrix& slope, Slopes& slopes) {
  const Shape& other = view.shapes[layer.other];
  slopes.add(layer.source, slope);
  if (!Slopes::wanted(layer.other)) return;
  if (other == layer.out) {
    slopes.add(layer.other, slope);
    return;
  }
  Matrix other_slope = Matrix::Zero(other.size(), slope.cols());
  for (Index sample = 0; sample < slope.cols(); ++sample)
    for_each_pixel(layer.out, other,
                   [&](Index place, Index from) { other_slope(from, sample) = slope(place, sample); });
  slopes.add(layer.other, std::move(other_slope));
}

}  // namespace

void forward(const Addition& layer, const LayerView& view, Matrix& out) {
  out = view.value(layer.source);
  add_other(layer.out, view.shapes[layer.other], view.value(layer.other), out);
}

void backward(const Addition& layer, const LayerView& view, const Matrix& slope, Slopes& slopes, ParamVector&) {
  share(layer, view, slope, slopes);
}

void forward_change(const Addition& layer, const LayerView& view, const ChangeView& change, Matrix& out) {
  out = change.value(layer.source);
  add_other(layer.out, view.shapes[layer.other], change.value(layer.other), out);
}

void backward_change(const Addition& layer, const LayerView& view, const ChangeView&, const Matrix& slope,
                     const Matrix& slope_change, Slopes& slopes, Slopes& slope_changes, ParamVector&) {
  share(layer, view, slope, slopes);
  share(layer, view, slope_change, slope_changes);
}

}  // namespace cartograd
