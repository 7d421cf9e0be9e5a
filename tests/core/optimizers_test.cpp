#include <cmath>

#include "core/base/catalogue.h"
#include "core/optim/run.h"
#include "support.h"

using namespace cartograd;

namespace {

// An optimizer row with some of its settings changed.
std::unique_ptr<Optimizer> make_optimizer(const std::string& id, std::map<std::string, double> changes) {
  const auto& kind = find_kind(optimizers(), "optimizer", id);
  Settings settings = initial_settings(kind.settings);
  for (const auto& [name, value] : changes) settings.set(name, value);
  return kind.make(settings);
}

// The optimizer that a table's "spec" describes; null where it asks for what this program leaves to the objective (L2
// decay).
std::unique_ptr<Optimizer> from_spec(const nlohmann::json& spec) {
  const std::string id = spec["opt"];
  std::map<std::string, double> changes;
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
  TEST_CASE("gradient descent, heavy ball and Nesterov follow the table on quadratics") {
    int compared = 0;
    for (const auto& problem : oracle("03_optimisers", "quadratics")) {
      const FunctionObjective objective = quadratic(to_vector(problem["h"]));
      for (const char* group : {"gd", "heavy_ball", "nesterov"})
        for (const auto& entry : problem[group]) {
          CAPTURE(group);
          auto optimizer = make_optimizer("sgd", {{"lr", entry["lr"]},
                                                  {"momentum", entry.value("beta", 0.0)},
                                                  {"nesterov", std::string(group) == "nesterov" ? 1 : 0}});
          ParamVector x = to_vector(problem["x0"]);
          int t = 0;
          for (const auto& iterate : entry["iterates"]) {
            for (; t < iterate["t"].get<int>(); ++t) optimizer->step(objective, {}, x);
            CHECK(relative_difference(x, to_vector(iterate["x"])) < 1e-10);
            ++compared;
          }
        }
    }
    CHECK(compared > 50);
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

  TEST_CASE("every row lowers a bowl with its initial settings") {
    for (const auto& kind : optimizers()) {
      CAPTURE(kind.id);
      const FunctionObjective bowl = quadratic(ParamVector::Ones(3));
      auto optimizer = kind.make(initial_settings(kind.settings));
      ParamVector x = ParamVector::Ones(3);
      for (int i = 0; i < 100; ++i) optimizer->step(bowl, {}, x);
      CHECK(x.norm() < 0.9 * std::sqrt(3.0));
    }
  }
}
