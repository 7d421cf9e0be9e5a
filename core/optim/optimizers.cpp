#include <cmath>

#include "core/optim/optimizer.h"

namespace cartograd {

namespace {

// PyTorch's SGD: buffer = momentum · buffer + gradient; the step goes along the buffer (heavy ball, Polyak 1964) or
// along gradient + momentum · buffer (Nesterov 1983 in the form of Sutskever et al. 2013).
class Sgd final : public Optimizer {
 public:
  explicit Sgd(const Settings& settings)
      : rate_(settings.real("lr")), momentum_(settings.real("momentum")), nesterov_(settings.flag("nesterov")) {}

  double step(const Objective& objective, Batch batch, ParamVector& w) override {
    const double loss = objective.evaluate(w, batch, &gradient_);
    if (momentum_ == 0) {
      w -= rate_ * gradient_;
      return loss;
    }
    if (buffer_.size() == 0) buffer_ = ParamVector::Zero(w.size());
    buffer_ = momentum_ * buffer_ + gradient_;
    if (nesterov_)
      w -= rate_ * (gradient_ + momentum_ * buffer_);
    else
      w -= rate_ * buffer_;
    return loss;
  }

 private:
  double rate_, momentum_;
  bool nesterov_;
  ParamVector gradient_, buffer_;
};

// Kingma & Ba 2015, Algorithm 1, with epsilon outside the root as in PyTorch. With `decay` it is AdamW (Loshchilov &
// Hutter 2019): the weights shrink by lr · decay a step, apart from the gradient.
class Adam final : public Optimizer {
 public:
  explicit Adam(const Settings& settings)
      : rate_(settings.real("lr")),
        beta1_(settings.real("beta1")),
        beta2_(settings.real("beta2")),
        epsilon_(settings.real("epsilon")),
        decay_(settings.find("decay") ? settings.real("decay") : 0) {}

  double step(const Objective& objective, Batch batch, ParamVector& w) override {
    const double loss = objective.evaluate(w, batch, &gradient_);
    if (mean_.size() == 0) {
      mean_ = ParamVector::Zero(w.size());
      square_ = ParamVector::Zero(w.size());
    }
    ++time_;
    w *= 1 - rate_ * decay_;
    mean_ = beta1_ * mean_ + (1 - beta1_) * gradient_;
    square_ = beta2_ * square_ + (1 - beta2_) * gradient_.cwiseAbs2();
    const double mean_scale = 1 / (1 - std::pow(beta1_, time_)), square_scale = 1 / (1 - std::pow(beta2_, time_));
    w.array() -= rate_ * (mean_scale * mean_.array()) / ((square_scale * square_.array()).sqrt() + epsilon_);
    return loss;
  }

 private:
  double rate_, beta1_, beta2_, epsilon_, decay_;
  int time_ = 0;
  ParamVector gradient_, mean_, square_;
};

// Duchi, Hazan & Singer 2011: each parameter's rate falls with the sum of its squared gradients.
class AdaGrad final : public Optimizer {
 public:
  explicit AdaGrad(const Settings& settings) : rate_(settings.real("lr")), epsilon_(settings.real("epsilon")) {}

  double step(const Objective& objective, Batch batch, ParamVector& w) override {
    const double loss = objective.evaluate(w, batch, &gradient_);
    if (square_.size() == 0) square_ = ParamVector::Zero(w.size());
    square_ += gradient_.cwiseAbs2();
    w.array() -= rate_ * gradient_.array() / (square_.array().sqrt() + epsilon_);
    return loss;
  }

 private:
  double rate_, epsilon_;
  ParamVector gradient_, square_;
};

// Tieleman & Hinton 2012: gradients divided by the root of a running mean of their squares.
class RmsProp final : public Optimizer {
 public:
  explicit RmsProp(const Settings& settings)
      : rate_(settings.real("lr")), memory_(settings.real("alpha")), epsilon_(settings.real("epsilon")) {}

  double step(const Objective& objective, Batch batch, ParamVector& w) override {
    const double loss = objective.evaluate(w, batch, &gradient_);
    if (square_.size() == 0) square_ = ParamVector::Zero(w.size());
    square_ = memory_ * square_ + (1 - memory_) * gradient_.cwiseAbs2();
    w.array() -= rate_ * gradient_.array() / (square_.array().sqrt() + epsilon_);
    return loss;
  }

