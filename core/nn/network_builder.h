// Puts networks together layer by layer: shapes and places in the parameter vector follow by themselves.
#pragma once

#include <span>

#include "core/nn/network.h"

namespace cartograd {

// Each function appends a layer that reads the newest values, unless it says otherwise. Parameters are laid out in the
// order of the calls. A layer without any outputs is an InputError.
class NetworkBuilder {
 public:
  explicit NetworkBuilder(const Shape& inputs);

  NetworkBuilder& dense(Index outputs, bool biases);
  // Weights of an earlier dense layer (number `layer`) used as their transpose.
  NetworkBuilder& tied_dense(std::size_t layer, bool biases);
  NetworkBuilder& convolution(Index channels, Index size, Index stride, Index padding, bool biases);
  NetworkBuilder& pooling(bool maximum, Index size, Index stride);
  NetworkBuilder& batch_norm();
  NetworkBuilder& activation(const Activation& activation);  // "linear" appends nothing
  NetworkBuilder& addition(std::size_t other);               // of the newest values and values number `other`

  std::size_t newest() const { return layers_.size(); }  // the number of the newest values; 0 = the inputs
  const Shape& shape() const { return shape_; }          // of the newest values
  Network build(std::string description) const { return {inputs_, layers_, std::move(description)}; }

 private:
  Index reserve(Index count);
  template <class Kind>
  NetworkBuilder& append(Kind layer, const Shape& out);

  Shape inputs_, shape_;
  std::vector<Layer> layers_;
  Index dimension_ = 0;
};

// "2–16–16–1".
std::string describe_widths(std::span<const Index> widths);

}  // namespace cartograd
