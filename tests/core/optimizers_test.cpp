#include <cmath>

#include "core/base/catalogue.h"
#include "core/optim/run.h"
#include "support.h"

using namespace cartograd;

namespace {

// The optimizer that a table's "spec" describes; null where it asks for what this program leaves to the objective (L2
// decay).
std::unique_ptr<Optimizer> from_spec(const nlohmann::json& spec) {
  const std::string id = spec["opt"];
  Changes changes;
  for (const auto& [name, value] : spec.items()) {
    if (name == "opt") continue;
    if (name == "weight_decay" && id != "adamw") return nullptr;
    changes[name == "eps"            ? "epsilon"
            : name == "weight_decay" ? "decay"
                                     : name] = value.is_boolean() ? value.get<bool>() : value.get<double>();
  }
  return make_optimizer(id, changes);
}

}  // namespace

TEST_SUITE("optimizers") {
  TEST_CASE("gradient descent, heavy ball and Nesterov follow the table on quadratics, in rows of their own too") {
    int compared = 0;
    for (const auto& problem : oracle("03_optimisers", "quadratics")) {
      const FunctionObjective objective = quadratic(to_vector(problem["h"]));
      for (const std::string group : {"gd", "heavy_ball", "nesterov"})
        for (const auto& entry : problem[group]) {
          CAPTURE(group);
          const double rate = entry["lr"], momentum = entry.value("beta", 0.0);
          std::vector<std::unique_ptr<Optimizer>> rules;
          rules.push_back(make_optimizer(
              "sgd", {{"lr", rate}, {"momentum", momentum}, {"nesterov", group == "nesterov" ? 1.0 : 0.0}}));
          rules.push_back(make_optimizer(
              group, group == "gd" ? Changes{{"lr", rate}} : Changes{{"lr", rate}, {"momentum", momentum}}));
          for (const auto& rule : rules) {
            ParamVector x = to_vector(problem["x0"]);
            int t = 0;
            for (const auto& iterate : entry["iterates"]) {
              for (; t < iterate["t"].get<int>(); ++t) rule->step(objective, {}, x);
              CHECK(relative_difference(x, to_vector(iterate["x"])) < 1e-10);
              CHECK(objective.evaluate(x, {}, nullptr) == doctest::Approx(iterate["f"].get<double>()).epsilon(1e-9));
              ++compared;
            }
            for (; t < 5000 && x.norm() < 1e9; ++t) rule->step(objective, {}, x);
            CHECK((x.norm() < 1e-6) == entry["converges"].get<bool>());
          }
        }
    }
    CHECK(compared > 100);
  }

  TEST_CASE("every step on Rosenbrock's function and on (1−ab)² is PyTorch's") {
    int compared = 0;
    for (const auto& problem : oracle("03_optimisers", "nonquadratic")) {
      const bool valley = problem["function"].get<std::string>().starts_with("rosenbrock");
      const FunctionObjective objective = valley ? rosenbrock() : product_objective();
      for (const auto& entry : problem["runs"]) {
        auto optimizer = from_spec(entry["spec"]);
        if (!optimizer) continue;
        ParamVector x = to_vector(problem["x0"]);
        for (const auto& iterate : entry["iterates"]) {
          optimizer->step(objective, {}, x);
          CHECK(relative_difference(x, to_vector(iterate)) < 1e-10);
        }
        ++compared;
      }
    }
    CHECK(compared == 16);
  }

  TEST_CASE("twenty mini-batch steps on two networks are PyTorch's") {
    int compared = 0;
    for (const auto& entry : oracle("11_mlp_training", "cases")) {
      const NetworkObjective objective = table_objective(entry);
      const auto batches = entry["minibatches"].get<std::vector<std::vector<Index>>>();
      for (const auto& run : entry["runs"]) {
        auto optimizer = from_spec(run["spec"]);
        if (!optimizer) continue;
        ParamVector w = to_vector(entry["theta0"]);
        std::size_t step = 0;
        for (const auto& checkpoint : run["checkpoints"]) {
          double loss = 0;
          for (; step < checkpoint["step"].get<std::size_t>(); ++step)
            loss = optimizer->step(objective, batches.at(step), w);
          CHECK(loss == doctest::Approx(checkpoint["minibatch_loss_before"].get<double>()).epsilon(1e-10));
          CHECK(objective.evaluate(w, {}, nullptr) ==
                doctest::Approx(checkpoint["full_loss_after"].get<double>()).epsilon(1e-10));
          CHECK(relative_difference(w, to_vector(checkpoint["theta"])) < 1e-9);
          ++compared;
        }
      }
    }
    CHECK(compared == 56);
  }

  TEST_CASE("Lion moves every parameter by the learning rate, whatever the gradient's size") {
    auto optimizer = make_optimizer("lion", {{"lr", 0.25}});
    ParamVector x = Eigen::Vector3d(1e-6, -3, 1e6);
    optimizer->step(quadratic(Eigen::Vector3d(1, 4, 25)), {}, x);
    CHECK(relative_difference(x, Eigen::Vector3d(1e-6 - 0.25, -2.75, 1e6 - 0.25)) < 1e-15);
  }

  TEST_CASE("Adam’s identities: constant gradients give constant steps; the first step has the size of the rate") {
    for (const auto& entry : oracle("03_optimisers", "adam_constant_gradient")) {
      const double slope = entry["g"];
      const FunctionObjective line(1, [&](const ParamVector& x, ParamVector& gradient) {
        gradient[0] = slope;
        return slope * x[0];
      });
      const auto adam = make_optimizer("adam", {{"lr", 0.1}});
      ParamVector x = ParamVector::Zero(1);
      for (const auto& expected : entry["x_after"]) {
        const double before = x[0];
        adam->step(line, {}, x);
        CHECK(x[0] == doctest::Approx(expected.get<double>()).epsilon(1e-12));
        CHECK(x[0] - before == doctest::Approx(entry["every_step_equals"].get<double>()).epsilon(1e-12));
      }
      CHECK(x[0] == doctest::Approx(5 * 0.1 * -slope / (std::abs(slope) + 1e-8)).epsilon(1e-12));
    }
  }

  TEST_CASE("every row lowers a bowl with its initial settings") {
    for (const auto& kind : optimizers()) {
      CAPTURE(kind.id);
      const FunctionObjective bowl = quadratic(ParamVector::Ones(3));
      auto optimizer = kind.make(initial_settings(kind.settings));
      ParamVector x = ParamVector::Ones(3);
      double loss = 0;
      for (int i = 0; i < 100; ++i) {
        const double here = bowl.evaluate(x, {}, nullptr);
        loss = optimizer->step(bowl, {}, x);
        CHECK(loss == doctest::Approx(here).epsilon(1e-12));  // of the old place
      }
      CHECK(x.norm() < 0.9 * std::sqrt(3.0));
    }
  }

  TEST_CASE("a rate factor multiplies the learning rate of every row") {
    for (const auto& kind : optimizers()) {
      CAPTURE(kind.id);
      if (kind.id == "lbfgs") continue;  // there it is the first step that is tried, nothing more
      const FunctionObjective bowl = quadratic(Eigen::Vector3d(1, 4, 25));
      auto halved = kind.make(initial_settings(kind.settings));
      Settings settings = initial_settings(kind.settings);
      settings.set("lr", settings.real("lr") / 2);
      auto expected = kind.make(settings);
      halved->set_rate_factor(0.5);
      ParamVector x = Eigen::Vector3d(1, -2, 3), y = x;
      for (int i = 0; i < 3; ++i) {
        halved->step(bowl, {}, x);
        expected->step(bowl, {}, y);
      }
      CHECK(relative_difference(x, y) < 1e-14);
      CHECK((x - Eigen::Vector3d(1, -2, 3)).norm() > 1e-5);
    }
  }

  TEST_CASE("a clip shortens long gradients and leaves short ones") {
    const FunctionObjective bowl = quadratic(ParamVector::Ones(2));
    for (const auto& [clip, length] : {std::pair{1.0, 1.0}, {10.0, 5.0}, {0.0, 5.0}}) {
      auto descent = make_optimizer("gd", {{"lr", 0.5}});
      descent->set_clip(clip);
      ParamVector x = Eigen::Vector2d(3, 4);
      descent->step(bowl, {}, x);
      CHECK(relative_difference(x, (1 - 0.5 * length / 5) * Eigen::Vector2d(3, 4)) < 1e-6);
    }
  }

  TEST_CASE("full-batch rows do not look at the batch") {
    struct Watching : Objective {
      mutable std::size_t largest = 0;
      Index dimension() const override { return 2; }
      Index samples() const override { return 10; }
      double evaluate(const ParamVector& w, Batch batch, ParamVector* gradient) const override {
        largest = std::max(largest, batch.size());
        if (gradient) *gradient = w;
        return 0.5 * w.squaredNorm();
      }
    };
    const std::vector<Index> three = {1, 5, 7};
    for (const auto& kind : optimizers()) {
      const bool full = kind.id == "gd" || kind.id == "lbfgs" || kind.id.ends_with("newton");
      Watching objective;
      ParamVector x = ParamVector::Ones(2);
      kind.make(initial_settings(kind.settings))->step(objective, three, x);
      CAPTURE(kind.id);
      CHECK(objective.largest == (full ? 0 : 3));
    }
  }
}
