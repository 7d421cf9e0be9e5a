#include "core/optim/run.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/rng.h"

namespace cartograd {

namespace {

// Deals out mini-batches: a new random order each epoch.
class Batches {
 public:
  Batches(Index samples, Index size, std::uint64_t seed)
      : samples_(samples), size_(size), position_(samples), rng_(seed) {}

  Batch next() {
    if (size_ <= 0 || size_ >= samples_) return {};
    if (position_ + size_ > samples_) {
      order_ = rng_.shuffle(samples_);
      position_ = 0;
    }
    const Batch batch(order_.data() + position_, static_cast<std::size_t>(size_));
    position_ += size_;
    return batch;
  }

 private:
  Index samples_, size_, position_;
  Rng rng_;
  std::vector<Index> order_;
};

// A number that is not finite shows in the sum, which is quicker than to look at each; a sum may also just be too
// large.
bool all_finite(const ParamVector& w) { return std::isfinite(w.sum()) || w.allFinite(); }

}  // namespace

std::string describe_outcome(const Run& run) {
  switch (run.outcome) {
    case Outcome::running:
      return fmt::format("running, step {}", run.last_step);
    case Outcome::converged:
      return fmt::format("converged at step {}", run.last_step);
    case Outcome::stopped:
      return fmt::format("stopped at step {}", run.last_step);
    case Outcome::stopped_early:
      return fmt::format("stopped early at step {}", run.last_step);
    case Outcome::diverged:
      return fmt::format("diverged at step {}", run.last_step);
    case Outcome::cancelled:
      return run.size() == 0 ? "not begun" : fmt::format("cancelled at step {}", run.last_step);
  }
  return {};
}

std::vector<Index> batch_of(const RunPlan& plan, Index samples, Index step) {
  if (plan.batch <= 0 || plan.batch >= samples) return {};
  Batches batches(samples, plan.batch, plan.batch_seed);
  for (Index i = 0; i < step; ++i) batches.next();
  const Batch batch = batches.next();
  return {batch.begin(), batch.end()};
}

void check_plan(const RunPlan& plan, const Objective& objective, const Optimizer& optimizer,
                const Objective* validation) {
  if (objective.samples() > 0 && plan.batch > objective.samples())
    throw InputError(fmt::format("batch = {} is more than the {} samples to train on; expected 1 to {}, or \"all\"",
                                 plan.batch, objective.samples(), objective.samples()));
  if (objective.dimension() > optimizer.dimension_limit())
    throw InputError(
        fmt::format("this optimizer takes at most {} parameters, since it needs the whole Hessian; there "
                    "are {}",
                    optimizer.dimension_limit(), objective.dimension()));
  if (plan.patience > 0 && validation == nullptr)
    throw InputError(fmt::format(
        "patience = {} watches the validation loss, but there is no validation set; expected data.validation above 0, "
        "or patience = \"off\"",
        plan.patience));
}

Run train(const Objective& objective, Optimizer& optimizer, const ParamVector& start, const RunPlan& plan,
          std::stop_token stop, const std::function<void(const Run&)>& publish, const Objective* validation) {
  using Clock = std::chrono::steady_clock;
  Run run;
  run.planned_steps = plan.steps;
  ParamVector w = start, gradient;
  Batches batches(objective.samples(), plan.batch, plan.batch_seed);
  Schedule schedule = plan.schedule;
  optimizer.set_clip(plan.clip);
  optimizer.set_seed(derive_seed(plan.batch_seed, "noise"));
  Clock::time_point published = Clock::now();
  double best_validation = std::numeric_limits<double>::infinity();
  Index waited = 0;  // recorded iterates since then
  double seconds = 0;
  Clock::time_point stepping = Clock::now();  // since when no iterate was recorded

  // Records the iterate; false if it cannot be continued from (its loss or gradient is not finite).
  const auto record = [&](Index step) {
    seconds += std::chrono::duration<double>(Clock::now() - stepping).count();
    const double loss = objective.evaluate(w, {}, &gradient);
    const double norm = gradient.norm();
    run.last_step = step;
    if (!std::isfinite(loss) || !std::isfinite(norm)) return false;
    // All of it before any is kept: a stop on the way leaves no half an iterate.
    std::optional<Score> score, validated;
    if (objective.has_classes()) score = objective.score(w);
    if (validation) validated = validation->score(w);
    run.step.push_back(step);
    run.loss.push_back(loss);
    run.gradient_norm.push_back(norm);
    run.seconds.push_back(seconds);
    run.parameters.push_back(std::make_shared<const ParamVector>(w));
    if (score) run.accuracy.push_back(score->accuracy);
    if (validated) {
      run.validation_loss.push_back(validated->loss);
      if (validation->has_classes()) run.validation_accuracy.push_back(validated->accuracy);
      const bool better = validated->loss < best_validation;
      waited = better ? 0 : waited + 1;
      if (better) best_validation = validated->loss;
    }
    schedule.observe(validation ? run.validation_loss.back() : loss);
    return true;
  };
  const auto end = [&](Outcome outcome, Index step) {
    run.outcome = outcome;
    run.last_step = step;
    if (publish) publish(run);
    return run;
  };

  const StopScope scope(stop);
  Index step = 0;
  try {
    for (;; ++step) {
      const bool last = step >= plan.steps;
      if (last || step % plan.record_every == 0) {
        if (!record(step)) return end(Outcome::diverged, step);
        if (run.gradient_norm.back() <= plan.tolerance) return end(Outcome::converged, step);
        if (last) return end(Outcome::stopped, step);
        if (plan.patience > 0 && waited >= plan.patience) return end(Outcome::stopped_early, step);
        if (publish && Clock::now() - published > std::chrono::milliseconds(33)) {
          publish(run);
          published = Clock::now();
        }
        stepping = Clock::now();
      }
      if (stop.stop_requested()) return end(Outcome::cancelled, step);
      if (!schedule.constant()) optimizer.set_rate_factor(schedule.factor(step));
      const double loss = optimizer.step(objective, batches.next(), w);
      if (!std::isfinite(loss) || !all_finite(w)) return end(Outcome::diverged, step + 1);
    }
  } catch (const Stopped&) {  // in the middle of a long evaluation
    return end(Outcome::cancelled, step);
  }
}

}  // namespace cartograd
