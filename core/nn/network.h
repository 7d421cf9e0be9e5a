// A network is a shape: its parameters come in with every call, so one const object serves all threads at all points of
// the landscape.
#pragma once

#include <string>
#include <vector>

#include "core/base/parameters.h"
#include "core/nn/initializers.h"
#include "core/nn/layers.h"

namespace cartograd {

// What a forward pass leaves behind for the backward pass: per layer its outputs, each size × samples, and what batch
// normalisation used.
struct ForwardPass {
  std::vector<Matrix> outputs;
  NormStatistics norms;
  bool fixed_norms = false;  // they were given; otherwise they are those of the samples and change with the parameters
};

// How the outputs change, per layer, when the parameters move along a direction: their derivatives by the step.
struct ForwardChange {
  std::vector<Matrix> outputs;
  Matrix inputs;  // zeros: the network's inputs do not change
};

class Network {
 public:
  // Layers as they are computed, each reading the inputs or an earlier layer. `description`: a few words for captions.
  // Throws InputError if the number of parameters does not fit; layers whose shapes do not fit each other are a broken
  // invariant (std::logic_error).
  Network(const Shape& inputs, std::vector<Layer> layers, std::string description);

  // A fully connected network. `widths` = features, hidden widths …, outputs: at least two numbers, each at least 1
  // (else InputError). Hidden layers use `hidden`, the last layer `output`; "linear" adds no layer.
  static Network mlp(const std::vector<Index>& widths, const Activation& hidden, const Activation& output,
                     bool biases = true);

  const Shape& input_shape() const { return shapes_.front(); }
  Index inputs() const { return shapes_.front().size(); }
  Index outputs() const { return shapes_.back().size(); }
  Index dimension() const { return dimension_; }
  const std::vector<Layer>& layers() const { return layers_; }
  const ParamLayout& layout() const { return layout_; }
  const std::string& description() const { return description_; }  // "2–16–16–1", "ResNet-20"

  // How many multiplications the forward pass of one sample takes.
  double work() const;
  // How many numbers a pass forward and back over so many samples holds at once, at most.
  double numbers_at_work(Index samples) const;

  // Initial parameters by the named rule, every drawn number multiplied by `scale`, in the order of the parameters.
  // Batch normalisation begins with scale 1 and shift 0, whatever the rule.
  ParamVector initialize(const Initializer& initializer, double scale, Rng& rng) const;

  // inputs: size × samples → outputs × samples. `fixed`: what batch normalisation uses instead of the statistics of
  // these samples, as a trained network does.
  Matrix forward(const ParamVector& w, const Matrix& inputs, const NormStatistics* fixed = nullptr) const;
  // The same, keeping what the backward pass needs.
  void forward(const ParamVector& w, const Matrix& inputs, ForwardPass& pass,
               const NormStatistics* fixed = nullptr) const;
  // Mean and variance of what every batch normalisation reads, over these samples.
  NormStatistics statistics(const ParamVector& w, const Matrix& inputs) const;

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
  void add_blocks(const Layer& layer, Index& weight_layers);
  void compute(const ParamVector& w, const Matrix& inputs, ForwardPass& pass, const NormStatistics* fixed,
               bool keep) const;

  std::vector<Layer> layers_;
  std::vector<Shape> shapes_;              // of all values: the inputs, then each layer's outputs
  std::vector<std::size_t> last_reader_;   // of all values: the last layer that reads them
  std::vector<std::size_t> norms_before_;  // of each layer: how many BatchNorm layers come before it
  ParamLayout layout_;
  Index dimension_ = 0;
  std::string description_;
};

}  // namespace cartograd
