#include "core/objective/network_objective.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/nn/kernel/panel_kernel.h"

namespace cartograd {

namespace {

Index panel_count(Index samples) { return (samples + panel_width - 1) / panel_width; }

std::vector<double> to_panels(const Matrix& inputs) {
  std::vector<double> panels(static_cast<std::size_t>(panel_count(inputs.cols()) * inputs.rows() * panel_width), 0.0);
  for (Index sample = 0; sample < inputs.cols(); ++sample)
    for (Index feature = 0; feature < inputs.rows(); ++feature) {
      const Index row = sample / panel_width * inputs.rows() + feature;
      panels[static_cast<std::size_t>(row * panel_width + sample % panel_width)] = inputs(feature, sample);
    }
  return panels;
}

// values = activation(values), with the kernel's vector form where it has one.
void activate(const PanelKernel& kernel, const Activation& activation, std::span<double> values) {
  const auto count = static_cast<long>(values.size());
  if (activation.id == "tanh")
    kernel.tanh(values.data(), count);
  else if (activation.id == "relu")
    kernel.relu(values.data(), count);
  else if (activation.id == "sigmoid")
    kernel.sigmoid(values.data(), count);
  else if (activation.id != "linear")
    activation.apply(values, values);
}

Matrix columns(const Matrix& matrix, Batch batch) {
  Matrix picked(matrix.rows(), static_cast<Index>(batch.size()));
  for (std::size_t i = 0; i < batch.size(); ++i) picked.col(static_cast<Index>(i)) = matrix.col(batch[i]);
  return picked;
}

}  // namespace

NetworkObjective::NetworkObjective(Network network, const Dataset& data, const Loss& loss, double weight_decay)
    : network_(std::move(network)),
      loss_(loss),
      weight_decay_(weight_decay),
      inputs_(data.inputs),
      classes_(data.classes) {
  check_dataset(data);
  if (network_.inputs() != data.features())
    throw InputError(
        fmt::format("the network takes {} inputs but the data has {} features", network_.inputs(), data.features()));
  const Index wanted = loss.outputs_for(data);
  if (network_.outputs() != wanted)
    throw InputError(
        fmt::format("the network has {} outputs but loss \"{}\" wants {}", network_.outputs(), loss.id, wanted));
  targets_ = loss.targets_for(data);
  panels_ = to_panels(inputs_);
}

double NetworkObjective::evaluate(const ParamVector& w, Batch batch, ParamVector* gradient) const {
  Matrix batch_inputs, batch_targets;
  if (!batch.empty()) {
    batch_inputs = columns(inputs_, batch);
    batch_targets = columns(targets_, batch);
  }
  const Matrix& inputs = batch.empty() ? inputs_ : batch_inputs;
  const Matrix& targets = batch.empty() ? targets_ : batch_targets;

  ForwardPass pass;
  network_.forward(w, inputs, pass);
  Matrix slope;
  const double value = loss_.mean(pass.outputs.back(), targets, gradient ? &slope : nullptr);
  if (gradient) {
    gradient->setZero(dimension());
    network_.backward(w, inputs, pass, slope, *gradient);
    if (weight_decay_ > 0) *gradient += weight_decay_ * w;
  }
  return weight_decay_ > 0 ? value + 0.5 * weight_decay_ * w.squaredNorm() : value;
}

Score NetworkObjective::score(const ParamVector& w) const {
  ForwardPass pass;
  network_.forward(w, inputs_, pass);
  const Matrix& outputs = pass.outputs.back();
  return {loss_.mean(outputs, targets_, nullptr), accuracy(outputs, classes_, loss_)};
}

ParamVector NetworkObjective::hessian_vector(const ParamVector& w, const ParamVector& v) const {
  ForwardPass pass;
  ForwardChange change;
  network_.forward(w, inputs_, pass);
  network_.forward_change(w, v, inputs_, pass, change);
  Matrix slope;
  loss_.mean(pass.outputs.back(), targets_, &slope);
  const Matrix slope_change = loss_.slope_change(pass.outputs.back(), targets_, change.outputs.back());
  ParamVector product = ParamVector::Zero(dimension());
  network_.backward_change(w, v, inputs_, pass, change, slope, slope_change, product);
  if (weight_decay_ > 0) product += weight_decay_ * v;
  return product;
}

double NetworkObjective::evaluate_panels(const ParamVector& w) const {
  const PanelKernel& kernel = panel_kernel();
  Index widest = 1;
  for (const DenseLayer& layer : network_.layers()) widest = std::max(widest, layer.outputs);
  // Reused by every point that this thread evaluates: allocating per point costs more than the arithmetic of a small
  // network.
  thread_local std::vector<double> even, odd;
  even.resize(static_cast<std::size_t>(widest * panel_width));
  odd.resize(even.size());

  Matrix outputs(network_.outputs(), samples());
  for (Index panel = 0; panel < panel_count(samples()); ++panel) {
    const double* in = panels_.data() + panel * network_.inputs() * panel_width;
    double *out = even.data(), *spare = odd.data();
    for (const DenseLayer& layer : network_.layers()) {
      kernel.dense(w.data() + layer.weight_offset, layer.has_bias() ? w.data() + layer.bias_offset : nullptr,
                   layer.outputs, layer.inputs, in, out);
      activate(kernel, *layer.activation, {out, static_cast<std::size_t>(layer.outputs * panel_width)});
      in = out;
      std::swap(out, spare);
    }
    const Index first = panel * panel_width, count = std::min<Index>(panel_width, samples() - first);
    outputs.middleCols(first, count) =
        Eigen::Map<const Matrix>(in, panel_width, network_.outputs()).topRows(count).transpose();
  }
  const double value = loss_.mean(outputs, targets_, nullptr);
  return weight_decay_ > 0 ? value + 0.5 * weight_decay_ * w.squaredNorm() : value;
}

bool NetworkObjective::evaluate_plane(const Plane& plane, std::span<const Eigen::Vector2d> points,
                                      std::span<double> losses, std::stop_token stop) const {
  std::ranges::fill(losses, std::numeric_limits<double>::quiet_NaN());
  // Tasks of about a millisecond: small networks take many points at once.
  const double work_per_point = static_cast<double>(dimension()) * static_cast<double>(samples());
  const auto chunk = static_cast<std::size_t>(std::clamp(2e6 / std::max(work_per_point, 1.0), 1.0, 64.0));
  return parallel_for(
      static_cast<Index>((points.size() + chunk - 1) / chunk),
      [&](Index task) {
        const std::size_t first = static_cast<std::size_t>(task) * chunk, last = std::min(first + chunk, points.size());
        for (std::size_t i = first; i < last; ++i) losses[i] = evaluate_panels(plane.at(points[i].x(), points[i].y()));
      },
      stop);
}

}  // namespace cartograd
