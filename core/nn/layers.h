// What a network is made of: plain descriptions, which the reference path and the kernel both read.
#pragma once

#include <cstddef>
#include <variant>
#include <vector>

#include "core/base/types.h"
#include "core/nn/activation.h"

namespace cartograd {

// One sample's values: channels × height × width, channel by channel, row by row; plain features are channels × 1 × 1.
struct Shape {
  Index channels = 0, height = 1, width = 1;

  Index pixels() const { return height * width; }  // of one channel
  Index size() const { return channels * pixels(); }
  bool operator==(const Shape&) const = default;
};

// Every layer reads values number `source`: 0 = the network's inputs, k = the outputs of layer k−1. The values of all
// samples are a matrix size × samples.
struct LayerShape {
  Shape in, out;
  std::size_t source = 0;
};

// outputs = W · inputs + b. `weights` and `biases` are offsets into the parameter vector, −1 = no biases. W is outputs
// × inputs, row-major; transposed: the block is inputs × outputs, row-major, another layer's weights used as their
// transpose.
struct Dense : LayerShape {
  Index weights = 0;
  Index biases = -1;
  bool transposed = false;
};

// 2-D convolution (as usual in networks a correlation: the filter is not turned over) with weights out channels × in
// channels × size × size and one bias per out channel; what lies outside of the image counts as zero.
struct Convolution : LayerShape {
  Index size = 3, stride = 1, padding = 1;
  Index weights = 0;
  Index biases = -1;
};

// The mean or the maximum of size × size pixels, without padding; rows and columns that fill no window are left out.
struct Pooling : LayerShape {
  bool maximum = false;
  Index size = 2, stride = 2;
};

// (x − mean) / √(variance + epsilon) · scale + shift per channel, with the mean and the biased variance over samples,
// height and width (Ioffe & Szegedy 2015). `scale` and `shift` are offsets into the parameter vector.
struct BatchNorm : LayerShape {
  Index scale = 0, shift = 0;
  double epsilon = 1e-5;
};

// A function of every single value.
struct Elementwise : LayerShape {
  const Activation* activation = nullptr;
};

// Values `source` + values `other`. The other image may be larger and have fewer channels: then every k-th pixel of it
// counts, and the missing channels are zero (option A of He et al. 2015).
struct Addition : LayerShape {
  std::size_t other = 0;
};

using Layer = std::variant<Dense, Convolution, Pooling, BatchNorm, Elementwise, Addition>;

inline const LayerShape& shape_of(const Layer& layer) {
  return std::visit([](const auto& each) -> const LayerShape& { return each; }, layer);
}

// For each BatchNorm layer, first to last: mean and biased variance of every channel.
struct NormStatistics {
  std::vector<Eigen::VectorXd> mean, variance;
};

}  // namespace cartograd
