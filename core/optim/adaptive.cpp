// Rules with a rate of its own for each parameter. Each step is one pass over the vectors; settings and addresses are
// local there, so that the compiler knows that nothing else changes and takes several parameters at once.
#include <cmath>

#include "core/optim/optimizer.h"

namespace cartograd {

namespace {

// Kingma & Ba 2015, Algorithm 1, with epsilon outside the root as in PyTorch. With `decay` it is AdamW (Loshchilov &
// Hutter 2019): the weights shrink by lr · decay a step, apart from the gradient.
class Adam final : public Optimizer {
 public:
  explicit Adam(const Settings& settings)
      : Optimizer(settings),
        beta1_(settings.real("beta1")),
        beta2_(settings.real("beta2")),
        epsilon_(settings.real("epsilon")),
        decay_(settings.find("decay") ? settings.real("decay") : 0) {}

  double step(const Objective& objective, Batch batch, ParamVector& w) override {
    const double loss = evaluate(objective, batch, w);
    if (mean_.size() == 0) {
      mean_ = ParamVector::Zero(w.size());
      square_ = ParamVector::Zero(w.size());
    }
    power1_ *= beta1_;
    power2_ *= beta2_;
    const double kept = 1 - rate() * decay_, length = rate() / (1 - power1_), scale = 1 / (1 - power2_);
    const double beta1 = beta1_, beta2 = beta2_, epsilon = epsilon_;
    const double* slope = gradient_.data();
    double *mean = mean_.data(), *square = square_.data(), *weight = w.data();
    for (Index i = 0, n = w.size(); i < n; ++i) {
      mean[i] = beta1 * mean[i] + (1 - beta1) * slope[i];
      square[i] = beta2 * square[i] + (1 - beta2) * slope[i] * slope[i];
      weight[i] = kept * weight[i] - length * mean[i] / (std::sqrt(scale * square[i]) + epsilon);
    }
    return loss;
  }

 private:
  double beta1_, beta2_, epsilon_, decay_;
  double power1_ = 1, power2_ = 1;  // β₁ᵗ, β₂ᵗ
  ParamVector mean_, square_;
};

// Duchi, Hazan & Singer 2011: each parameter's rate falls with the sum of its squared gradients.
class AdaGrad final : public Optimizer {
 public:
  explicit AdaGrad(const Settings& settings) : Optimizer(settings), epsilon_(settings.real("epsilon")) {}

  double step(const Objective& objective, Batch batch, ParamVector& w) override {
    const double loss = evaluate(objective, batch, w);
    if (square_.size() == 0) square_ = ParamVector::Zero(w.size());
    const double length = rate(), epsilon = epsilon_;
    const double* slope = gradient_.data();
    double *square = square_.data(), *weight = w.data();
    for (Index i = 0, n = w.size(); i < n; ++i) {
      square[i] += slope[i] * slope[i];
      weight[i] -= length * slope[i] / (std::sqrt(square[i]) + epsilon);
    }
    return loss;
  }

 private:
  double epsilon_;
  ParamVector square_;
};

// Tieleman & Hinton 2012: gradients divided by the root of a running mean of their squares.
class RmsProp final : public Optimizer {
 public:
  explicit RmsProp(const Settings& settings)
      : Optimizer(settings), memory_(settings.real("alpha")), epsilon_(settings.real("epsilon")) {}

  double step(const Objective& objective, Batch batch, ParamVector& w) override {
    const double loss = evaluate(objective, batch, w);
    if (square_.size() == 0) square_ = ParamVector::Zero(w.size());
    const double length = rate(), memory = memory_, epsilon = epsilon_;
    const double* slope = gradient_.data();
    double *square = square_.data(), *weight = w.data();
    for (Index i = 0, n = w.size(); i < n; ++i) {
      square[i] = memory * square[i] + (1 - memory) * slope[i] * slope[i];
      weight[i] -= length * slope[i] / (std::sqrt(square[i]) + epsilon);
    }
    return loss;
  }

 private:
  double memory_, epsilon_;
  ParamVector square_;
};

// Chen et al. 2023: every parameter moves by exactly the learning rate, in the direction of a mean gradient's sign.
class Lion final : public Optimizer {
 public:
  explicit Lion(const Settings& settings)
      : Optimizer(settings),
        beta1_(settings.real("beta1")),
        beta2_(settings.real("beta2")),
        decay_(settings.real("decay")) {}

  double step(const Objective& objective, Batch batch, ParamVector& w) override {
    const double loss = evaluate(objective, batch, w);
    if (mean_.size() == 0) mean_ = ParamVector::Zero(w.size());
    const double kept = 1 - rate() * decay_, length = rate(), beta1 = beta1_, beta2 = beta2_;
    const double* slope = gradient_.data();
    double *mean = mean_.data(), *weight = w.data();
    for (Index i = 0, n = w.size(); i < n; ++i) {
      const double direction = beta1 * mean[i] + (1 - beta1) * slope[i];
      weight[i] = kept * weight[i] - (direction > 0 ? length : direction < 0 ? -length : 0.0);
      mean[i] = beta2 * mean[i] + (1 - beta2) * slope[i];
    }
    return loss;
  }

 private:
  double beta1_, beta2_, decay_;
  ParamVector mean_;
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

}  // namespace

OptimizerRows adaptive_optimizers() {
  return {
      {{"adam",
        "Adam",
        "steps scaled by running means of the gradient and its square (Kingma & Ba 2015)",
        {adaptive_rate(0.01), beta1_setting(), beta2_setting(0.999), epsilon_setting(1e-8)}},
       make_rule<Adam>},
      {{"adamw",
        "AdamW",
        "Adam with weights that decay apart from the gradient (Loshchilov & Hutter 2019)",
        {adaptive_rate(0.01), beta1_setting(), beta2_setting(0.999), epsilon_setting(1e-8), decay_setting(0.01)}},
       make_rule<Adam>},
      {{"adagrad",
        "AdaGrad",
        "each parameter's rate falls with the sum of its squared gradients (Duchi et al. 2011)",
        {adaptive_rate(0.1), epsilon_setting(1e-10)}},
       make_rule<AdaGrad>},
      {{"rmsprop",
        "RMSProp",
        "gradients divided by the root of a running mean of their squares (Tieleman & Hinton 2012)",
        {adaptive_rate(0.01), real_setting("alpha", "α", 0.99, 0, 0.999999, "memory of the mean squared gradient"),
         epsilon_setting(1e-8)}},
       make_rule<RmsProp>},
      {{"lion",
        "Lion",
        "every parameter moves by the learning rate along a mean gradient's sign (Chen et al. 2023)",
        {adaptive_rate(0.003), beta1_setting(), beta2_setting(0.99), decay_setting(0)}},
       make_rule<Lion>},
  };
}

}  // namespace cartograd
