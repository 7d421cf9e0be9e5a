#include "core/nn/layer_functions.h"

namespace cartograd {

namespace {

// f′ of every value that the layer reads.
Matrix slope_of(const Elementwise& layer, const LayerView& view) {
  const Matrix& in = view.value(layer.source);
  Matrix slope(in.rows(), in.cols());
  layer.activation->differentiate(elements(in), elements(view.output()), elements(slope));
  return slope;
}

}  // namespace

void forward(const Elementwise& layer, const LayerView& view, Matrix& out) {
  const Matrix& in = view.value(layer.source);
  out.resize(in.rows(), in.cols());
  layer.activation->apply(elements(in), elements(out));
}

void backward(const Elementwise& layer, const LayerView& view, const Matrix& slope, Slopes& slopes, ParamVector&) {
  if (!Slopes::wanted(layer.source)) return;
  Matrix in_slope = slope_of(layer, view);
  in_slope.array() *= slope.array();
  slopes.add(layer.source, std::move(in_slope));
}

void forward_change(const Elementwise& layer, const LayerView& view, const ChangeView& change, Matrix& out) {
  out = slope_of(layer, view);
  out.array() *= change.value(layer.source).array();
}

void backward_change(const Elementwise& layer, const LayerView& view, const ChangeView& change, const Matrix& slope,
                     const Matrix& slope_change, Slopes& slopes, Slopes& slope_changes, ParamVector&) {
  if (!Slopes::wanted(layer.source)) return;
  const Matrix& in = view.value(layer.source);
  const Matrix own_slope = slope_of(layer, view);
  Matrix bend(in.rows(), in.cols());
  layer.activation->differentiate_twice(elements(in), elements(view.output()), elements(bend));
  slopes.add(layer.source, slope.cwiseProduct(own_slope));
  slope_changes.add(layer.source, slope_change.cwiseProduct(own_slope) +
                                      slope.cwiseProduct(bend).cwiseProduct(change.value(layer.source)));
}

}  // namespace cartograd
