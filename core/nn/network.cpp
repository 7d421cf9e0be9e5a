#include "core/nn/network.h"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/nn/layer_functions.h"
#include "core/nn/network_builder.h"

namespace cartograd {

namespace {

constexpr Index most_parameters = Index{1} << 28;

void require(bool fits, std::size_t layer) {
  if (!fits) throw std::logic_error(fmt::format("layer {} does not fit the values it reads", layer));
}

// True if every k-th pixel of `other` is an image as large as `sum`.
bool can_add(const Shape& sum, const Shape& other) {
  const auto fits = [](Index length, Index other_length) {
    const Index every = (other_length + length - 1) / length;
    return other_length >= length && (length - 1) * every < other_length;
  };
  return other.channels <= sum.channels && fits(sum.height, other.height) && fits(sum.width, other.width);
}

}  // namespace

Network::Network(const Shape& inputs, std::vector<Layer> layers, std::string description)
    : layers_(std::move(layers)), shapes_{inputs}, description_(std::move(description)) {
  if (layers_.empty()) throw std::logic_error("a network needs a layer");
  last_reader_.assign(layers_.size() + 1, 0);
  Index weight_layers = 0;
  std::size_t norms = 0;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const LayerShape& shape = shape_of(layers_[l]);
    require(shape.source <= l && shape.in == shapes_[shape.source] && shape.out.size() > 0, l);
    last_reader_[shape.source] = l;
    if (const auto* addition = std::get_if<Addition>(&layers_[l])) {
      require(addition->other <= l && shape.in == shape.out && can_add(shape.out, shapes_[addition->other]), l);
      last_reader_[addition->other] = l;
    }
    shapes_.push_back(shape.out);
    norms_before_.push_back(norms);
    norms += std::holds_alternative<BatchNorm>(layers_[l]);
    add_blocks(layers_[l], weight_layers);
  }
  last_reader_.back() = layers_.size();
  if (dimension_ > most_parameters)
    throw InputError(
        fmt::format("the network has more than {} parameters; use fewer or narrower layers", most_parameters));
}

// Adds the layer's parameters to the layout. A layer with weights counts one; batch normalisation belongs to the one
// before it.
void Network::add_blocks(const Layer& layer, Index& weight_layers) {
  const auto add = [&](const char* what, Index offset, Index rows, Index columns, bool is_bias) {
    layout_.push_back({fmt::format("layer {} {}", weight_layers, what), offset, rows, columns, is_bias});
    dimension_ = std::max(dimension_, offset + rows * columns);
  };
  if (const auto* dense = std::get_if<Dense>(&layer)) {
    ++weight_layers;
    if (!dense->transposed) add("weights", dense->weights, dense->out.size(), dense->in.size(), false);
    if (dense->biases >= 0) add("biases", dense->biases, dense->out.size(), 1, true);
  } else if (const auto* convolution = std::get_if<Convolution>(&layer)) {
    ++weight_layers;
    const Index terms = convolution->in.channels * convolution->size * convolution->size;
    add("weights", convolution->weights, convolution->out.channels, terms, false);
    if (convolution->biases >= 0) add("biases", convolution->biases, convolution->out.channels, 1, true);
  } else if (const auto* norm = std::get_if<BatchNorm>(&layer)) {
    // Filter normalisation leaves scale and shift out, like biases (Li et al. 2018).
    add("scale", norm->scale, norm->out.channels, 1, true);
    add("shift", norm->shift, norm->out.channels, 1, true);
  }
}

Network Network::mlp(const std::vector<Index>& widths, const Activation& hidden, const Activation& output,
                     bool biases) {
  NetworkBuilder builder({widths.front()});
  for (std::size_t i = 1; i < widths.size(); ++i)
    builder.dense(widths[i], biases).activation(i + 1 == widths.size() ? output : hidden);
  return builder.build(describe_widths(widths));
}

double Network::work() const {
  double products = 0;
  for (const Layer& layer : layers_) {
    const LayerShape& shape = shape_of(layer);
    if (const auto* convolution = std::get_if<Convolution>(&layer))
      products += static_cast<double>(shape.out.size() * shape.in.channels * convolution->size * convolution->size);
    else
      products += static_cast<double>(std::holds_alternative<Dense>(layer) ? shape.in.size() * shape.out.size()
                                                                           : shape.out.size());
  }
  return products;
}

double Network::numbers_at_work(Index samples) const {
  double values = 0, unfolded = 0;
  for (const Layer& layer : layers_) {
    values += static_cast<double>(shape_of(layer).out.size());
    if (const auto* convolution = std::get_if<Convolution>(&layer))
      unfolded = std::max(unfolded, static_cast<double>(unfolded_numbers(*convolution)));
  }
  return 2 * values * static_cast<double>(samples) + 2 * unfolded;
}

