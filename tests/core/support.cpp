#include "support.h"

#include <fstream>
#include <nlohmann/json.hpp>

namespace cartograd {

nlohmann::json oracle(const std::string& name, const std::string& part, const std::string& inner) {
  std::ifstream file(std::string(CARTOGRAD_TEST_DATA) + "/../oracles/" + name + ".json");
  REQUIRE(file.good());
  nlohmann::json found = nlohmann::json::parse(file).at(part);
  if (!inner.empty()) found = nlohmann::json(found.at(inner));
  REQUIRE(!found.empty());
  return found;
}

ParamVector to_vector(const nlohmann::json& numbers) {
  const auto values = numbers.get<std::vector<double>>();
  return Eigen::Map<const ParamVector>(values.data(), static_cast<Index>(values.size()));
}

double relative_difference(const ParamVector& actual, const ParamVector& expected) {
  REQUIRE(actual.size() == expected.size());
  return (actual - expected).cwiseAbs().maxCoeff() / std::max(1.0, expected.cwiseAbs().maxCoeff());
}

Matrix dense_hessian(const Objective& objective, const ParamVector& w) {
  Matrix hessian(w.size(), w.size());
  for (Index i = 0; i < w.size(); ++i) hessian.col(i) = objective.hessian_vector(w, ParamVector::Unit(w.size(), i));
  return hessian;
}

AnalyticFunction make_function(const std::string& id, const Changes& changes) {
  return make_row(analytic_functions(), id, changes);
}

std::unique_ptr<Optimizer> make_optimizer(const std::string& id, const Changes& changes) {
  return make_row(optimizers(), id, changes);
}

FunctionObjective quadratic(const ParamVector& curvatures) {
  return {curvatures.size(), [curvatures](const ParamVector& x, ParamVector& slope) {
            slope = curvatures.cwiseProduct(x);
            return 0.5 * x.dot(slope);
          }};
}

FunctionObjective rosenbrock() {
  return {2, [](const ParamVector& x, ParamVector& slope) {
            const double a = 1 - x[0], b = x[1] - x[0] * x[0];
            slope << -2 * a - 400 * x[0] * b, 200 * b;
            return a * a + 100 * b * b;
          }};
}

FunctionObjective product_objective() {
  return {2, [](const ParamVector& x, ParamVector& slope) {
            const double r = 1 - x[0] * x[1];
            slope << -2 * r * x[1], -2 * r * x[0];
            return r * r;
          }};
}

Dataset table_data(const nlohmann::json& x, const nlohmann::json& y, const std::string& loss) {
  Dataset data;
  const auto samples = static_cast<Index>(x.size());
  data.inputs.resize(static_cast<Index>(x[0].size()), samples);
  for (Index i = 0; i < samples; ++i) data.inputs.col(i) = to_vector(x[static_cast<std::size_t>(i)]);
  if (loss == "ce" || loss == "bce") {
    for (const auto& label : y) data.classes.push_back(static_cast<Index>(label.get<double>()));
    data.class_count = loss == "bce" ? 2 : *std::max_element(data.classes.begin(), data.classes.end()) + 1;
  } else {
    data.values.resize(static_cast<Index>(y[0].size()), samples);
    for (Index i = 0; i < samples; ++i) data.values.col(i) = to_vector(y[static_cast<std::size_t>(i)]);
  }
  return data;
}

NetworkObjective table_objective(const nlohmann::json& entry) {
  const std::string loss = entry["loss"], activation = entry["activation"],
                    output = entry.value("output_activation", std::string("linear"));
  Dataset data = table_data(entry["X"], entry["y"], loss);
  const auto widths = entry["sizes"].get<std::vector<Index>>();
  if (loss == "ce") data.class_count = widths.back();
  return {Network::mlp(widths, find_activation(activation == "sin" ? "sine" : activation), find_activation(output)),
          data, find_loss(loss == "ce" ? "cross_entropy" : loss, data), 0};
}

NetworkObjective random_objective(const std::vector<Index>& widths, const std::string& activation,
                                  const std::string& loss, double weight_decay, Index samples, Rng& rng) {
  Dataset data;
  data.inputs = Matrix::NullaryExpr(widths.front(), samples, [&] { return rng.normal(); });
  if (loss == "mse" || loss == "halfmse") {
    data.values = Matrix::NullaryExpr(widths.back(), samples, [&] { return rng.normal(); });
  } else {
    data.class_count = loss == "bce" ? 2 : widths.back();
    for (Index i = 0; i < samples; ++i)
      data.classes.push_back(static_cast<Index>(rng.next() % static_cast<std::uint64_t>(data.class_count)));
  }
  return {Network::mlp(widths, find_activation(activation), find_activation("linear")), data, find_loss(loss, data),
          weight_decay};
}

}  // namespace cartograd
