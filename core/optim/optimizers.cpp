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

// Kingma & Ba 2015, Algorithm 1, with epsilon outside the root as in PyTorch.
class Adam final : public Optimizer {
 public:
  explicit Adam(const Settings& settings)
      : rate_(settings.real("lr")),
        beta1_(settings.real("beta1")),
        beta2_(settings.real("beta2")),
        epsilon_(settings.real("epsilon")) {}

  double step(const Objective& objective, Batch batch, ParamVector& w) override {
    const double loss = objective.evaluate(w, batch, &gradient_);
    if (mean_.size() == 0) {
      mean_ = ParamVector::Zero(w.size());
      square_ = ParamVector::Zero(w.size());
    }
    ++time_;
    mean_ = beta1_ * mean_ + (1 - beta1_) * gradient_;
    square_ = beta2_ * square_ + (1 - beta2_) * gradient_.cwiseAbs2();
    const double mean_scale = 1 / (1 - std::pow(beta1_, time_)), square_scale = 1 / (1 - std::pow(beta2_, time_));
    w.array() -= rate_ * (mean_scale * mean_.array()) / ((square_scale * square_.array()).sqrt() + epsilon_);
    return loss;
  }

 private:
  double rate_, beta1_, beta2_, epsilon_;
  int time_ = 0;
  ParamVector gradient_, mean_, square_;
};

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
        {log_setting("lr", "Learning rate", 0.01, 1e-6, 1e6, "about the length of a step in each parameter"),
         real_setting("beta1", "β₁", 0.9, 0, 0.9999, "memory of the mean gradient"),
         real_setting("beta2", "β₂", 0.999, 0, 0.999999, "memory of the mean squared gradient"),
         log_setting("epsilon", "ε", 1e-8, 1e-16, 1, "keeps the division finite")}},
       make<Adam>},
  };
  return rows;
}

}  // namespace cartograd
