// Optimizers: one update rule each, in one catalogue.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>

#include "core/base/catalogue.h"
#include "core/objective/objective.h"

namespace cartograd {

// Holds what the rule remembers between steps (momentum …). It gets the objective, not a gradient, so that rules which
// look at several points (SAM, line searches) fit. One object serves one run.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  // Changes w by one step on the batch and returns the batch's loss at the old w. Rules that need the whole data set
  // take it whatever the batch is. A long step asks throw_if_stopped() on its way.
  virtual double step(const Objective& objective, Batch batch, ParamVector& w) = 0;

  // The most parameters it can work with.
  virtual Index dimension_limit() const { return std::numeric_limits<Index>::max(); }

  // What a run sets from outside. The learning rate is multiplied by this factor, from the next step on.
  void set_rate_factor(double factor) { factor_ = factor; }
  // Gradients longer than this are shortened to it; 0 = never.
  void set_clip(double length) { clip_ = length; }
  // Where the randomness of a rule with noise comes from.
  virtual void set_seed(std::uint64_t) {}

 protected:
  explicit Optimizer(const Settings& settings) : rate_(settings.real("lr")) {}

  double rate() const { return rate_ * factor_; }

  // The batch's loss at w; its gradient, clipped, is then in gradient_.
  double evaluate(const Objective& objective, Batch batch, const ParamVector& w) {
    const double loss = objective.evaluate(w, batch, &gradient_);
    if (clip_ > 0) gradient_ *= std::min(1.0, clip_ / (gradient_.norm() + 1e-6));  // as in PyTorch
    return loss;
  }
  ParamVector gradient_;

 private:
  double rate_, factor_ = 1, clip_ = 0;
};

using OptimizerRows = Catalogue<std::unique_ptr<Optimizer>(const Settings&)>;
const OptimizerRows& optimizers();

// The parts of the catalogue, by topic.
OptimizerRows descent_optimizers();
OptimizerRows adaptive_optimizers();
OptimizerRows curvature_optimizers();
OptimizerRows quasi_newton_optimizers();

// For a row's maker.
template <class Rule>
std::unique_ptr<Optimizer> make_rule(const Settings& settings) {
  return std::make_unique<Rule>(settings);
}

}  // namespace cartograd
