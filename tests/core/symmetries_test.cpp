// Symmetries of networks: parameters that are different and functions that are the same, and what they do to slices.

#include "core/base/decompositions.h"
#include "core/landscape/planes.h"
#include "core/nn/network_builder.h"
#include "network_checks.h"

using namespace cartograd;

namespace {

using Grid = std::vector<std::vector<double>>;

ParamVector normalised(const nlohmann::json& direction, const ParamVector& w, const ParamLayout& layout) {
  ParamVector result = to_vector(direction);
  normalize_direction(result, w, layout, "filter");
  return result;
}

Grid slice(const Objective& objective, const ParamVector& w, const ParamVector& u, const ParamVector& v,
           const nlohmann::json& coordinates) {
  Grid grid;
  for (double a : coordinates) {
    grid.emplace_back();
    for (double b : coordinates) grid.back().push_back(objective.evaluate(w + a * u + b * v, {}, nullptr));
  }
  return grid;
}

double largest_change(const Grid& one, const Grid& other) {
  REQUIRE(one.size() == other.size());
  double largest = 0;
  for (std::size_t i = 0; i < one.size(); ++i)
    for (std::size_t j = 0; j < one[i].size(); ++j) largest = std::max(largest, std::abs(one[i][j] - other[i][j]));
  return largest;
}

double top_eigenvalue(const Objective& objective, const ParamVector& w) {
  return Eigen::SelfAdjointEigenSolver<Matrix>(dense_hessian(objective, w)).eigenvalues().maxCoeff();
}

const Dense& dense(const NetworkObjective& objective, std::size_t layer) {
  return std::get<Dense>(objective.network().layers().at(layer));
}

// The table's L(w) = ½ mean((normal form of X w) − y)²: a unit without biases, normalised with epsilon 0. The scale 1
// and the shift 0 follow w.
NetworkObjective normalised_unit(const nlohmann::json& table) {
  nlohmann::json targets;
  for (const auto& y : table["y"]) targets.push_back(nlohmann::json::array({y}));
  const Dataset data = table_data(table["X"], targets, "halfmse");
  Network network = NetworkBuilder({data.features()}).dense(1, false).batch_norm().build("");
  std::vector<Layer> layers = network.layers();
  std::get<BatchNorm>(layers[1]).epsilon = 0;
  return {Network(network.input_shape(), layers, ""), data, find_loss("halfmse", data), 0};
}

ParamVector with_scale_and_shift(const ParamVector& w) {
  ParamVector all = ParamVector::Zero(w.size() + 2);
  all.head(w.size()) = w;
  all[w.size()] = 1;
  return all;
}

Matrix hessian_of_weights(const Objective& objective, const ParamVector& w) {
  return dense_hessian(objective, with_scale_and_shift(w)).topLeftCorner(w.size(), w.size());
}

}  // namespace

