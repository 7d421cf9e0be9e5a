#include "core/nn/network.h"

#include <utility>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/nn/layer_views.h"

namespace cartograd {

Network::Network(const std::vector<Index>& widths, const Activation& hidden, const Activation& output, bool bias) {
  constexpr Index most_parameters = Index{1} << 28;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    DenseLayer layer;
    layer.inputs = widths[i];
    layer.outputs = widths[i + 1];
    if (layer.inputs < 1 || layer.outputs < 1)
      throw InputError(fmt::format("layer {} has width 0; expected at least one unit", i + 1));
    layer.activation = i + 2 == widths.size() ? &output : &hidden;
    layer.weight_offset = dimension_;
    dimension_ += layer.inputs * layer.outputs;
    const std::string name = fmt::format("layer {}", i + 1);
    layout_.push_back({name + " weights", layer.weight_offset, layer.outputs, layer.inputs, false});
    if (bias) {
      layer.bias_offset = dimension_;
      dimension_ += layer.outputs;
      layout_.push_back({name + " biases", layer.bias_offset, layer.outputs, 1, true});
    }
    if (dimension_ > most_parameters)
      throw InputError(
          fmt::format("the network has more than {} parameters; use fewer or narrower layers", most_parameters));
    layers_.push_back(layer);
  }
}

ParamVector Network::initialize(const Initializer& initializer, double scale, Rng& rng) const {
  ParamVector w = ParamVector::Zero(dimension_);
  for (const DenseLayer& layer : layers_) {
    const Index drawn = layer.inputs * layer.outputs + (layer.has_bias() && initializer.biases_too ? layer.outputs : 0);
    for (Index i = 0; i < drawn; ++i)
      w[layer.weight_offset + i] = scale * initializer.weight(rng, layer.inputs, layer.outputs);
  }
  return w;
}

Matrix Network::forward(const ParamVector& w, const Matrix& inputs) const {
  ForwardPass pass;
  forward(w, inputs, pass);
  return std::move(pass.outputs.back());
}

void Network::forward(const ParamVector& w, const Matrix& inputs, ForwardPass& pass) const {
  pass.sums.resize(layers_.size());
  pass.outputs.resize(layers_.size());
  const Matrix* below = &inputs;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const DenseLayer& layer = layers_[l];
    Matrix& sum = pass.sums[l];
    sum.noalias() = weights(layer, w) * *below;
    if (layer.has_bias()) sum.colwise() += biases(layer, w);
    pass.outputs[l].resize(sum.rows(), sum.cols());
    layer.activation->apply(elements(std::as_const(sum)), elements(pass.outputs[l]));
    below = &pass.outputs[l];
  }
}

void Network::backward(const ParamVector& w, const Matrix& inputs, const ForwardPass& pass, const Matrix& output_slope,
                       ParamVector& gradient) const {
  Matrix delta = output_slope;  // derivative by this layer's outputs, then by its sums
  Matrix slope, below_delta;
  for (std::size_t l = layers_.size(); l-- > 0;) {
    const DenseLayer& layer = layers_[l];
    const Matrix& below = l > 0 ? pass.outputs[l - 1] : inputs;
    slope.resize(delta.rows(), delta.cols());
    layer.activation->differentiate(elements(pass.sums[l]), elements(pass.outputs[l]), elements(slope));
    delta.array() *= slope.array();
    weights(layer, gradient).noalias() += delta * below.transpose();
    if (layer.has_bias()) biases(layer, gradient) += delta.rowwise().sum();
    if (l > 0) {
      below_delta.noalias() = weights(layer, w).transpose() * delta;
      delta.swap(below_delta);
    }
  }
}

}  // namespace cartograd
