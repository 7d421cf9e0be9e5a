// The exclusive or: its plateaus, and what the origin of parameter space is like.

#include "core/base/decompositions.h"
#include "network_checks.h"

using namespace cartograd;

namespace {

const Index answers[] = {0, 1, 1, 0};  // of 00, 01, 10, 11

// A linear unit for each pattern alone (one-hot inputs), so that any four outputs can be set.
NetworkObjective four_outputs(const std::string& loss) {
  Dataset data;
  data.inputs = Matrix::Identity(4, 4);
  data.classes.assign(std::begin(answers), std::end(answers));
  data.class_count = 2;
  const Activation& linear = find_activation("linear");
  return {Network::mlp({4, 1}, linear, linear, false), data, find_loss(loss, data), 0};
}

}  // namespace

TEST_SUITE("xor") {
  TEST_CASE("the levels: the best losses when blocks of patterns are forced to share one output") {
    const NetworkObjective mse = four_outputs("mse"), bce = four_outputs("bce");
    for (const auto& level : oracle("08_xor", "levels")) {
      CAPTURE(level["example"].dump());
      ParamVector values(4), logits(4);
      for (const auto& block : level["example"]) {
        double mean = 0;
        for (const auto& pattern : block) mean += static_cast<double>(answers[pattern.get<std::size_t>()]);
        mean /= static_cast<double>(block.size());
        for (const auto& pattern : block) {
          values[pattern.get<Index>()] = mean;
          logits[pattern.get<Index>()] = std::clamp(std::log(mean / (1 - mean)), -60.0, 60.0);
        }
      }
      CHECK(std::abs(mse.evaluate(values, {}, nullptr) - level["mse"].get<double>()) < 1e-14);
      CHECK(std::abs(bce.evaluate(logits, {}, nullptr) - level["bce"].get<double>()) < 1e-14);
      // Moving a whole block changes the losses only upwards.
      for (const auto& block : level["example"])
        for (double step : {-0.01, 0.01}) {
          ParamVector direction = ParamVector::Zero(4);
          for (const auto& pattern : block) direction[pattern.get<Index>()] = step;
          CHECK(mse.evaluate(values + direction, {}, nullptr) > mse.evaluate(values, {}, nullptr));
        }
    }
  }

  TEST_CASE("all parameters zero: loss, gradient and the complete spectrum") {
    for (const auto& entry : oracle("08_xor", "zero_points")) {
      CAPTURE(entry["activation"].get<std::string>() + " " + entry["loss"].get<std::string>());
      nlohmann::json with_rows = entry;
      if (entry["loss"] != "bce")
        for (auto& y : with_rows["y"]) y = nlohmann::json::array({y});
      const NetworkObjective objective = table_objective(with_rows);
      CHECK(objective.dimension() == entry["params"].get<Index>());
      const ParamVector zero = ParamVector::Zero(objective.dimension());
      ParamVector gradient;
      CHECK(std::abs(objective.evaluate(zero, {}, &gradient) - entry["L"].get<double>()) < 1e-14);
      CHECK(std::abs(gradient.cwiseAbs().maxCoeff() - entry["max_abs_grad"].get<double>()) < 1e-14);
      const Eigen::VectorXd spectrum =
          Eigen::SelfAdjointEigenSolver<Matrix>(dense_hessian(objective, zero)).eigenvalues();
      CHECK((spectrum - to_vector(entry["eig"])).cwiseAbs().maxCoeff() < 1e-12);
      CHECK((spectrum.array() < -1e-9).count() == entry["index"].get<Index>());
      CHECK((spectrum.array().abs() < 1e-9).count() == entry["nullity"].get<Index>());
    }
  }
}