TEST_SUITE("symmetries") {
  TEST_CASE("ReLU: filter-normalised directions and slices are those of the table") {
    for (const auto& table : oracle("12_symmetries", "relu")) {
      const NetworkObjective objective = table_objective(table);
      const ParamVector w = to_vector(table["theta"]);
      CHECK(objective.evaluate(w, {}, nullptr) == doctest::Approx(table["L"].get<double>()).epsilon(1e-13));
      CHECK(top_eigenvalue(objective, w) == doctest::Approx(table["top_hessian_eig"].get<double>()).epsilon(1e-10));
      const ParamVector u = normalised(table["raw_d1"], w, objective.layout()),
                        v = normalised(table["raw_d2"], w, objective.layout());
      // The table's rule adds 1e-10 to the length it divides by.
      CHECK(relative_difference(u, to_vector(table["filter_normalised_d1"])) < 1e-9);
      CHECK(relative_difference(v, to_vector(table["filter_normalised_d2"])) < 1e-9);
      CHECK(largest_change(slice(objective, w, u, v, table["grid_coordinates"]),
                           table["slice_filter_normalised"].get<Grid>()) < 1e-8);
      CHECK(largest_change(
                slice(objective, w, to_vector(table["raw_d1"]), to_vector(table["raw_d2"]), table["grid_coordinates"]),
                table["slice_raw"].get<Grid>()) < 1e-11);
    }
  }

  TEST_CASE("ReLU: a rescaled layer keeps loss and filter-normalised slice, not the raw one") {
    for (const auto& table : oracle("12_symmetries", "relu")) {
      const NetworkObjective objective = table_objective(table);
      const ParamVector w = to_vector(table["theta"]);
      const auto grid = [&](const ParamVector& at) {
        return slice(objective, at, normalised(table["raw_d1"], at, objective.layout()),
                     normalised(table["raw_d2"], at, objective.layout()), table["grid_coordinates"]);
      };
      const auto raw_grid = [&](const ParamVector& at) {
        return slice(objective, at, to_vector(table["raw_d1"]), to_vector(table["raw_d2"]), table["grid_coordinates"]);
      };
      const Index first = dense(objective, 0).weights, second = dense(objective, 2).weights,
                  second_size = dense(objective, 2).in.size() * dense(objective, 2).out.size();
      REQUIRE(!table["layer_rescaling"].empty());
      for (const auto& entry : table["layer_rescaling"]) {
        const double alpha = entry["alpha"];
        CAPTURE(alpha);
        ParamVector scaled = w;
        scaled.segment(first, second) *= alpha;
        scaled.segment(second, second_size) /= alpha;
        CHECK(relative_difference(scaled, to_vector(entry["theta"])) < 1e-14);
        CHECK(objective.evaluate(scaled, {}, nullptr) == doctest::Approx(entry["L"].get<double>()).epsilon(1e-12));
        CHECK(top_eigenvalue(objective, scaled) ==
              doctest::Approx(entry["top_hessian_eig"].get<double>()).epsilon(1e-9));
        CHECK(largest_change(grid(scaled), grid(w)) < 1e-10);
        CHECK(largest_change(raw_grid(scaled), raw_grid(w)) ==
              doctest::Approx(entry["max_change_of_raw_slice"].get<double>()).epsilon(1e-9));
        ParamVector before, after;
        objective.evaluate(w, {}, &before);
        objective.evaluate(scaled, {}, &after);
        CHECK(relative_difference(after.segment(first, second), before.segment(first, second) / alpha) < 1e-12);
        CHECK(relative_difference(after.segment(second, second_size), alpha * before.segment(second, second_size)) <
              1e-12);
      }
      const auto& units = table["per_neuron_rescaling"];
      const ParamVector rescaled = to_vector(units["theta"]);
      CHECK(objective.evaluate(rescaled, {}, nullptr) == doctest::Approx(units["L"].get<double>()).epsilon(1e-12));
      CHECK(largest_change(grid(rescaled), grid(w)) ==
            doctest::Approx(units["max_change_of_filter_normalised_slice"].get<double>()).epsilon(1e-7));
    }
  }

  TEST_CASE("ReLU: permuted units have the same loss, with a barrier between") {
    for (const auto& table : oracle("12_symmetries", "relu")) {
      const NetworkObjective objective = table_objective(table);
      const auto& entry = table["permutation"];
      const ParamVector w = to_vector(table["theta"]), permuted = to_vector(entry["theta"]);
      CHECK(objective.evaluate(permuted, {}, nullptr) == doctest::Approx(entry["L"].get<double>()).epsilon(1e-13));
      CHECK((permuted - w).norm() == doctest::Approx(entry["distance"].get<double>()).epsilon(1e-13));
      const auto line = to_vector(entry["line_t"]), losses = to_vector(entry["line_loss"]);
      double highest = 0;
      for (Index i = 0; i < line.size(); ++i) {
        const double loss = objective.evaluate(w + line[i] * (permuted - w), {}, nullptr);
        CHECK(loss == doctest::Approx(losses[i]).epsilon(1e-12));
        highest = std::max(highest, loss);
      }
      CHECK(highest - losses[0] == doctest::Approx(entry["barrier"].get<double>()).epsilon(1e-10));
      // Euler: a ReLU network is homogeneous in each layer.
      ParamVector gradient;
      objective.evaluate(w, {}, &gradient);
      const Index second = dense(objective, 2).weights,
                  second_size = dense(objective, 2).in.size() * dense(objective, 2).out.size();
      CHECK(gradient.head(second).dot(w.head(second)) ==
            doctest::Approx(table["euler_identity"]["lhs"].get<double>()).epsilon(1e-12));
      CHECK(gradient.segment(second, second_size).dot(w.segment(second, second_size)) ==
            doctest::Approx(table["euler_identity"]["rhs"].get<double>()).epsilon(1e-12));
    }
  }

  TEST_CASE("batch normalisation: the length of the weights before it does not count") {
    const auto table = oracle("12_symmetries", "batch_norm");
    const NetworkObjective objective = normalised_unit(table);
    const ParamVector w = to_vector(table["w"]);
    ParamVector gradient;
    CHECK(objective.evaluate(with_scale_and_shift(w), {}, &gradient) ==
          doctest::Approx(table["L"].get<double>()).epsilon(1e-13));
    CHECK(relative_difference(gradient.head(w.size()), to_vector(table["grad"])) < 1e-12);
    CHECK(std::abs(w.dot(gradient.head(w.size()))) < 1e-14);
    const Matrix hessian = hessian_of_weights(objective, w);
    const Eigen::VectorXd spectrum = Eigen::SelfAdjointEigenSolver<Matrix>(hessian).eigenvalues();
    CHECK((spectrum - to_vector(table["hessian_eig_fd"])).cwiseAbs().maxCoeff() < 1e-5);  // the table's by differences
    REQUIRE(!table["rows"].empty());
    for (const auto& row : table["rows"]) {
      const double alpha = row["alpha"];
      CAPTURE(alpha);
      CHECK(objective.evaluate(with_scale_and_shift(alpha * w), {}, &gradient) ==
            doctest::Approx(row["L"].get<double>()).epsilon(1e-13));
      CHECK(relative_difference(gradient.head(w.size()), to_vector(row["grad"])) < 1e-12);
      const Matrix scaled = hessian_of_weights(objective, alpha * w) * (alpha * alpha);
      CHECK((scaled - hessian).cwiseAbs().maxCoeff() < 1e-11);
    }
  }

  TEST_CASE("tanh: turning all signs around a unit over, and permuting units, changes nothing") {
    Rng rng(1);
    const auto objective = random_objective({3, 4, 2}, "tanh", "mse", 0.01, 9, rng);
    const ParamVector w = random_vector(objective.dimension(), rng);
    const auto &first = dense(objective, 0), &second = dense(objective, 2);
    ParamVector turned = w, swapped = w;
    for (Index i = 0; i < 3; ++i) turned[first.weights + 2 * 3 + i] *= -1;
    turned[first.biases + 2] *= -1;
    for (Index o = 0; o < 2; ++o) turned[second.weights + o * 4 + 2] *= -1;
    for (Index i = 0; i < 3; ++i) std::swap(swapped[first.weights + i], swapped[first.weights + 3 * 3 + i]);
    std::swap(swapped[first.biases], swapped[first.biases + 3]);
    for (Index o = 0; o < 2; ++o) std::swap(swapped[second.weights + o * 4], swapped[second.weights + o * 4 + 3]);
    const double loss = objective.evaluate(w, {}, nullptr);
    CHECK(objective.evaluate(turned, {}, nullptr) == doctest::Approx(loss).epsilon(1e-14));
    CHECK(objective.evaluate(swapped, {}, nullptr) == doctest::Approx(loss).epsilon(1e-14));
    turned[second.weights + 2] *= -1;  // one sign too few
    CHECK(objective.evaluate(turned, {}, nullptr) != doctest::Approx(loss).epsilon(1e-6));
  }

  TEST_CASE("permuted channels of a normalised convolution change nothing") {
    Rng rng(2);
    const Network network = NetworkBuilder({1, 4, 4})
                                .convolution(3, 3, 1, 1, false)
                                .batch_norm()
                                .activation(find_activation("relu"))
                                .pooling(true, 2, 2)
                                .convolution(2, 2, 1, 0, true)
                                .build("");
    const Matrix inputs = Matrix::NullaryExpr(16, 5, [&] { return rng.normal(); });
    const ParamVector w = random_vector(network.dimension(), rng);
    const auto& first = std::get<Convolution>(network.layers()[0]);
    const auto& norm = std::get<BatchNorm>(network.layers()[1]);
    const auto& second = std::get<Convolution>(network.layers()[4]);
    ParamVector swapped = w;
    const auto swap = [&](Index one, Index other, Index count) {
      swapped.segment(one, count) = w.segment(other, count);
      swapped.segment(other, count) = w.segment(one, count);
    };
    swap(first.weights, first.weights + 2 * 9, 9);  // channels 0 and 2
    swap(norm.scale, norm.scale + 2, 1);
    swap(norm.shift, norm.shift + 2, 1);
    CHECK(relative_difference(network.forward(swapped, inputs).col(0), network.forward(w, inputs).col(0)) > 1e-3);
    for (Index o = 0; o < 2; ++o) swap(second.weights + o * 12, second.weights + o * 12 + 8, 4);
    CHECK((network.forward(swapped, inputs) - network.forward(w, inputs)).cwiseAbs().maxCoeff() < 1e-13);
  }
}
