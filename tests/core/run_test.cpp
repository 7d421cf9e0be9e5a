#include "core/optim/run.h"

#include <algorithm>
#include <cmath>

#include "support.h"

using namespace cartograd;

namespace {

std::unique_ptr<Optimizer> gradient_descent(double rate) {
  const auto& kind = find_kind(optimizers(), "optimizer", "sgd");
  Settings settings = initial_settings(kind.settings);
  settings.set("lr", rate);
  return kind.make(settings);
}

}  // namespace

TEST_SUITE("run") {
  TEST_CASE("a run records first, last and every k-th iterate, and says how it ended") {
    const FunctionObjective bowl = quadratic(ParamVector::Ones(2));
    auto optimizer = gradient_descent(0.1);
    const Run run = train(bowl, *optimizer, ParamVector::Ones(2), {.steps = 25, .record_every = 10});
    CHECK(run.step == std::vector<Index>{0, 10, 20, 25});
    CHECK(run.outcome == Outcome::stopped);
    CHECK(describe_outcome(run) == "stopped at step 25");
    CHECK(run.loss[1] == doctest::Approx(std::pow(0.9, 20)).epsilon(1e-12));
    CHECK(run.gradient_norm[1] == doctest::Approx(std::sqrt(2.0) * std::pow(0.9, 10)).epsilon(1e-12));
    CHECK((*run.parameters.back())[0] == doctest::Approx(std::pow(0.9, 25)).epsilon(1e-12));
  }

  TEST_CASE("it converges when the gradient is short") {
    const FunctionObjective bowl = quadratic(ParamVector::Ones(2));
    auto optimizer = gradient_descent(0.5);
    const Run run = train(bowl, *optimizer, ParamVector::Ones(2), {.steps = 1000, .tolerance = 1e-6});
    CHECK(run.outcome == Outcome::converged);
    CHECK(run.gradient_norm.back() <= 1e-6);
    CHECK(run.last_step == 21);  // √2 · 2^−21 is the first below 1e-6
  }

  TEST_CASE("it diverges at a step, and keeps what was finite") {
    const FunctionObjective bowl = quadratic(ParamVector::Ones(2));
    auto optimizer = gradient_descent(1e6);
    const Run run = train(bowl, *optimizer, ParamVector::Ones(2), {.steps = 1000});
    CHECK(run.outcome == Outcome::diverged);
    CHECK(run.size() > 5);
    CHECK(run.last_step < 60);
    for (double loss : run.loss) CHECK(std::isfinite(loss));
    CHECK(describe_outcome(run).starts_with("diverged at step "));
  }

  TEST_CASE("a stop cancels") {
    const FunctionObjective bowl = quadratic(ParamVector::Ones(2));
    auto optimizer = gradient_descent(1e-6);
    std::stop_source stop;
    stop.request_stop();
    CHECK(train(bowl, *optimizer, ParamVector::Ones(2), {.steps = 100000000}, stop.get_token()).outcome ==
          Outcome::cancelled);
  }

  TEST_CASE("a stop is heard in the middle of a long evaluation") {
    std::stop_source stop;
    const FunctionObjective slow(2, [&](const ParamVector&, ParamVector& slope) {
      stop.request_stop();
      throw_if_stopped();
      slope.setZero();
      return 1.0;
    });
    auto optimizer = gradient_descent(0.1);
    const Run run = train(slow, *optimizer, ParamVector::Ones(2), {.steps = 10}, stop.get_token());
    CHECK(run.outcome == Outcome::cancelled);
    CHECK(run.size() == 0);
    throw_if_stopped();  // nothing after the run
    Rng rng(1);
    const auto network = random_objective({2, 3, 1}, "gelu", "bce", 0, 5, rng);  // gelu: not on the kernel
    const ParamVector w = ParamVector::Ones(network.dimension());
    const StopScope scope(stop.get_token());
    CHECK_THROWS_AS(network.evaluate(w, {}, nullptr), Stopped);
  }

  TEST_CASE("a stop while the validation set is looked at leaves no half an iterate") {
    const FunctionObjective bowl = quadratic(ParamVector::Ones(2));
    std::stop_source stop;
    int looked = 0;
    const FunctionObjective validation(2, [&](const ParamVector&, ParamVector&) {
      if (++looked == 4) stop.request_stop();
      throw_if_stopped();
      return 1.0;
    });
    auto optimizer = gradient_descent(0.1);
    const Run run = train(bowl, *optimizer, ParamVector::Ones(2), {.steps = 10}, stop.get_token(), {}, &validation);
    CHECK(run.outcome == Outcome::cancelled);
    CHECK(run.size() == 3);
    for (const auto* values : {&run.loss, &run.gradient_norm, &run.seconds, &run.validation_loss})
      CHECK(values->size() == 3);
    CHECK(run.parameters.size() == 3);
  }

  TEST_CASE("each epoch shows every sample once, in a new order") {
    // The loss of a batch is the sum of its numbers, so an epoch's losses add up to the sum of all.
    struct Counting : Objective {
      mutable std::vector<Index> seen;
      Index dimension() const override { return 1; }
      Index samples() const override { return 10; }
      double evaluate(const ParamVector&, Batch batch, ParamVector* gradient) const override {
        seen.insert(seen.end(), batch.begin(), batch.end());
        if (gradient) *gradient = ParamVector::Ones(1);
        return 1;
      }
    } objective;
    auto optimizer = gradient_descent(0.1);
    train(objective, *optimizer, ParamVector::Zero(1), {.steps = 6, .batch = 3, .record_every = 100, .batch_seed = 4});
    CHECK(objective.seen.size() == 18);
    std::vector<Index> first(objective.seen.begin(), objective.seen.begin() + 9),
        second(objective.seen.begin() + 9, objective.seen.end());
    CHECK(first != second);
    const std::vector<Index> order = Rng(4).shuffle(10);
    CHECK(std::equal(first.begin(), first.end(), order.begin()));
    std::sort(first.begin(), first.end());
    CHECK(std::adjacent_find(first.begin(), first.end()) == first.end());
  }
}
