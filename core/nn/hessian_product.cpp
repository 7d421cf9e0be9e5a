#include "core/nn/layer_views.h"

namespace cartograd {

void Network::forward_change(const ParamVector& w, const ParamVector& direction, const Matrix& inputs,
                             const ForwardPass& pass, ForwardChange& change) const {
  change.sums.resize(layers_.size());
  change.outputs.resize(layers_.size());
  Matrix slope;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const DenseLayer& layer = layers_[l];
    Matrix& sum = change.sums[l];
    sum.noalias() = weights(layer, direction) * (l > 0 ? pass.outputs[l - 1] : inputs);
    if (l > 0) sum.noalias() += weights(layer, w) * change.outputs[l - 1];  // the inputs themselves do not change
    if (layer.has_bias()) sum.colwise() += biases(layer, direction);
    slope.resize(sum.rows(), sum.cols());
    layer.activation->differentiate(elements(pass.sums[l]), elements(pass.outputs[l]), elements(slope));
    change.outputs[l] = slope.cwiseProduct(sum);
  }
}

void Network::backward_change(const ParamVector& w, const ParamVector& direction, const Matrix& inputs,
                              const ForwardPass& pass, const ForwardChange& change, const Matrix& output_slope,
                              const Matrix& output_slope_change, ParamVector& product) const {
  // By this layer's outputs, then by its sums: the derivative of the loss, and how it changes.
  Matrix delta = output_slope, delta_change = output_slope_change;
  Matrix slope, bend;
  for (std::size_t l = layers_.size(); l-- > 0;) {
    const DenseLayer& layer = layers_[l];
    const auto sums = elements(pass.sums[l]), outputs = elements(pass.outputs[l]);
    slope.resize(delta.rows(), delta.cols());
    bend.resize(delta.rows(), delta.cols());
    layer.activation->differentiate(sums, outputs, elements(slope));
    layer.activation->differentiate_twice(sums, outputs, elements(bend));
    delta_change = delta_change.cwiseProduct(slope) + delta.cwiseProduct(bend).cwiseProduct(change.sums[l]);
    delta = delta.cwiseProduct(slope);
    weights(layer, product).noalias() += delta_change * (l > 0 ? pass.outputs[l - 1] : inputs).transpose();
    if (l > 0) weights(layer, product).noalias() += delta * change.outputs[l - 1].transpose();
    if (layer.has_bias()) biases(layer, product) += delta_change.rowwise().sum();
    if (l > 0) {
      Matrix below_change = weights(layer, w).transpose() * delta_change;
      below_change.noalias() += weights(layer, direction).transpose() * delta;
      delta = weights(layer, w).transpose() * delta;
      delta_change.swap(below_change);
    }
  }
}

}  // namespace cartograd
