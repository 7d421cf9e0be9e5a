// Steps along the gradient: plain, with momentum, with noise, or with the gradient of a place nearby.
#include <cmath>

#include "core/base/rng.h"
#include "core/optim/optimizer.h"

namespace cartograd {

namespace {

// PyTorch's SGD: buffer = momentum · buffer + gradient; the step goes along the buffer (heavy ball, Polyak 1964) or
// along gradient + momentum · buffer (Nesterov 1983 in the form of Sutskever et al. 2013).
class Sgd : public Optimizer {
 public:
  explicit Sgd(const Settings& settings)
      : Optimizer(settings),
        momentum_(settings.find("momentum") ? settings.real("momentum") : 0),
        nesterov_(settings.find("nesterov") && settings.flag("nesterov")) {}

  double step(const Objective& objective, Batch batch, ParamVector& w) override {
    const double loss = evaluate(objective, batch, w);
    move(w);
    return loss;
  }

 protected:
  void look_ahead() { nesterov_ = true; }

  // One step along gradient_.
  void move(ParamVector& w) {
    if (momentum_ == 0) {
      w -= rate() * gradient_;
      return;
    }
    if (buffer_.size() == 0) buffer_ = ParamVector::Zero(w.size());
    buffer_ = momentum_ * buffer_ + gradient_;
    if (nesterov_)
      w -= rate() * (gradient_ + momentum_ * buffer_);
    else
      w -= rate() * buffer_;
  }

 private:
  double momentum_;
  bool nesterov_;
  ParamVector buffer_;
};

class Nesterov final : public Sgd {
 public:
  explicit Nesterov(const Settings& settings) : Sgd(settings) { look_ahead(); }
};

// Cauchy 1847: the gradient of all samples.
class FullGradientDescent final : public Sgd {
 public:
  using Sgd::Sgd;
  double step(const Objective& objective, Batch, ParamVector& w) override { return Sgd::step(objective, {}, w); }
};

// Neelakantan et al. 2015: normal noise of variance η / (1 + t)^γ is added to the gradient at step t.
class NoisyDescent final : public Sgd {
 public:
  explicit NoisyDescent(const Settings& settings)
      : Sgd(settings), noise_(settings.real("noise")), annealing_(settings.real("annealing")) {}

  void set_seed(std::uint64_t seed) override { rng_ = Rng(seed); }

  double step(const Objective& objective, Batch batch, ParamVector& w) override {
    const double loss = evaluate(objective, batch, w);
    const double deviation = std::sqrt(noise_ / std::pow(1 + static_cast<double>(time_++), annealing_));
    for (double& slope : gradient_) slope += deviation * rng_.normal();
    move(w);
    return loss;
  }

 private:
  double noise_, annealing_;
  Index time_ = 0;
  Rng rng_{0};
};

// Sharpness-aware minimization (Foret et al. 2021, Algorithm 1): the gradient is taken at w + ρ g / ‖g‖, the worst
// place near w to first order.
class SharpnessAware final : public Sgd {
 public:
  explicit SharpnessAware(const Settings& settings) : Sgd(settings), radius_(settings.real("rho")) {}

  double step(const Objective& objective, Batch batch, ParamVector& w) override {
    const double loss = objective.evaluate(w, batch, &gradient_);
    const double length = gradient_.norm();
    worst_ = w;
    if (length > 0) worst_ += (radius_ / length) * gradient_;
    evaluate(objective, batch, worst_);
    move(w);
    return loss;
  }

 private:
  double radius_;
  ParamVector worst_;
};

Setting rate_setting(double initial = 0.1) {
  return log_setting("lr", "Learning rate", initial, 1e-6, 1e6, "length of a step per unit of gradient");
}
Setting momentum_setting(double initial) {
  return real_setting("momentum", "Momentum", initial, 0, 0.9999, "share of the last step that is kept");
}

}  // namespace

OptimizerRows descent_optimizers() {
  return {
      {{"sgd",
        "SGD",
        "(stochastic) gradient descent, with momentum or Nesterov's momentum",
        {rate_setting(), momentum_setting(0),
         flag_setting("nesterov", "Nesterov", false, "look ahead along the momentum")}},
       make_rule<Sgd>},
      {{"gd",
        "Gradient descent",
        "along the gradient of all samples, whatever the batch (Cauchy 1847)",
        {rate_setting()}},
       make_rule<FullGradientDescent>},
      {{"heavy_ball",
        "Heavy ball",
        "gradient descent that keeps a share of its last step (Polyak 1964)",
        {rate_setting(0.03), momentum_setting(0.9)}},
       make_rule<Sgd>},
      {{"nesterov",
        "Nesterov",
        "momentum that looks ahead (Nesterov 1983; Sutskever et al. 2013)",
        {rate_setting(0.03), momentum_setting(0.9)}},
       make_rule<Nesterov>},
      {{"sam",
        "SAM",
        "sharpness-aware: the gradient of the worst place nearby (Foret et al. 2021)",
        {rate_setting(), log_setting("rho", "ρ", 0.05, 0, 10, "distance to the worst place"), momentum_setting(0)}},
       make_rule<SharpnessAware>},
      {{"noisy_gd",
        "Noisy descent",
        "gradient descent with normal noise of variance noise / (1 + t)^annealing (Neelakantan et al. 2015)",
        {rate_setting(),
         log_setting("noise", "Noise", 0.3, 0, 1e4, "variance of the noise in the first step's gradient"),
         real_setting("annealing", "Annealing", 0.55, 0, 4,
                      "how fast the noise falls: 0 never, 1 as one over the steps")}},
       make_rule<NoisyDescent>},
  };
}

}  // namespace cartograd
