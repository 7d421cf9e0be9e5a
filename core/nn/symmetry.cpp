#include "core/nn/symmetry.h"

#include <cmath>
#include <optional>

#include "core/base/matching.h"

namespace cartograd {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// A layer of hidden units: what comes in and what goes out.
struct HiddenLayer {
  Dense in, out;
  bool odd = false;
};

std::optional<std::vector<HiddenLayer>> hidden_layers(const Network& network) {
  std::vector<HiddenLayer> found;
  const Dense* before = nullptr;
  bool odd = true;  // without an activation between them, signs may turn, too
  std::size_t number = 0;
  for (const Layer& layer : network.layers()) {
    if (shape_of(layer).source != number++) return std::nullopt;
    if (const auto* dense = std::get_if<Dense>(&layer)) {
      if (dense->transposed) return std::nullopt;
      if (before) found.push_back({*before, *dense, odd});
      before = dense;
      odd = true;
    } else if (const auto* element = std::get_if<Elementwise>(&layer)) {
      const std::string& id = element->activation->id;
      odd &= id == "tanh" || id == "sine" || id == "linear";
    } else {
      return std::nullopt;
    }
  }
  return found;
}

auto weights(const Dense& layer, const ParamVector& w) {
  return Eigen::Map<const RowMajor>(w.data() + layer.weights, layer.out.size(), layer.in.size());
}
auto weights(const Dense& layer, ParamVector& w) {
  return Eigen::Map<RowMajor>(w.data() + layer.weights, layer.out.size(), layer.in.size());
}

// Inner products of the units of w (rows) with those of `to` (columns).
Matrix likeness(const HiddenLayer& layer, const ParamVector& w, const ParamVector& to, bool with_outgoing) {
  Matrix gain = weights(layer.in, w) * weights(layer.in, to).transpose();
  const Index units = layer.in.out.size();
  if (layer.in.biases >= 0) gain += w.segment(layer.in.biases, units) * to.segment(layer.in.biases, units).transpose();
  if (with_outgoing) gain += weights(layer.out, w).transpose() * weights(layer.out, to);
  return gain;
}

// Unit i becomes unit place[i], times sign[i].
void rearrange(const HiddenLayer& layer, const std::vector<Index>& place, const Eigen::VectorXd& sign, ParamVector& w) {
  const ParamVector before = w;
  for (Index i = 0; i < sign.size(); ++i) {
    const Index j = place[static_cast<std::size_t>(i)];
    weights(layer.in, w).row(j) = sign[i] * weights(layer.in, before).row(i);
    if (layer.in.biases >= 0) w[layer.in.biases + j] = sign[i] * before[layer.in.biases + i];
    weights(layer.out, w).col(j) = sign[i] * weights(layer.out, before).col(i);
  }
}

}  // namespace

ParamVector aligned(const Network& network, const ParamVector& w, const ParamVector& to) {
  const auto layers = hidden_layers(network);
  ParamVector best = w;
  if (!layers) return best;
  // What goes out is compared only once the layer behind it has been put in order, too.
  constexpr int most_rounds = 20;
  for (int round = 0; round < most_rounds; ++round) {
    bool changed = false;
    for (const HiddenLayer& layer : *layers) {
      const Matrix gain = likeness(layer, best, to, round > 0 || &layer == &layers->back());
      const std::vector<Index> place = best_matching(layer.odd ? Matrix(gain.cwiseAbs()) : gain);
      Eigen::VectorXd sign = Eigen::VectorXd::Ones(gain.rows());
      for (Index i = 0; i < sign.size(); ++i) {
        const Index j = place[static_cast<std::size_t>(i)];
        if (layer.odd && gain(i, j) < 0) sign[i] = -1;
        changed |= i != j || sign[i] < 0;
      }
      rearrange(layer, place, sign, best);
    }
    if (!changed && round > 0) break;
  }
  return best;
}

}  // namespace cartograd
