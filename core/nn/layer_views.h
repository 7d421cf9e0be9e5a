// A layer's weights and biases inside the flat parameter vector, and matrices as plain numbers; for the files of this
// folder.
#pragma once

#include "core/nn/network.h"

namespace cartograd {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline Eigen::Map<const RowMajor> weights(const DenseLayer& layer, const ParamVector& w) {
  return {w.data() + layer.weight_offset, layer.outputs, layer.inputs};
}
inline Eigen::Map<const Eigen::VectorXd> biases(const DenseLayer& layer, const ParamVector& w) {
  return {w.data() + layer.bias_offset, layer.outputs};
}

inline std::span<const double> elements(const Matrix& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}
inline std::span<double> elements(Matrix& matrix) { return {matrix.data(), static_cast<std::size_t>(matrix.size())}; }

// The same for a vector that is added to.
inline Eigen::Map<RowMajor> weights(const DenseLayer& layer, ParamVector& w) {
  return {w.data() + layer.weight_offset, layer.outputs, layer.inputs};
}
inline Eigen::Map<Eigen::VectorXd> biases(const DenseLayer& layer, ParamVector& w) {
  return {w.data() + layer.bias_offset, layer.outputs};
}

}  // namespace cartograd