 private:
  double rate_, memory_, epsilon_;
  ParamVector gradient_, square_;
};

// Chen et al. 2023: every parameter moves by exactly the learning rate, in the direction of a mean gradient's sign.
class Lion final : public Optimizer {
 public:
  explicit Lion(const Settings& settings)
      : rate_(settings.real("lr")),
        beta1_(settings.real("beta1")),
        beta2_(settings.real("beta2")),
        decay_(settings.real("decay")) {}

  double step(const Objective& objective, Batch batch, ParamVector& w) override {
    const double loss = objective.evaluate(w, batch, &gradient_);
    if (mean_.size() == 0) mean_ = ParamVector::Zero(w.size());
    w *= 1 - rate_ * decay_;
    w -= rate_ * (beta1_ * mean_ + (1 - beta1_) * gradient_).cwiseSign();
    mean_ = beta2_ * mean_ + (1 - beta2_) * gradient_;
    return loss;
  }

 private:
  double rate_, beta1_, beta2_, decay_;
  ParamVector gradient_, mean_;
};

Setting adaptive_rate(double initial) {
  return log_setting("lr", "Learning rate", initial, 1e-6, 1e6, "about the length of a step in each parameter");
}
Setting beta1_setting() { return real_setting("beta1", "β₁", 0.9, 0, 0.9999, "memory of the mean gradient"); }
Setting beta2_setting(double initial) {
  return real_setting("beta2", "β₂", initial, 0, 0.999999,
                      "memory of the mean squared gradient (Lion: of the mean gradient)");
}
Setting epsilon_setting(double initial) {
  return log_setting("epsilon", "ε", initial, 1e-16, 1, "keeps the division finite");
}
Setting decay_setting(double initial) {
  return log_setting("decay", "Decay", initial, 0, 10, "weights shrink by this times the learning rate, a step");
}

template <class Rule>
std::unique_ptr<Optimizer> make(const Settings& settings) {
  return std::make_unique<Rule>(settings);
}

}  // namespace

const Catalogue<std::unique_ptr<Optimizer>(const Settings&)>& optimizers() {
  static const Catalogue<std::unique_ptr<Optimizer>(const Settings&)> rows = {
      {{"sgd",
        "SGD",
        "(stochastic) gradient descent, with momentum or Nesterov's momentum",
        {log_setting("lr", "Learning rate", 0.1, 1e-6, 1e6, "length of a step per unit of gradient"),
         real_setting("momentum", "Momentum", 0, 0, 0.9999, "share of the last step that is kept"),
         flag_setting("nesterov", "Nesterov", false, "look ahead along the momentum")}},
       make<Sgd>},
      {{"adam",
        "Adam",
        "steps scaled by running means of the gradient and its square (Kingma & Ba 2015)",
        {adaptive_rate(0.01), beta1_setting(), beta2_setting(0.999), epsilon_setting(1e-8)}},
       make<Adam>},
      {{"adamw",
        "AdamW",
        "Adam with weights that decay apart from the gradient (Loshchilov & Hutter 2019)",
        {adaptive_rate(0.01), beta1_setting(), beta2_setting(0.999), epsilon_setting(1e-8), decay_setting(0.01)}},
       make<Adam>},
      {{"adagrad",
        "AdaGrad",
        "each parameter's rate falls with the sum of its squared gradients (Duchi et al. 2011)",
        {adaptive_rate(0.1), epsilon_setting(1e-10)}},
       make<AdaGrad>},
      {{"rmsprop",
        "RMSProp",
        "gradients divided by the root of a running mean of their squares (Tieleman & Hinton 2012)",
        {adaptive_rate(0.01), real_setting("alpha", "α", 0.99, 0, 0.999999, "memory of the mean squared gradient"),
         epsilon_setting(1e-8)}},
       make<RmsProp>},
      {{"lion",
        "Lion",
        "every parameter moves by the learning rate along a mean gradient's sign (Chen et al. 2023)",
        {adaptive_rate(0.003), beta1_setting(), beta2_setting(0.99), decay_setting(0)}},
       make<Lion>},
  };
  return rows;
}

}  // namespace cartograd
