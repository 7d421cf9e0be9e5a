#include "core/nn/layer_functions.h"

namespace cartograd {

namespace {

// use(W) with W as an outputs × inputs matrix inside the parameter vector, however it is stored. `Numbers` is const for
// a vector that is read, and not for one that is added to.
template <class Numbers, class Use>
void with_weights(const Dense& layer, Numbers& w, const Use& use) {
  constexpr bool read = std::is_const_v<Numbers>;
  using AsRows = std::conditional_t<read, const RowMajor, RowMajor>;
  using AsColumns = std::conditional_t<read, const Matrix, Matrix>;
  if (layer.transposed)
    use(Eigen::Map<AsColumns>(w.data() + layer.weights, layer.out.size(), layer.in.size()));
  else
    use(Eigen::Map<AsRows>(w.data() + layer.weights, layer.out.size(), layer.in.size()));
}

auto biases(const Dense& layer, const ParamVector& w) { return w.segment(layer.biases, layer.out.size()); }
auto biases(const Dense& layer, ParamVector& w) { return w.segment(layer.biases, layer.out.size()); }

}  // namespace

void forward(const Dense& layer, const LayerView& view, Matrix& out) {
  with_weights(layer, view.w, [&](const auto& weights) { out.noalias() = weights * view.value(layer.source); });
  if (layer.biases >= 0) out.colwise() += biases(layer, view.w);
}

void backward(const Dense& layer, const LayerView& view, const Matrix& slope, Slopes& slopes, ParamVector& gradient) {
  const Matrix& in = view.value(layer.source);
  with_weights(layer, gradient, [&](auto weights) { weights.noalias() += slope * in.transpose(); });
  if (layer.biases >= 0) biases(layer, gradient) += slope.rowwise().sum();
  with_weights(layer, view.w, [&](const auto& weights) { slopes.add(layer.source, weights.transpose() * slope); });
}

void forward_change(const Dense& layer, const LayerView& view, const ChangeView& change, Matrix& out) {
  with_weights(layer, change.direction,
               [&](const auto& weights) { out.noalias() = weights * view.value(layer.source); });
  if (!ChangeView::is_zero(layer.source))
    with_weights(layer, view.w, [&](const auto& weights) { out.noalias() += weights * change.value(layer.source); });
  if (layer.biases >= 0) out.colwise() += biases(layer, change.direction);
}

void backward_change(const Dense& layer, const LayerView& view, const ChangeView& change, const Matrix& slope,
                     const Matrix& slope_change, Slopes& slopes, Slopes& slope_changes, ParamVector& product) {
  with_weights(layer, product, [&](auto weights) {
    weights.noalias() += slope_change * view.value(layer.source).transpose();
    if (!ChangeView::is_zero(layer.source)) weights.noalias() += slope * change.value(layer.source).transpose();
  });
  if (layer.biases >= 0) biases(layer, product) += slope_change.rowwise().sum();
  with_weights(layer, view.w, [&](const auto& weights) {
    slopes.add(layer.source, weights.transpose() * slope);
    slope_changes.add(layer.source, weights.transpose() * slope_change);
  });
  with_weights(layer, change.direction,
               [&](const auto& weights) { slope_changes.add(layer.source, weights.transpose() * slope); });
}

}  // namespace cartograd
