// Rules that look further than one gradient: SAM, L-BFGS, Newton and its saddle-free form, in closed form on
// quadratics; and every rule on every function.
#include <cmath>

#include "core/optim/run.h"
#include "support.h"

using namespace cartograd;

namespace {

Run train_on(const AnalyticFunction& function, const std::string& optimizer, const Changes& changes, Index steps) {
  const auto rule = make_optimizer(optimizer, changes);
  return train(*function.objective, *rule, function.start, {.steps = steps, .record_every = 10});
}

}  // namespace

TEST_SUITE("second_order") {
  TEST_CASE("SAM takes the gradient at the worst place nearby") {
    const ParamVector h = Eigen::Vector3d(1, 4, 25), start = Eigen::Vector3d(1, -2, 0.5);
    const auto sam = make_optimizer("sam", {{"lr", 0.01}, {"rho", 0.3}});
    ParamVector w = start;
    CHECK(sam->step(quadratic(h), {}, w) == doctest::Approx(0.5 * h.dot(start.cwiseAbs2())));
    const ParamVector g = h.cwiseProduct(start);
    CHECK(relative_difference(w, start - 0.01 * h.cwiseProduct(start + 0.3 * g / g.norm())) < 1e-14);
    ParamVector still = ParamVector::Zero(3);  // no gradient: nowhere to go
    sam->step(quadratic(h), {}, still);
    CHECK(still.norm() == 0);
  }

  TEST_CASE("Newton reaches the minimum of a quadratic in one step, also badly conditioned, and a share of it") {
    for (double condition : {1.0, 1e8}) {
      const AnalyticFunction ravine = make_function("ravine", {{"dimension", 30.0}, {"condition", condition}});
      ParamVector w = ravine.start;
      make_optimizer("newton")->step(*ravine.objective, {}, w);
      CHECK(w.norm() < 1e-7);
      w = ravine.start;
      make_optimizer("newton", {{"lr", 0.25}})->step(*ravine.objective, {}, w);
      CHECK(relative_difference(w, 0.75 * ravine.start) < 1e-7);
    }
    const AnalyticFunction bowl = make_function("bowl");  // tilted axes
    ParamVector w = bowl.start;
    make_optimizer("newton")->step(*bowl.objective, {}, w);
    CHECK(w.norm() < 1e-14);
  }

  TEST_CASE("damping is added to every curvature; directions without any are left alone") {
    const ParamVector h = Eigen::Vector3d(1, -4, 0), start = Eigen::Vector3d(1, 1, 1);
    struct Form : Objective {
      ParamVector h;
      Index dimension() const override { return h.size(); }
      double evaluate(const ParamVector& w, Batch, ParamVector* gradient) const override {
        const ParamVector slope = h.cwiseProduct(w) + Eigen::Vector3d(0, 0, 1);
        if (gradient) *gradient = slope;
        return 0.5 * w.dot(h.cwiseProduct(w)) + w[2];
      }
      ParamVector hessian_vector(const ParamVector&, const ParamVector& v) const override { return h.cwiseProduct(v); }
    } form;
    form.h = h;
    const auto after = [&](const std::string& id, double damping) {
      ParamVector w = start;
      make_optimizer(id, {{"damping", damping}})->step(form, {}, w);
      return w;
    };
    CHECK(relative_difference(after("newton", 0), Eigen::Vector3d(0, 0, 1)) < 1e-14);
    CHECK(relative_difference(after("newton", 1), Eigen::Vector3d(0.5, 1 - 4.0 / 3, 0)) < 1e-14);
    CHECK(relative_difference(after("saddle_free_newton", 0), Eigen::Vector3d(0, 2, 1)) < 1e-14);
    CHECK(relative_difference(after("saddle_free_newton", 1), Eigen::Vector3d(0.5, 1.8, 0)) < 1e-14);
  }

  TEST_CASE("near a saddle Newton goes to it and saddle-free Newton to a minimum") {
    const AnalyticFunction well = make_function("double_well");
    const Run newton = train_on(well, "newton", {}, 100), free = train_on(well, "saddle_free_newton", {}, 100);
    CHECK(newton.parameters.back()->norm() < 1e-6);
    CHECK((*free.parameters.back() - Eigen::Vector2d(1, 0)).norm() < 1e-6);
    // And at a maximum: Newton stays.
    const AnalyticFunction ring = make_function("ring_valley");
    CHECK(train_on(ring, "newton", {}, 100).loss.back() == doctest::Approx(1));
    CHECK(train_on(ring, "saddle_free_newton", {}, 200).loss.back() < 1e-6);
  }

  TEST_CASE("Newton refuses what would need too large a Hessian, and ends at a loss that is not finite") {
    const AnalyticFunction large = make_function("ravine", {{"dimension", 501.0}});
    for (const char* id : {"newton", "saddle_free_newton"})
      CHECK_THROWS_WITH_AS(
          check_plan({}, *large.objective, *make_optimizer(id)),
          "this optimizer takes at most 500 parameters, since it needs the whole Hessian; there are 501", InputError);
    check_plan({}, *large.objective, *make_optimizer("lbfgs"));
    const FunctionObjective nowhere(2, [](const ParamVector&, ParamVector& slope) {
      slope.setConstant(std::nan(""));
      return std::nan("");
    });
    ParamVector w = ParamVector::Ones(2);
    CHECK(std::isnan(make_optimizer("newton")->step(nowhere, {}, w)));
  }

  TEST_CASE("L-BFGS solves a quadratic in about as many steps as it has dimensions") {
    for (Index n : {2, 5, 10}) {
      const AnalyticFunction ravine = make_function("ravine", {{"dimension", static_cast<double>(n)}});
      const auto rule = make_optimizer("lbfgs", {{"memory", 20.0}});
      ParamVector w = ravine.start;
      double before = ravine.objective->evaluate(w, {}, nullptr);
      for (Index i = 0; i < n + 4; ++i) {
        CHECK(rule->step(*ravine.objective, {}, w) == doctest::Approx(before));
        const double after = ravine.objective->evaluate(w, {}, nullptr);
        CHECK(after <= before * (1 + 1e-13));  // a line search never goes up
        before = after;
      }
      CAPTURE(n);
      CHECK(w.norm() < 1e-6);
    }
  }

  TEST_CASE("L-BFGS and Newton on Rosenbrock’s function, where gradient descent crawls") {
    const AnalyticFunction valley = make_function("rosenbrock");
    const Run quasi = train_on(valley, "lbfgs", {}, 60), newton = train_on(valley, "newton", {}, 60),
              crawl = train_on(valley, "gd", {{"lr", 1e-3}}, 60);
    CHECK(quasi.loss.back() < 1e-20);
    CHECK(newton.loss.back() < 1e-20);
    CHECK(crawl.loss.back() > 1);
    const Run large = train_on(make_function("rosenbrock", {{"dimension", 100.0}}), "lbfgs", {}, 1000);
    CHECK(large.gradient_norm.back() < 1e-6);
  }

  TEST_CASE("some ReLU students are stuck at a spurious minimum, and only from eight units on") {
    const auto rates = oracle("09_relu_population", "hit_rates");
    const auto losses_of = [](double units, int starts) {
      std::vector<double> losses;
      for (int draw = 0; draw < starts; ++draw) {
        const AnalyticFunction students = make_function(
            "relu_population", {{"students", units}, {"teachers", units}, {"draw", static_cast<double>(draw)}});
        const auto rule = make_optimizer("lbfgs");
        losses.push_back(
            train(*students.objective, *rule, students.start, {.steps = 1000, .tolerance = 1e-8, .record_every = 10})
                .loss.back());
      }
      return losses;
    };
    for (double loss : losses_of(6, 5)) CHECK(loss < 1e-8);
    int stuck = 0;
    for (double loss : losses_of(10, 8)) {
      if (loss < 1e-5) continue;
      ++stuck;
      double nearest = 1;
      for (const auto& [text, count] : rates[2]["stuck_losses"].items())
        nearest = std::min(nearest, std::abs(loss - std::stod(text)));
      CHECK(nearest < 1e-4);
    }
    CHECK(stuck >= 1);  // the table: 64 of 200
    CHECK(stuck <= 6);
  }

  TEST_CASE("every optimizer on every function: it ends in words, and descends with a suitable rate") {
    for (const auto& function_row : analytic_functions()) {
      const AnalyticFunction function = make_function(function_row.id);
      const double start = function.objective->evaluate(function.start, {}, nullptr);
      for (const auto& row : optimizers()) {
        CAPTURE(function_row.id);
        CAPTURE(row.id);
        const auto short_run = [&](const Changes& changes) {
          const auto rule = make_optimizer(row.id, changes);
          return train(*function.objective, *rule, function.start, {.steps = 30});
        };
        const Run run = short_run({});
        CHECK(run.outcome != Outcome::running);
        CHECK(run.outcome != Outcome::cancelled);
        REQUIRE(run.size() > 0);
        for (double loss : run.loss) CHECK(std::isfinite(loss));

        // Newton descends with a damping above all negative curvature; noise must be small beside the slope. Where
        // there is no bottom, a run may fall out of the numbers.
        bool descends = false;
        for (double rate : {0.1, 0.01, 1e-3, 1e-4, 1e-5}) {
          Changes changes = {{"lr", rate}};
          if (row.id == "newton") changes["damping"] = 400.0;
          if (row.id == "noisy_gd") changes["noise"] = 1e-10;
          descends = descends || short_run(changes).loss.back() < start;
        }
        CHECK(descends);
      }
    }
  }
}
