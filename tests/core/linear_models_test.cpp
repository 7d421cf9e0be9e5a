// Networks of one layer against the table of linear models: normal equations, and the softmax Hessian (Böhning 1992).

#include "core/base/decompositions.h"
#include "network_checks.h"

using namespace cartograd;

namespace {

// One dense layer without biases: the table's matrices hold a column of ones where there is an offset.
NetworkObjective linear_objective(const nlohmann::json& x, const nlohmann::json& y, const std::string& loss,
                                  Index outputs, double ridge) {
  nlohmann::json targets = y;
  if (loss == "halfmse" || loss == "mse")
    for (auto& target : targets) target = nlohmann::json::array({target});
  Dataset data = table_data(x, targets, loss == "cross_entropy" ? "ce" : loss);
  if (loss == "cross_entropy") data.class_count = outputs;
  const Activation& linear = find_activation("linear");
  return {Network::mlp({data.features(), outputs}, linear, linear, false), data, find_loss(loss, data), ridge};
}

Matrix to_matrix(const nlohmann::json& rows) {
  Matrix matrix(static_cast<Index>(rows.size()), static_cast<Index>(rows[0].size()));
  for (Index i = 0; i < matrix.rows(); ++i) matrix.row(i) = to_vector(rows[static_cast<std::size_t>(i)]);
  return matrix;
}

Eigen::VectorXd eigenvalues(const Matrix& symmetric) {
  return Eigen::SelfAdjointEigenSolver<Matrix>(symmetric).eigenvalues();
}

}  // namespace

TEST_SUITE("linear_models") {
  TEST_CASE("linear and ridge regression: optimum, loss, gradient and Hessian") {
    for (const auto& table : oracle("04_linear_models", "linear_regression"))
      for (const auto& entry : table["cases"]) {
        const double ridge = entry["ridge"];
        CAPTURE(ridge);
        const NetworkObjective objective = linear_objective(table["X"], table["y"], "halfmse", 1, ridge);
        const ParamVector best = to_vector(entry["w_opt"]), zero = ParamVector::Zero(best.size());
        ParamVector gradient;
        CHECK(objective.evaluate(best, {}, &gradient) ==
              doctest::Approx(entry["loss_opt"].get<double>()).epsilon(1e-12));
        CHECK(gradient.norm() < 1e-12);
        CHECK(objective.evaluate(zero, {}, &gradient) ==
              doctest::Approx(entry["loss_at_zero"].get<double>()).epsilon(1e-13));
        CHECK(relative_difference(gradient, to_vector(entry["grad_at_zero"])) < 1e-12);
        const Matrix hessian = dense_hessian(objective, zero);
        CHECK((hessian - to_matrix(entry["hessian"])).cwiseAbs().maxCoeff() < 1e-12);
        const Eigen::VectorXd spectrum = eigenvalues(hessian);
        CHECK(relative_difference(spectrum, to_vector(entry["eig"])) < 1e-12);
        CHECK(spectrum.maxCoeff() / spectrum.minCoeff() ==
              doctest::Approx(entry["condition_number"].get<double>()).epsilon(1e-10));
        CHECK(2 / spectrum.maxCoeff() == doctest::Approx(entry["gd_lr_limit"].get<double>()).epsilon(1e-12));
      }
  }

  TEST_CASE("mean squared error has twice the Hessian of the halved one, and the ridge comes on top") {
    for (const auto& table : oracle("04_linear_models", "linear_regression"))
      for (const auto& entry : table["cases"]) {
        const NetworkObjective objective = linear_objective(table["X"], table["y"], "mse", 1, entry["ridge"]);
        const Matrix stated = to_matrix(entry["hessian_if_loss_is_mean_squared_error_without_half"]);
        CHECK((dense_hessian(objective, to_vector(entry["w_opt"])) - stated).cwiseAbs().maxCoeff() < 1e-12);
      }
  }

  TEST_CASE("logistic regression: optimum and Hessian there") {
    for (const auto& entry : oracle("04_linear_models", "logistic")) {
      const NetworkObjective objective = linear_objective(entry["X"], entry["y"], "bce", 1, entry["ridge"]);
      const ParamVector best = to_vector(entry["w_opt"]);
      ParamVector gradient;
      CHECK(objective.evaluate(best, {}, &gradient) == doctest::Approx(entry["loss_opt"].get<double>()).epsilon(1e-12));
      CHECK(gradient.norm() < 1e-10);
      const Matrix hessian = dense_hessian(objective, best);
      CHECK((hessian - to_matrix(entry["hessian_at_opt"])).cwiseAbs().maxCoeff() < 1e-10);
      CHECK(relative_difference(eigenvalues(hessian), to_vector(entry["eig"])) < 1e-10);
      CHECK(objective.evaluate(ParamVector::Zero(best.size()), {}, nullptr) ==
            doctest::Approx(entry["loss_at_zero"].get<double>()).epsilon(1e-14));
    }
  }

  TEST_CASE("softmax regression at zero: loss ln K, gradient and the whole spectrum") {
    for (const auto& entry : oracle("04_linear_models", "softmax_at_zero")) {
      const NetworkObjective objective = linear_objective(entry["X"], entry["y"], "cross_entropy", entry["K"], 0);
      const ParamVector zero = ParamVector::Zero(objective.dimension());
      ParamVector gradient, expected(zero.size());
      CHECK(objective.evaluate(zero, {}, &gradient) == doctest::Approx(entry["loss"].get<double>()).epsilon(1e-14));
      const Matrix rows = to_matrix(entry["grad_row_major_KxD"]);
      for (Index i = 0; i < rows.rows(); ++i) expected.segment(i * rows.cols(), rows.cols()) = rows.row(i);
      CHECK(relative_difference(gradient, expected) < 1e-13);
      CHECK(relative_difference(eigenvalues(dense_hessian(objective, zero)), to_vector(entry["hessian_eig"])) < 1e-12);
    }
  }

  TEST_CASE("separable classes: the loss falls towards zero without a minimum") {
    const auto table = oracle("04_linear_models", "separable_logistic");
    const NetworkObjective objective = linear_objective(table["X"], table["y"], "bce", 1, 0);
    double before = INFINITY;
    std::map<double, double> losses;
    for (const auto& [w, loss] : table["loss_at_w"].items()) losses[std::stod(w)] = loss;
    REQUIRE(losses.size() > 3);
    for (const auto& [w, loss] : losses) {
      ParamVector gradient;
      const double found = objective.evaluate(ParamVector::Constant(1, w), {}, &gradient);
      CHECK(found == doctest::Approx(loss).epsilon(1e-12));
      CHECK(found < before);
      CHECK(gradient[0] < 0);
      before = found;
    }
  }
}
