#include "core/nn/network_builder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/error.h"

namespace cartograd {

NetworkBuilder::NetworkBuilder(const Shape& inputs) : inputs_(inputs), shape_(inputs) {
  if (inputs.size() < 1) throw InputError("a network needs at least one input");
}

// The offset of `count` new parameters.
Index NetworkBuilder::reserve(Index count) {
  dimension_ += count;
  return dimension_ - count;
}

template <class Kind>
NetworkBuilder& NetworkBuilder::append(Kind layer, const Shape& out) {
  if (out.channels < 1 || out.height < 1 || out.width < 1)
    throw InputError(fmt::format("layer {} has width 0; expected at least one unit", layers_.size() + 1));
  layer.in = shape_;
  layer.out = out;
  layer.source = newest();
  layers_.push_back(layer);
  shape_ = out;
  return *this;
}

NetworkBuilder& NetworkBuilder::dense(Index outputs, bool biases) {
  Dense layer;
  layer.weights = reserve(outputs * shape_.size());
  if (biases) layer.biases = reserve(outputs);
  return append(layer, {outputs});
}

NetworkBuilder& NetworkBuilder::tied_dense(std::size_t number, bool biases) {
  const Dense& other = std::get<Dense>(layers_[number]);
  Dense layer;
  layer.weights = other.weights;
  layer.transposed = true;
  if (biases) layer.biases = reserve(other.in.size());
  return append(layer, {other.in.size()});
}

NetworkBuilder& NetworkBuilder::convolution(Index channels, Index size, Index stride, Index padding, bool biases) {
  Convolution layer;
  layer.size = size;
  layer.stride = stride;
  layer.padding = padding;
  layer.weights = reserve(channels * shape_.channels * size * size);
  if (biases) layer.biases = reserve(channels);
  const auto length = [&](Index in) { return in + 2 * padding < size ? 0 : (in + 2 * padding - size) / stride + 1; };
  return append(layer, {channels, length(shape_.height), length(shape_.width)});
}

NetworkBuilder& NetworkBuilder::pooling(bool maximum, Index size, Index stride) {
  Pooling layer;
  layer.maximum = maximum;
  layer.size = size;
  layer.stride = stride;
  const auto length = [&](Index in) { return in < size ? 0 : (in - size) / stride + 1; };
  return append(layer, {shape_.channels, length(shape_.height), length(shape_.width)});
}

NetworkBuilder& NetworkBuilder::batch_norm() {
  BatchNorm layer;
  layer.scale = reserve(shape_.channels);
  layer.shift = reserve(shape_.channels);
  return append(layer, shape_);
}

NetworkBuilder& NetworkBuilder::activation(const Activation& activation) {
  if (activation.id == "linear") return *this;
  Elementwise layer;
  layer.activation = &activation;
  return append(layer, shape_);
}

NetworkBuilder& NetworkBuilder::addition(std::size_t other) {
  Addition layer;
  layer.other = other;
  return append(layer, shape_);
}

std::string describe_widths(std::span<const Index> widths) { return fmt::format("{}", fmt::join(widths, "–")); }

}  // namespace cartograd
