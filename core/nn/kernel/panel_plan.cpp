#include "core/nn/kernel/panel_plan.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace cartograd {

namespace {

class Planner {
 public:
  Planner(const Network& network, bool fixed) : network_(network), layers_(network.layers()), fixed_(fixed) {}

  PanelPlan make(Index vector_width, Index image_width) {
    make_values(vector_width, image_width);
    for (std::size_t l = 0; l < layers_.size(); l = join(l)) {
    }
    place_weights();
    place_values();
    return std::move(plan_);
  }

 private:
  void make_values(Index vector_width, Index image_width) {
    Index padding = 0;
    bool images = false;
    uses_.assign(layers_.size() + 1, 0);
    uses_.back() = 1;  // the outputs
    for (const Layer& layer : layers_) {
      if (const auto* convolution = std::get_if<Convolution>(&layer)) padding = std::max(padding, convolution->padding);
      if (const auto* addition = std::get_if<Addition>(&layer)) ++uses_[addition->other];
      ++uses_[shape_of(layer).source];
      images = images || std::holds_alternative<Convolution>(layer) || std::holds_alternative<Pooling>(layer);
    }
    plan_.width = images ? image_width : vector_width;
    const auto add_value = [&](const Shape& shape) {
      plan_.values.push_back({shape, shape.height * shape.width > 1 ? padding : 0});
    };
    add_value(network_.input_shape());
    for (const Layer& layer : layers_) add_value(shape_of(layer).out);
  }

  // Turns layer l and those after it that can join it into one step; returns the first layer after them.
  std::size_t join(std::size_t l) {
    PanelStep step;
    step.in = shape_of(layers_[l]).source;
    std::visit([&](const auto& layer) { begin(step, layer, l); }, layers_[l]);
    for (++l; l < layers_.size() && uses_[l] == 1; ++l)
      if (!std::visit([&](const auto& layer) { return joins(step, layer, l); }, layers_[l])) break;
    step.out = l;
    plan_.steps.push_back(std::move(step));
    return l;
  }

  void begin(PanelStep& step, const Dense& layer, std::size_t) {
    const PanelValue& in = plan_.values[layer.source];
    step.weights = layer.weights;
    step.biases = layer.biases;
    step.transposed = layer.transposed;
    step.start = in.corner();
    for (Index c = 0; c < in.shape.channels; ++c)
      for (Index y = 0; y < in.shape.height; ++y)
        for (Index x = 0; x < in.shape.width; ++x) add_term(step, c * in.channel() + y * in.row() + x);
    plan_.work += static_cast<double>(layer.in.size() * layer.out.size());
  }

  void begin(PanelStep& step, const Convolution& layer, std::size_t) {
    const PanelValue& in = plan_.values[layer.source];
    step.weights = layer.weights;
    step.biases = layer.biases;
    step.stride = layer.stride;
    step.start = in.corner() - layer.padding * in.row() - layer.padding;
    plan_.work += static_cast<double>(in.shape.channels * layer.size * layer.size * layer.out.size());
    step.winograd = transform_pays(layer);
    if (step.winograd) {
      const Index steps = plan_.tiles_step(in.shape.channels) + plan_.tiles_step(layer.out.channels);
      plan_.tiles_size = std::max(plan_.tiles_size, 16 * steps);
      for (Index c = 0; c < in.shape.channels; ++c) add_term(step, c * winograd_tiles);
      return;
    }
    for (Index c = 0; c < in.shape.channels; ++c)
      for (Index y = 0; y < layer.size; ++y)
        for (Index x = 0; x < layer.size; ++x) add_term(step, c * in.channel() + y * in.row() + x);
  }

  // Winograd's transform takes 16 multiplications per tile of 4 pixels where the sum takes 36, but each channel of a
  // tile and each output has a price: measured, that of 50 and of 70 multiplications, for every instruction set.
  static bool transform_pays(const Convolution& layer) {
    if (layer.size != 3 || layer.stride != 1) return false;
    const Index inputs = layer.in.channels, outputs = layer.out.channels;
    const Index tiles = (layer.out.height + 1) / 2 * ((layer.out.width + 1) / 2);
    return tiles * (16 * inputs * outputs + 50 * inputs + 70 * outputs) < layer.out.pixels() * 9 * inputs * outputs;
  }

  void add_term(PanelStep& step, Index pixels) const {
    step.offsets.push_back(static_cast<int>(pixels * plan_.width));
    ++step.terms;
  }

  void begin(PanelStep& step, const Pooling& layer, std::size_t) {
    step.kind = PanelStep::Kind::pooling;
    step.pooling = layer;
  }

  void begin(PanelStep& step, const BatchNorm& layer, std::size_t) {
    step.kind = PanelStep::Kind::normalize;
    step.norm = &layer;
    step.norm_number = norms_++;
    plan_.needs_all = plan_.needs_all || !fixed_;
  }

