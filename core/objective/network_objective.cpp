#include "core/objective/network_objective.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/nn/symmetry.h"
#include "core/objective/network_plane.h"

namespace cartograd {

namespace {

// The Hessian of the loss by the kernel, and that of weight decay.
template <class T>
class ChainHessian final : public HessianOperator {
 public:
  ChainHessian(const DenseChain<T>& chain, const ParamVector& w, double weight_decay)
      : curvature_(chain, w), weight_decay_(weight_decay) {}
  ParamVector multiply(const ParamVector& v) const override {
    ParamVector product = weight_decay_ * v;
    curvature_.multiply(v, product);
    return product;
  }

 private:
  typename DenseChain<T>::Curvature curvature_;
  double weight_decay_;
};

Matrix columns(const Matrix& matrix, Batch batch) {
  Matrix picked(matrix.rows(), static_cast<Index>(batch.size()));
  for (std::size_t i = 0; i < batch.size(); ++i) picked.col(static_cast<Index>(i)) = matrix.col(batch[i]);
  return picked;
}

}  // namespace

NetworkObjective::NetworkObjective(Network network, const Dataset& data, const Loss& loss, double weight_decay,
                                   bool single)
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
  if (!DenseChain<double>::fits(network_, loss_.kernel)) return;
  const double factor = loss_.kernel_factor(network_.outputs());
  if (single)
    single_chain_ =
        std::make_shared<const DenseChain<float>>(network_, inputs_, kernel_targets(), loss_.kernel, factor);
  else
    chain_ = std::make_shared<const DenseChain<double>>(network_, inputs_, kernel_targets(), loss_.kernel, factor);
}

double NetworkObjective::work() const { return network_.work() * static_cast<double>(samples()); }

double NetworkObjective::evaluate(const ParamVector& w, Batch batch, ParamVector* gradient) const {
  if (!chain_ && !single_chain_) return evaluate_plainly(w, batch, gradient);
  const double value = chain_ ? chain_->evaluate(w, batch, gradient) : single_chain_->evaluate(w, batch, gradient);
  if (gradient && weight_decay_ > 0) *gradient += weight_decay_ * w;
  return weight_decay_ > 0 ? value + 0.5 * weight_decay_ * w.squaredNorm() : value;
}

double NetworkObjective::evaluate_plainly(const ParamVector& w, Batch batch, ParamVector* gradient) const {
  Matrix batch_inputs, batch_targets;
  if (!batch.empty()) {
    batch_inputs = columns(inputs_, batch);
    batch_targets = columns(targets_, batch);
  }
  const Matrix& inputs = batch.empty() ? inputs_ : batch_inputs;
  const Matrix& targets = batch.empty() ? targets_ : batch_targets;

  double value = 0;
  if (gradient) {
    ForwardPass pass;
    network_.forward(w, inputs, pass);
    Matrix slope;
    value = loss_.mean(pass.outputs.back(), targets, &slope);
    gradient->setZero(dimension());
    network_.backward(w, inputs, pass, slope, *gradient);
    if (weight_decay_ > 0) *gradient += weight_decay_ * w;
  } else {
    value = loss_.mean(network_.forward(w, inputs), targets, nullptr);
  }
  return weight_decay_ > 0 ? value + 0.5 * weight_decay_ * w.squaredNorm() : value;
}

Score NetworkObjective::score(const ParamVector& w) const {
  ForwardPass pass;
  network_.forward(w, inputs_, pass);
  const Matrix& outputs = pass.outputs.back();
  return {loss_.mean(outputs, targets_, nullptr), accuracy(outputs, classes_, loss_)};
}

ParamVector NetworkObjective::aligned(const ParamVector& w, const ParamVector& to) const {
  return cartograd::aligned(network_, w, to);
}

ParamVector NetworkObjective::hessian_vector(const ParamVector& w, const ParamVector& v) const {
  if (chain_ || single_chain_) return hessian_at(w)->multiply(v);
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

Matrix NetworkObjective::kernel_targets() const {
  if (loss_.kernel != KernelLoss::cross_entropy) return targets_;
  return Eigen::Map<const Eigen::Matrix<Index, 1, Eigen::Dynamic>>(classes_.data(), 1, samples()).cast<double>();
}

std::unique_ptr<const HessianOperator> NetworkObjective::hessian_at(const ParamVector& w) const {
  if (chain_) return std::make_unique<const ChainHessian<double>>(*chain_, w, weight_decay_);
  if (single_chain_) return std::make_unique<const ChainHessian<float>>(*single_chain_, w, weight_decay_);
  return Objective::hessian_at(w);
}

std::unique_ptr<const PlaneSampler> NetworkObjective::on_plane(const Plane& plane, const Sampling& sampling,
                                                               std::stop_token stop) const {
  if (loss_.kernel == KernelLoss::none) return Objective::on_plane(plane, sampling, stop);
  return sampling.single ? sampler<float>(plane, sampling, stop) : sampler<double>(plane, sampling, stop);
}

template <class T>
std::unique_ptr<const PlaneSampler> NetworkObjective::sampler(const Plane& plane, const Sampling& sampling,
                                                              std::stop_token stop) const {
  NormStatistics fixed;
  if (sampling.origin_statistics) fixed = network_.statistics(plane.origin, inputs_);
  const auto make = [&](const Matrix& inputs, const Matrix& targets) {
    return std::make_unique<const NetworkSampler<T>>(network_, plane, inputs, targets, loss_.kernel,
                                                     loss_.kernel_factor(network_.outputs()), weight_decay_,
                                                     sampling.origin_statistics ? &fixed : nullptr, stop);
  };
  const Matrix targets = kernel_targets();
  if (!sampling.batch.empty()) return make(columns(inputs_, sampling.batch), columns(targets, sampling.batch));
  if (sampling.subset <= 0 || sampling.subset >= samples()) return make(inputs_, targets);
  std::vector<Index> spread;
  for (Index i = 0; i < sampling.subset; ++i) spread.push_back(i * samples() / sampling.subset);
  return make(columns(inputs_, spread), columns(targets, spread));
}

bool has_batch_norm(const Objective& objective) {
  const auto* network = dynamic_cast<const NetworkObjective*>(&objective);
  return network && std::ranges::any_of(network->network().layers(),
                                        [](const Layer& layer) { return std::holds_alternative<BatchNorm>(layer); });
}

}  // namespace cartograd