ParamVector Network::initialize(const Initializer& initializer, double scale, Rng& rng) const {
  ParamVector w = ParamVector::Zero(dimension_);
  const auto draw = [&](Index offset, Index count, Index fan_in, Index fan_out) {
    for (Index i = 0; i < count; ++i) w[offset + i] = scale * initializer.weight(rng, fan_in, fan_out);
  };
  for (const Layer& layer : layers_) {
    if (const auto* dense = std::get_if<Dense>(&layer)) {
      const Index in = dense->in.size(), out = dense->out.size();
      if (!dense->transposed) draw(dense->weights, out * in, in, out);
      if (dense->biases >= 0 && initializer.biases_too) draw(dense->biases, out, in, out);
    } else if (const auto* convolution = std::get_if<Convolution>(&layer)) {
      const Index area = convolution->size * convolution->size, out = convolution->out.channels,
                  in = convolution->in.channels * area;
      draw(convolution->weights, out * in, in, out * area);
      if (convolution->biases >= 0 && initializer.biases_too) draw(convolution->biases, out, in, out * area);
    } else if (const auto* norm = std::get_if<BatchNorm>(&layer)) {
      w.segment(norm->scale, norm->out.channels).setOnes();
    }
  }
  return w;
}

// keep = false lets go of every layer's outputs as soon as nobody reads them any more.
void Network::compute(const ParamVector& w, const Matrix& inputs, ForwardPass& pass, const NormStatistics* fixed,
                      bool keep) const {
  pass.outputs.resize(layers_.size());
  pass.fixed_norms = fixed != nullptr;
  const std::size_t norms = norms_before_.back() + std::holds_alternative<BatchNorm>(layers_.back());
  if (fixed) {
    if (fixed->mean.size() != norms || fixed->variance.size() != norms)
      throw std::logic_error("the statistics are those of another network");
    pass.norms = *fixed;
  } else {
    pass.norms.mean.resize(norms);
    pass.norms.variance.resize(norms);
  }
  LayerView view{w, inputs, pass, shapes_};
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    throw_if_stopped();
    view.layer = l;
    view.norm = norms_before_[l];
    if (const auto* norm = std::get_if<BatchNorm>(&layers_[l]); norm && !fixed)
      measure(*norm, view.value(norm->source), pass.norms.mean[view.norm], pass.norms.variance[view.norm]);
    std::visit([&](const auto& layer) { cartograd::forward(layer, view, pass.outputs[l]); }, layers_[l]);
    if (!keep)
      for (std::size_t number = 1; number <= l; ++number)
        if (last_reader_[number] == l) pass.outputs[number - 1].resize(0, 0);
  }
}

Matrix Network::forward(const ParamVector& w, const Matrix& inputs, const NormStatistics* fixed) const {
  ForwardPass pass;
  compute(w, inputs, pass, fixed, false);
  return std::move(pass.outputs.back());
}

void Network::forward(const ParamVector& w, const Matrix& inputs, ForwardPass& pass,
                      const NormStatistics* fixed) const {
  compute(w, inputs, pass, fixed, true);
}

NormStatistics Network::statistics(const ParamVector& w, const Matrix& inputs) const {
  ForwardPass pass;
  compute(w, inputs, pass, nullptr, false);
  return std::move(pass.norms);
}

void Network::backward(const ParamVector& w, const Matrix& inputs, const ForwardPass& pass, const Matrix& output_slope,
                       ParamVector& gradient) const {
  LayerView view{w, inputs, pass, shapes_};
  Slopes slopes(layers_.size());
  slopes.add(layers_.size(), output_slope);
  for (std::size_t l = layers_.size(); l-- > 0;) {
    throw_if_stopped();
    view.layer = l;
    view.norm = norms_before_[l];
    const Matrix slope = slopes.take(l + 1);
    if (slope.size() == 0) continue;  // nobody reads this layer
    std::visit([&](const auto& layer) { cartograd::backward(layer, view, slope, slopes, gradient); }, layers_[l]);
  }
}

void Network::forward_change(const ParamVector& w, const ParamVector& direction, const Matrix& inputs,
                             const ForwardPass& pass, ForwardChange& change) const {
  change.outputs.resize(layers_.size());
  change.inputs.setZero(inputs.rows(), inputs.cols());
  LayerView view{w, inputs, pass, shapes_};
  const ChangeView change_view{direction, change};
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    throw_if_stopped();
    view.layer = l;
    view.norm = norms_before_[l];
    std::visit([&](const auto& layer) { cartograd::forward_change(layer, view, change_view, change.outputs[l]); },
               layers_[l]);
  }
}

void Network::backward_change(const ParamVector& w, const ParamVector& direction, const Matrix& inputs,
                              const ForwardPass& pass, const ForwardChange& change, const Matrix& output_slope,
                              const Matrix& output_slope_change, ParamVector& product) const {
  LayerView view{w, inputs, pass, shapes_};
  const ChangeView change_view{direction, change};
  Slopes slopes(layers_.size()), slope_changes(layers_.size());
  slopes.add(layers_.size(), output_slope);
  slope_changes.add(layers_.size(), output_slope_change);
  for (std::size_t l = layers_.size(); l-- > 0;) {
    throw_if_stopped();
    view.layer = l;
    view.norm = norms_before_[l];
    const Matrix slope = slopes.take(l + 1), slope_change = slope_changes.take(l + 1);
    if (slope.size() == 0) continue;
    std::visit(
        [&](const auto& layer) {
          cartograd::backward_change(layer, view, change_view, slope, slope_change, slopes, slope_changes, product);
        },
        layers_[l]);
  }
}

}  // namespace cartograd
