// Critical points of linear networks with one hidden layer, all known in closed form (Baldi & Hornik 1989).

#include "core/base/decompositions.h"
#include "core/critical/survey.h"
#include "network_checks.h"

using namespace cartograd;

namespace {

ParamVector rows_of(const nlohmann::json& first, const nlohmann::json& second) {
  std::vector<double> numbers;
  for (const auto& matrix : {first, second})
    for (const auto& row : matrix)
      for (double number : row) numbers.push_back(number);
  return Eigen::Map<const ParamVector>(numbers.data(), static_cast<Index>(numbers.size()));
}

// An autoencoder has the table's samples as inputs and targets; a regression net has inputs √d · identity and the
// targets M · inputs.
NetworkObjective linear_network(const nlohmann::json& table) {
  Dataset data;
  if (table["X"].is_array()) {
    data = reconstruction_of(table_data(table["X"], table["X"], "mse"));
  } else {
    const auto inputs = table["sizes"][0].get<Index>();
    data.inputs = std::sqrt(static_cast<double>(inputs)) * Matrix::Identity(inputs, inputs);
    Matrix map(static_cast<Index>(table["M"].size()), inputs);
    for (Index i = 0; i < map.rows(); ++i) map.row(i) = to_vector(table["M"][static_cast<std::size_t>(i)]);
    data.values = map * data.inputs;
  }
  const Activation& linear = find_activation("linear");
  return {Network::mlp(table["sizes"].get<std::vector<Index>>(), linear, linear, false), data,
          find_loss("halfmse", data), 0};
}

}  // namespace

TEST_SUITE("linear_autoencoder") {
  TEST_CASE("every family: loss, gradient zero, the complete spectrum, index and nullity") {
    for (const char* part : {"autoencoders", "linear_regression_nets"})
      for (const auto& table : oracle("06_linear_autoencoder", part)) {
        const NetworkObjective objective = linear_network(table);
        REQUIRE(!table["critical_families"].empty());
        for (const auto& family : table["critical_families"]) {
          CAPTURE(std::string(part) + " keeps " + family["kept"].dump());
          const ParamVector w = rows_of(family["W1"], family["W2"]);
          ParamVector gradient;
          CHECK(std::abs(objective.evaluate(w, {}, &gradient) - family["loss"].get<double>()) < 1e-10);
          CHECK(gradient.cwiseAbs().maxCoeff() < 1e-10);
          const Eigen::VectorXd spectrum =
              Eigen::SelfAdjointEigenSolver<Matrix>(dense_hessian(objective, w)).eigenvalues();
          CHECK((spectrum - to_vector(family["eig"])).cwiseAbs().maxCoeff() < 1e-10);
          CHECK((spectrum.array() < -1e-9).count() == family["index"].get<Index>());
          CHECK((spectrum.array().abs() < 1e-9).count() == family["nullity"].get<Index>());
        }
      }
  }

  // Frye et al. 2019: the test of a search is whether it finds all of them, and nothing else.
  TEST_CASE("searches find every family with its loss and index, and never anything else") {
    const auto tables = oracle("06_linear_autoencoder", "autoencoders");
    const auto& table = tables[0];
    const NetworkObjective objective = linear_network(table);
    for (const KindInfo* method : infos(search_methods())) {
      CAPTURE(method->id);
      const auto start = [&](Index i) {
        Rng rng(derive_seed(5, "start", static_cast<std::uint64_t>(i)));
        return ParamVector(rng.uniform(0.1, 1.5) * normal_vector(objective.dimension(), rng));
      };
      const Survey found = survey(objective, start, 300, {.method = method->id});
      for (const auto& family : table["critical_families"]) {
        CAPTURE(family["loss"].get<double>());
        CHECK(std::ranges::any_of(found.points, [&](const CriticalPoint& point) {
          return std::abs(point.loss - family["loss"].get<double>()) < 1e-6 &&
                 point.negative == family["index"].get<Index>();
        }));
      }
      for (const CriticalPoint& point : found.points) {
        CAPTURE(point.loss);
        CAPTURE(point.negative);
        CHECK(std::ranges::any_of(table["critical_families"], [&](const auto& family) {
          const auto index = family["index"].template get<Index>();
          // Far out in a family some curvatures are too small beside others to be told from zero.
          return std::abs(point.loss - family["loss"].template get<double>()) < 1e-6 && point.negative <= index &&
                 point.negative + point.degenerate >= index;
        }));
      }
      MESSAGE(found.points.size() << " families, " << found.count(SearchEnd::gradient_flat) << " gradient-flat, "
                                  << found.count(SearchEnd::fading) << " fading, " << found.count(SearchEnd::not_found)
                                  << " not found");
    }
  }
}
