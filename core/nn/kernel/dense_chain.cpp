#include "core/nn/kernel/dense_chain.h"

#include <cmath>

#include "core/nn/kernel/activate.h"

namespace cartograd {

namespace {

// So many samples go through all layers together: enough to keep the registers busy, few enough for the second cache.
constexpr Index block = 256;

// Whether both derivatives follow from the value.
bool has_slope(KernelActivation activation) {
  return activation != KernelActivation::none && activation != KernelActivation::softplus;
}

// Whole registers; and not a multiple of 256 bytes, or the rows of a matrix would all fall into the same few places of
// the first cache.
template <class T>
Index row_step(Index count) {
  const Index lanes = kernel<T>().lanes, step = (count + lanes - 1) / lanes * lanes;
  return step * static_cast<Index>(sizeof(T)) % 256 == 0 ? step + lanes : step;
}

}  // namespace

// What one thread works in; grows to the largest chain that it meets.
template <class T>
struct DenseChain<T>::Workspace {
  Weights weights, direction, sums;
  AlignedVector<T> inputs, targets;
  std::vector<AlignedVector<T>> values, rates;  // per link: outputs and how they change
  std::vector<T*> value_places;
  AlignedVector<T> delta, below_delta, change, below_change;

  static Workspace& of_this_thread(const DenseChain& chain) {
    thread_local Workspace work;
    const auto fit = [](AlignedVector<T>& numbers, Index count) {
      if (numbers.size() < static_cast<std::size_t>(count)) numbers.resize(static_cast<std::size_t>(count), T{0});
    };
    const std::size_t links = chain.links_.size();
    if (work.values.size() < links) {
      work.values.resize(links);
      work.rates.resize(links);
    }
    work.value_places.resize(links);
    for (std::size_t l = 0; l < links; ++l) {
      fit(work.values[l], block * chain.links_[l].out_step);
      fit(work.rates[l], block * chain.links_[l].out_step);
      work.value_places[l] = work.values[l].data();
    }
    fit(work.inputs, block * chain.links_.front().in_step);
    fit(work.targets, block * chain.targets_step_);
    for (auto* numbers : {&work.delta, &work.below_delta, &work.change, &work.below_change})
      fit(*numbers, block * chain.widest_);
    return work;
  }
};

template <class T>
bool DenseChain<T>::fits(const Network& network, KernelLoss loss) {
  if (loss == KernelLoss::none) return false;
  bool after_dense = false;
  std::size_t source = 0;
  for (const Layer& layer : network.layers()) {
    if (const auto* dense = std::get_if<Dense>(&layer)) {
      if (dense->source != source) return false;
      after_dense = true;
    } else if (const auto* elementwise = std::get_if<Elementwise>(&layer)) {
      if (!after_dense || elementwise->source != source || !has_slope(elementwise->activation->kernel)) return false;
      after_dense = elementwise->activation->kernel == KernelActivation::linear;
    } else {
      return false;
    }
    ++source;
  }
  return true;
}

template <class T>
DenseChain<T>::DenseChain(const Network& network, const Matrix& inputs, const Matrix& targets, KernelLoss loss,
                          double scale)
    : kernel_(kernel<T>()), loss_(loss), scale_(scale), samples_(inputs.cols()) {
  for (const Layer& layer : network.layers()) {
    if (const auto* elementwise = std::get_if<Elementwise>(&layer)) {
      const KernelActivation activation = elementwise->activation->kernel;
      if (activation != KernelActivation::linear) links_.back().activation = activation;
      continue;
    }
    Link link;
    link.dense = std::get<Dense>(layer);
    shares_weights_ = shares_weights_ || link.dense.transposed;
    link.inputs = link.dense.in.size();
    link.outputs = link.dense.out.size();
    link.in_step = row_step<T>(link.inputs);
    link.out_step = row_step<T>(link.outputs);
    widest_ = std::max({widest_, link.in_step, link.out_step});
    link.forward = weights_size_;
    link.backward = link.forward + link.inputs * link.out_step;
    link.bias = link.backward + link.outputs * link.in_step;
    weights_size_ = link.bias + link.out_step;
    links_.push_back(link);
  }
  const Index step = links_.front().in_step;
  inputs_.assign(static_cast<std::size_t>(samples_ * step), T{0});
  for (Index i = 0; i < samples_; ++i)
    for (Index f = 0; f < inputs.rows(); ++f)
      inputs_[static_cast<std::size_t>(i * step + f)] = static_cast<T>(inputs(f, i));
  targets_step_ = targets.rows();
  targets_.assign(targets.data(), targets.data() + targets.size());
}

template <class T>
void DenseChain<T>::unpack(const ParamVector& w, Weights& weights) const {
  // What fills rows up to whole registers stays what it was: it meets no number that counts.
  if (weights.size() < static_cast<std::size_t>(weights_size_)) weights.resize(static_cast<std::size_t>(weights_size_));
  for (const Link& link : links_) {
    const double* from = w.data() + link.dense.weights;
    const Index by_output = link.dense.transposed ? 1 : link.inputs,
                by_input = link.dense.transposed ? link.outputs : 1;
    T* backward = weights.data() + link.backward;
    for (Index o = 0; o < link.outputs; ++o)
      for (Index i = 0; i < link.inputs; ++i)
        backward[o * link.in_step + i] = static_cast<T>(from[o * by_output + i * by_input]);
    // The transpose, in squares that fit the cache.
    constexpr Index square = 16;
    T* forward = weights.data() + link.forward;
    for (Index i0 = 0; i0 < link.inputs; i0 += square)
      for (Index o0 = 0; o0 < link.outputs; o0 += square)
        for (Index i = i0; i < std::min(link.inputs, i0 + square); ++i)
          for (Index o = o0; o < std::min(link.outputs, o0 + square); ++o)
            forward[i * link.out_step + o] = backward[o * link.in_step + i];
    if (link.dense.biases >= 0)
      for (Index o = 0; o < link.outputs; ++o)
        weights[static_cast<std::size_t>(link.bias + o)] = static_cast<T>(w[link.dense.biases + o]);
  }
}

template <class T>
void DenseChain<T>::add_packed(const Weights& sums, ParamVector& gradient, bool add) const {
  const auto copy = [&](const T* from, double* to, Index count, Index step) {
    if (add)
      for (Index i = 0; i < count; ++i) to[i * step] += static_cast<double>(from[i]);
    else
      for (Index i = 0; i < count; ++i) to[i * step] = static_cast<double>(from[i]);
  };
  for (const Link& link : links_) {
    double* weights = gradient.data() + link.dense.weights;
    for (Index o = 0; o < link.outputs; ++o) {
      const T* row = sums.data() + link.backward + o * link.in_step;
      if (link.dense.transposed)
        copy(row, weights + o, link.inputs, link.outputs);
      else
        copy(row, weights + o * link.inputs, link.inputs, 1);
    }
    if (link.dense.biases >= 0) copy(sums.data() + link.bias, gradient.data() + link.dense.biases, link.outputs, 1);
  }
}

template <class T>
const T* DenseChain<T>::bias_of(const Link& link, const Weights& weights) {
  return link.dense.biases >= 0 ? weights.data() + link.bias : nullptr;
}

template <class T>
void DenseChain<T>::forward(const Weights& weights, Index n, const T* inputs, std::span<T* const> values) const {
  for (std::size_t l = 0; l < links_.size(); ++l) {
    const Link& link = links_[l];
    const T* below = l > 0 ? values[l - 1] : inputs;
    kernel_.product({n, link.outputs, link.inputs, below, link.in_step, 1, weights.data() + link.forward, link.out_step,
                     values[l], link.out_step, false, bias_of(link, weights)});
    activate(kernel_, link.activation, values[l], n * link.out_step);
  }
}

template <class T>
double DenseChain<T>::loss(Index n, Index total, const T* outputs, const T* targets, T* slope) const {
  const Index step = links_.back().out_step;
  const T scale = static_cast<T>(scale_ / static_cast<double>(total));
  if (loss_ == KernelLoss::cross_entropy)
    return kernel_.cross_entropy_slope(outputs, step, links_.back().outputs, targets, n, scale, slope);
  double sum = 0;
  if (loss_ == KernelLoss::bce) {
    alignas(64) T logits[block] = {}, slopes[block], padded_targets[block] = {};
    for (Index i = 0; i < n; ++i) {
      logits[i] = outputs[i * step];
      padded_targets[i] = targets[i];
    }
    sum = kernel_.bce_slope(logits, padded_targets, n, scale, slopes);
    std::fill_n(slope, n * step, T{0});
    for (Index i = 0; i < n; ++i) slope[i * step] = slopes[i];
    return sum;
  }
  for (Index i = 0; i < n; ++i) {
    T squares = 0;
    for (Index o = 0; o < targets_step_; ++o) {
      const T residual = outputs[i * step + o] - targets[i * targets_step_ + o];
      squares += residual * residual;
      slope[i * step + o] = 2 * scale * residual;
    }
    std::fill_n(slope + i * step + targets_step_, step - targets_step_, T{0});
    sum += static_cast<double>(squares);
  }
  return sum;
}

template <class T>
void DenseChain<T>::change_slope(Index n, Index total, const T* outputs, const T* targets, const T* slope,
                                 const T* rate, T* change) const {
  const Index step = links_.back().out_step, classes = links_.back().outputs;
  const T scale = static_cast<T>(scale_ / static_cast<double>(total));
  std::fill_n(change, n * step, T{0});
  for (Index i = 0; i < n; ++i) {
    const Index row = i * step;
    if (loss_ == KernelLoss::bce) {
      const T e = std::exp(-std::abs(outputs[row]));  // p(1 − p), the same for z and −z
      change[row] = scale * rate[row] * e / ((1 + e) * (1 + e));
    } else if (loss_ == KernelLoss::cross_entropy) {
      // slope = scale · (p − target), so p is known without another exponential.
      const auto probability = [&](Index c) {
        return slope[row + c] / scale + (c == static_cast<Index>(targets[i]) ? T{1} : T{0});
      };
      T mean = 0;
      for (Index c = 0; c < classes; ++c) mean += probability(c) * rate[row + c];
      for (Index c = 0; c < classes; ++c) change[row + c] = scale * probability(c) * (rate[row + c] - mean);
    } else {
      for (Index o = 0; o < classes; ++o) change[row + o] = 2 * scale * rate[row + o];
    }
  }
}

template <class T>
void DenseChain<T>::add_outer(const Link& link, Index n, const T* delta, const T* below, Weights& sums,
                              bool add) const {
  kernel_.product({link.outputs, link.inputs, n, delta, 1, link.out_step, below, link.in_step,
                   sums.data() + link.backward, link.in_step, add});
}

template <class T>
void DenseChain<T>::add_column_sums(const Link& link, Index n, const T* delta, Weights& sums, bool add) const {
  static constexpr T one = 1;  // a matrix of ones: every step through it is 0
  if (link.dense.biases >= 0)
    kernel_.product({1, link.outputs, n, &one, 0, 0, delta, link.out_step, sums.data() + link.bias, 0, add});
}

template <class T>
double DenseChain<T>::evaluate(const ParamVector& w, Batch batch, ParamVector* gradient) const {
  Workspace& work = Workspace::of_this_thread(*this);
  unpack(w, work.weights);
  const auto size = static_cast<std::size_t>(weights_size_);
  if (work.sums.size() < size) work.sums.resize(size);
  const Index total = batch.empty() ? samples_ : static_cast<Index>(batch.size());
  const Index in_step = links_.front().in_step;
  double sum = 0;
  for (Index first = 0; first < total; first += block) {
    const Index n = std::min(block, total - first);
    const T *inputs = inputs_.data() + first * in_step, *targets = targets_.data() + first * targets_step_;
    if (!batch.empty()) {
      for (Index i = 0; i < n; ++i) {
        const Index sample = batch[static_cast<std::size_t>(first + i)];
        std::copy_n(inputs_.data() + sample * in_step, in_step, work.inputs.data() + i * in_step);
        std::copy_n(targets_.data() + sample * targets_step_, targets_step_, work.targets.data() + i * targets_step_);
      }
      inputs = work.inputs.data();
      targets = work.targets.data();
    }
    forward(work.weights, n, inputs, work.value_places);
    sum += loss(n, total, work.value_places.back(), targets, work.delta.data());
    if (!gradient) continue;
    T *delta = work.delta.data(), *below_delta = work.below_delta.data();
    for (std::size_t l = links_.size(); l-- > 0;) {
      const Link& link = links_[l];
      if (link.activation != KernelActivation::linear)
        kernel_.multiply_slope(link.activation, work.value_places[l], delta, n * link.out_step);
      add_outer(link, n, delta, l > 0 ? work.value_places[l - 1] : inputs, work.sums, first > 0);
      add_column_sums(link, n, delta, work.sums, first > 0);
      if (l == 0) break;
      kernel_.product({n, link.inputs, link.outputs, delta, link.out_step, 1, work.weights.data() + link.backward,
                       link.in_step, below_delta, link.in_step, false});
      std::swap(delta, below_delta);
    }
  }
  if (gradient && shares_weights_) gradient->setZero(w.size());
  if (gradient && !shares_weights_) gradient->resize(w.size());
  if (gradient) add_packed(work.sums, *gradient, shares_weights_);
  return scale_ * sum / static_cast<double>(total);
}

// Over all samples, per link: outputs, and the derivatives of the loss by outputs and by sums.
template <class T>
struct DenseChain<T>::Curvature::State {
  Weights weights;
  std::vector<AlignedVector<T>> values, by_output, by_sum;
};

template <class T>
DenseChain<T>::Curvature::Curvature(const DenseChain& chain, const ParamVector& w)
    : chain_(chain), state_(std::make_unique<State>()) {
  const auto& links = chain.links_;
  chain.unpack(w, state_->weights);
  for (auto* numbers : {&state_->values, &state_->by_output, &state_->by_sum})
    for (const Link& link : links) numbers->emplace_back(static_cast<std::size_t>(chain.samples_ * link.out_step));
  std::vector<T*> values(links.size());
  for (Index first = 0; first < chain.samples_; first += block) {
    const Index n = std::min(block, chain.samples_ - first);
    const auto at = [&](std::vector<AlignedVector<T>>& numbers, std::size_t l) {
      return numbers[l].data() + first * links[l].out_step;
    };
    for (std::size_t l = 0; l < links.size(); ++l) values[l] = at(state_->values, l);
    chain.forward(state_->weights, n, chain.inputs_.data() + first * links.front().in_step, values);
    chain.loss(n, chain.samples_, values.back(), chain.targets_.data() + first * chain.targets_step_,
               at(state_->by_output, links.size() - 1));
    for (std::size_t l = links.size(); l-- > 0;) {
      const Link& link = links[l];
      std::copy_n(at(state_->by_output, l), n * link.out_step, at(state_->by_sum, l));
      chain.kernel_.multiply_slope(link.activation, values[l], at(state_->by_sum, l), n * link.out_step);
      if (l > 0)
        chain.kernel_.product({n, link.inputs, link.outputs, at(state_->by_sum, l), link.out_step, 1,
                               state_->weights.data() + link.backward, link.in_step, at(state_->by_output, l - 1),
                               link.in_step, false});
    }
  }
}

template <class T>
DenseChain<T>::Curvature::~Curvature() = default;

template <class T>
void DenseChain<T>::Curvature::multiply(const ParamVector& v, ParamVector& product) const {
  const auto& links = chain_.links_;
  const Kernel<T>& kernel = chain_.kernel_;
  Workspace& work = Workspace::of_this_thread(chain_);
  const Weights &weights = state_->weights, &direction = work.direction;
  chain_.unpack(v, work.direction);
  const auto size = static_cast<std::size_t>(chain_.weights_size_);
  if (work.sums.size() < size) work.sums.resize(size);
  for (Index first = 0; first < chain_.samples_; first += block) {
    const Index n = std::min(block, chain_.samples_ - first);
    const auto at = [&](const std::vector<AlignedVector<T>>& numbers, std::size_t l) {
      return numbers[l].data() + first * links[l].out_step;
    };
    const auto below = [&](std::size_t l) {
      return l > 0 ? at(state_->values, l - 1) : chain_.inputs_.data() + first * links.front().in_step;
    };
    // Forward: how the outputs change when the parameters move along v.
    for (std::size_t l = 0; l < links.size(); ++l) {
      const Link& link = links[l];
      T* rate = work.rates[l].data();
      kernel.product({n, link.outputs, link.inputs, below(l), link.in_step, 1, direction.data() + link.forward,
                      link.out_step, rate, link.out_step, false, bias_of(link, direction)});
      if (l > 0)
        kernel.product({n, link.outputs, link.inputs, work.rates[l - 1].data(), link.in_step, 1,
                        weights.data() + link.forward, link.out_step, rate, link.out_step, true});
      if (link.activation != KernelActivation::linear)
        kernel.multiply_slope(link.activation, at(state_->values, l), rate, n * link.out_step);
    }
    // Backward: how the derivatives change.
    T *change = work.change.data(), *below_change = work.below_change.data();
    const std::size_t top = links.size() - 1;
    chain_.change_slope(n, chain_.samples_, at(state_->values, top),
                        chain_.targets_.data() + first * chain_.targets_step_, at(state_->by_output, top),
                        work.rates[top].data(), change);
    for (std::size_t l = links.size(); l-- > 0;) {
      const Link& link = links[l];
      if (link.activation != KernelActivation::linear)
        kernel.multiply_bend(link.activation, at(state_->values, l), at(state_->by_output, l), work.rates[l].data(),
                             change, n * link.out_step);
      chain_.add_outer(link, n, change, below(l), work.sums, first > 0);
      chain_.add_column_sums(link, n, change, work.sums, first > 0);
      if (l == 0) break;
      chain_.add_outer(link, n, at(state_->by_sum, l), work.rates[l - 1].data(), work.sums, true);
      kernel.product({n, link.inputs, link.outputs, change, link.out_step, 1, weights.data() + link.backward,
                      link.in_step, below_change, link.in_step, false});
      kernel.product({n, link.inputs, link.outputs, at(state_->by_sum, l), link.out_step, 1,
                      direction.data() + link.backward, link.in_step, below_change, link.in_step, true});
      std::swap(change, below_change);
    }
  }
  chain_.add_packed(work.sums, product, true);
}

template class DenseChain<float>;
template class DenseChain<double>;

}  // namespace cartograd