  void begin(PanelStep& step, const Elementwise& layer, std::size_t) {
    step.kind = PanelStep::Kind::function;
    step.function = layer.activation;
  }

  void begin(PanelStep& step, const Addition& layer, std::size_t) {
    step.kind = PanelStep::Kind::addition;
    step.add = static_cast<std::ptrdiff_t>(layer.other);
  }

  // What can follow in the same step. A layer that joins reads value l, which nothing else does.
  template <class Other>
  bool joins(PanelStep&, const Other&, std::size_t) const {
    return false;
  }

  bool joins(PanelStep& step, const BatchNorm& layer, std::size_t l) {
    if (!fixed_ || step.kind != PanelStep::Kind::product || step.norm || step.add >= 0 || step.relu) return false;
    if (layer.source != l) return false;
    step.norm = &layer;
    step.norm_number = norms_++;
    return true;
  }

  bool joins(PanelStep& step, const Addition& layer, std::size_t l) const {
    const bool able = step.kind == PanelStep::Kind::product || step.kind == PanelStep::Kind::normalize;
    const std::size_t other = layer.source == l ? layer.other : layer.source;
    if (!able || step.add >= 0 || step.relu || (layer.source != l && layer.other != l) || other >= l) return false;
    // The outputs of this very step's inner layers have no buffer; older values have.
    if (!(plan_.values[other].shape == layer.out) || other == 0) return false;
    step.add = static_cast<std::ptrdiff_t>(other);
    return true;
  }

  bool joins(PanelStep& step, const Elementwise& layer, std::size_t l) const {
    if (layer.source != l) return false;
    if (layer.activation->kernel == KernelActivation::linear) return true;
    const bool able = step.kind != PanelStep::Kind::function && step.kind != PanelStep::Kind::pooling;
    if (layer.activation->kernel != KernelActivation::relu || !able || step.relu) return false;
    return step.relu = true;
  }

  void place_weights() {
    const auto reserve = [&](Index count) {
      const Index place = plan_.packed_size;
      plan_.packed_size += (count + 15) / 16 * 16;
      return place;
    };
    for (PanelStep& step : plan_.steps) {
      if (step.weights >= 0) {
        const Index outputs = plan_.values[step.out].shape.channels;
        step.packed_weights = reserve(step.blocks() * step.block_size(outputs));
        step.packed_biases = reserve(PanelStep::packed_rows(outputs));
      }
      if (step.norm) {
        step.packed_scale = reserve(step.norm->out.channels);
        step.packed_shift = reserve(step.norm->out.channels);
      }
      step.packed_end = plan_.packed_size;
    }
  }

  // Values of equal form share buffers as soon as nobody reads them any more; equal form, so that borders stay zero.
  void place_values() {
    std::vector<std::size_t> last_read(plan_.values.size(), 0);
    for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
      last_read[plan_.steps[s].in] = s;
      if (plan_.steps[s].add >= 0) last_read[static_cast<std::size_t>(plan_.steps[s].add)] = s;
    }
    last_read.back() = plan_.steps.size();
    using Form = std::tuple<Index, Index, Index>;
    const auto form = [](const PanelValue& value) { return Form{value.size(), value.row(), value.border}; };
    std::map<Form, std::vector<Index>> free_places;
    for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
      const PanelStep& step = plan_.steps[s];
      PanelValue& out = plan_.values[step.out];
      const auto release = [&](std::size_t number) {
        PanelValue& value = plan_.values[number];
        if (value.place >= 0 && last_read[number] == s) free_places[form(value)].push_back(value.place);
      };
      // These three work in place; the others write while they still read.
      const bool in_place = step.kind == PanelStep::Kind::function || step.kind == PanelStep::Kind::normalize ||
                            step.kind == PanelStep::Kind::addition;
      if (in_place) release(step.in);
      auto& places = free_places[form(out)];
      if (places.empty()) {
        places.push_back(plan_.slot_size);
        plan_.slot_size += out.size() * plan_.width;
      }
      out.place = places.back();
      places.pop_back();
      if (!in_place) release(step.in);
      if (step.add >= 0 && static_cast<std::size_t>(step.add) != step.in) release(static_cast<std::size_t>(step.add));
    }
  }

  const Network& network_;
  const std::vector<Layer>& layers_;
  bool fixed_;
  std::vector<int> uses_;  // of each value
  std::size_t norms_ = 0;
  PanelPlan plan_;
};

}  // namespace

PanelPlan plan_panels(const Network& network, Index vector_width, Index image_width, bool fixed) {
  return Planner(network, fixed).make(vector_width, image_width);
}

}  // namespace cartograd
