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

// The optimizer that a table's "spec" describes; null if this program does not have it.
std::unique_ptr<Optimizer> from_spec(const nlohmann::json& spec) {
  if (spec.contains("weight_decay")) return nullptr;
  const std::string id = spec["opt"];
  std::map<std::string, double> changes = {{"lr", spec["lr"]}};
  if (id == "sgd") {
    changes["momentum"] = spec.value("momentum", 0.0);
    changes["nesterov"] = spec.value("nesterov", false) ? 1 : 0;
  } else if (id == "adam") {
    changes["beta1"] = spec.value("beta1", 0.9);
    changes["beta2"] = spec.value("beta2", 0.999);
    changes["epsilon"] = spec.value("eps", 1e-8);
  } else {
    return nullptr;
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
    CHECK(compared == 10);
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
    CHECK(compared == 32);
  }

  TEST_CASE("every row lowers a bowl with its initial settings") {
    for (const auto& kind : optimizers()) {
      CAPTURE(kind.id);
      const FunctionObjective bowl = quadratic(ParamVector::Ones(3));
      auto optimizer = kind.make(initial_settings(kind.settings));
      ParamVector x = ParamVector::Ones(3);
      for (int i = 0; i < 50; ++i) optimizer->step(bowl, {}, x);
      CHECK(x.norm() < 0.9 * std::sqrt(3.0));
    }
  }
}
