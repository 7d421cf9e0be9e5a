// A network is a shape: its parameters come in with every call, so one const object serves all threads at all points of
// the landscape.
#pragma once

#include <vector>

#include "core/base/catalogue.h"
#include "core/base/parameters.h"
#include "core/base/rng.h"
#include "core/nn/activation.h"

namespace cartograd {

// outputs = activation(W · inputs + b); W is outputs × inputs, row-major in the parameter vector, b follows it.
struct DenseLayer {
  Index inputs = 0, outputs = 0;
  const Activation* activation = nullptr;
  Index weight_offset = 0;
  Index bias_offset = -1;  // −1 = no biases

  bool has_bias() const { return bias_offset >= 0; }
};

// What a forward pass leaves behind for the backward pass: per layer the sums z and the outputs, each outputs ×
// samples.
struct ForwardPass {
  std::vector<Matrix> sums, outputs;
};

// How sums and outputs change, per layer, when the parameters move along a direction: their derivatives by the step.
using ForwardChange = ForwardPass;

// A rule for initial weights: draws the weights (and perhaps biases) of one layer, in the order of the parameter
// vector.
struct Initializer : KindInfo {
  double (*weight)(Rng&, Index inputs, Index outputs);
  bool biases_too = false;  // draw the biases by the same rule after the weights; otherwise they are 0
};

const std::vector<Initializer>& initializers();
std::vector<std::string> initializer_names();

class Network {
 public:
  // `widths` = features, hidden widths …, outputs: at least two numbers, each at least 1. Hidden layers use `hidden`,
  // the last layer `output`. Throws InputError if a width is 0 or the number of parameters does not fit.
  Network(const std::vector<Index>& widths, const Activation& hidden, const Activation& output, bool biases = true);

  Index inputs() const { return layers_.front().inputs; }
  Index outputs() const { return layers_.back().outputs; }
  Index dimension() const { return dimension_; }
  const std::vector<DenseLayer>& layers() const { return layers_; }
  const ParamLayout& layout() const { return layout_; }

  // Initial parameters by the named rule, every drawn number multiplied by `scale`.
  ParamVector initialize(const Initializer& initializer, double scale, Rng& rng) const;

  // inputs: features × samples → outputs × samples.
  Matrix forward(const ParamVector& w, const Matrix& inputs) const;
  // The same, keeping what the backward pass needs.
  void forward(const ParamVector& w, const Matrix& inputs, ForwardPass& pass) const;
  // Adds to `gradient` (size dimension()) the gradient of a loss whose derivative by the outputs is `output_slope`
  // (outputs × samples).
  void backward(const ParamVector& w, const Matrix& inputs, const ForwardPass& pass, const Matrix& output_slope,
                ParamVector& gradient) const;

  // The R-operator (Pearlmutter 1994): forward and backward pass differentiated along `direction`, for exact
  // Hessian-vector products.
  void forward_change(const ParamVector& w, const ParamVector& direction, const Matrix& inputs, const ForwardPass& pass,
                      ForwardChange& change) const;
  // Adds H · direction to `product`, H the Hessian of a loss with the given derivative by the outputs and the change of
  // that derivative.
  void backward_change(const ParamVector& w, const ParamVector& direction, const Matrix& inputs,
                       const ForwardPass& pass, const ForwardChange& change, const Matrix& output_slope,
                       const Matrix& output_slope_change, ParamVector& product) const;

 private:
  std::vector<DenseLayer> layers_;
  ParamLayout layout_;
  Index dimension_ = 0;
};

// An architecture with the initialisation that its settings ask for.
struct InitializedNetwork {
  Network network;
  const Initializer* initializer;
  double scale;
};

// One row per architecture; a maker gets its settings, the features of the data and the outputs that the loss wants.
const Catalogue<InitializedNetwork(const Settings&, Index features, Index outputs)>& networks();

}  // namespace cartograd
