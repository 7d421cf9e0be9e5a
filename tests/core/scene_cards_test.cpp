// Lecture scenes on functions and on networks of a few units: what their cards promise is what our code computes. The
// scenes on digits are in scene_cards_digits_test.cpp.
#include "scene_cards.h"

#include <cmath>
#include <numbers>

#include <Eigen/Geometry>

#include "core/base/decompositions.h"
#include "core/curvature/eigenpairs.h"

using namespace cartograd;

namespace {

const Activation& linear() { return find_activation("linear"); }

// The samples of S02: two inputs and a target each.
NetworkObjective four_minimum_neuron(const nlohmann::json& samples) {
  Dataset data;
  data.inputs.resize(2, 4);
  data.values.resize(1, 4);
  for (Index i = 0; i < 4; ++i) {
    const ParamVector sample = to_vector(samples[static_cast<std::size_t>(i)]);
    data.inputs.col(i) = sample.head(2);
    data.values(0, i) = sample[2];
  }
  return {Network::mlp({2, 1}, linear(), find_activation("tanh"), false), data, find_loss("mse", data), 0};
}

}  // namespace

TEST_SUITE("scene_cards") {
  TEST_CASE("S01: a bowl, and the ravine that inputs off centre make of it") {
    const auto card = scene_card("S01");
    Rng rng(1);
    ParamVector x(20), y(20);
    for (double& each : x) each = rng.uniform(-1, 1);
    for (Index i = 0; i < 20; ++i) y[i] = 2 * x[i] - 0.5 + 0.2 * rng.normal();
    const std::map<std::string, std::pair<double, double>> inputs = {
        {"centred", {1, 0}}, {"x+5", {1, 5}}, {"10x+50", {10, 50}}};
    for (const auto& [name, change] : inputs) {
      CAPTURE(name);
      const auto& observed = card["observed"][name];
      Dataset data;
      data.inputs = (change.first * x.array() + change.second).matrix().transpose();
      data.values = y.transpose();
      const NetworkObjective objective(Network::mlp({1, 1}, linear(), linear()), data, find_loss("halfmse", data), 0);
      const ParamVector optimum = to_vector(observed["w_opt"]);
      ParamVector gradient;
      const double least = objective.evaluate(optimum, {}, &gradient);
      CHECK(least == doctest::Approx(observed["loss_min"].get<double>()).epsilon(1e-9));
      CHECK(gradient.norm() < 1e-9);
      const auto pairs = extreme_eigenpairs(hessian_operator(objective, optimum), 2, SpectrumEnd::lowest);
      CHECK(relative_difference(pairs.values, to_vector(observed["hessian_eig"])) < 1e-11);
      CHECK(in_band(pairs.values[1] / pairs.values[0], card["accept"][name + ".cond"]));
      if (name == "10x+50") continue;  // three million steps
      const double start = objective.evaluate(ParamVector::Zero(2), {}, nullptr) - least;
      const auto rule = make_optimizer("gd", {{"lr", 1 / pairs.values[1]}});
      const Index steps = first_step(objective, *rule, ParamVector::Zero(2), 40'000, [&](const ParamVector& w) {
        return objective.evaluate(w, {}, nullptr) - least <= 1e-6 * start;
      });
      CHECK(in_band(static_cast<double>(steps), card["accept"][name + ".gd_steps"]));
    }
  }

  TEST_CASE("S02: one neuron with four minima, four saddles and a maximum, and exact basins") {
    const auto card = scene_card("S02");
    const NetworkObjective objective = four_minimum_neuron(card["setup"]["samples_x1_x2_target"]);
    std::vector<int> counts(3);
    for (const auto& point : card["observed"]["critical_points"]) {
      const ParamVector w = to_vector(point["w"]);
      ParamVector gradient;
      CHECK(objective.evaluate(w, {}, &gradient) == doctest::Approx(point["loss"].get<double>()).epsilon(1e-12));
      CHECK(gradient.norm() < 1e-12);
      const auto pairs = extreme_eigenpairs(hessian_operator(objective, w), 2, SpectrumEnd::lowest);
      CHECK(relative_difference(pairs.values, to_vector(point["eig"])) < 1e-11);
      const auto index = (pairs.values.array() < 0).count();
      CHECK(index == point["index"].get<Index>());
      ++counts[static_cast<std::size_t>(index)];
    }
    CHECK(counts == card["accept"]["counts_by_index"].get<std::vector<int>>());
    const auto& best = card["observed"]["critical_points"][0];
    const ParamVector ridge = to_vector(card["observed"]["critical_points"][8]["w"]);  // the maximum bounds the basins
    const ParamVector least = to_vector(best["w"]);
    Rng rng(1);
    int wrong = 0, inside = 0;
    for (int start = 0; start < 100; ++start) {
      ParamVector w(2);
      for (double& each : w) each = rng.uniform(-4, 4);
      const bool basin = ((w - ridge).array().sign() == (least - ridge).array().sign()).all();
      const Run run = run_from(objective, w, "gd", {{"lr", 0.5}}, {.steps = 3000});
      const bool reached = run.loss.back() < best["loss"].get<double>() + 1e-3;
      wrong += reached != basin ? 1 : 0;
      inside += reached ? 1 : 0;
    }
    CHECK(wrong <= 1);  // a start beside the ridge may need more steps
    CHECK(in_band(inside / 100.0, card["accept"]["gd_global_share"], 0.12));
  }

  TEST_CASE("S03: some noise that fades finds the deepest valley more often than none, and a lot less often") {
    const auto card = scene_card("S03");
    const auto neuron = scene_card("S02");
    const NetworkObjective objective = four_minimum_neuron(neuron["setup"]["samples_x1_x2_target"]);
    const double least = neuron["observed"]["critical_points"][0]["loss"];
    constexpr int starts = 80, noisy_steps = 2000, plain_steps = 1500;
    const auto share = [&](double noise) {
      Rng places(1), rng(7);
      int reached = 0;
      for (int start = 0; start < starts; ++start) {
        ParamVector w(2), gradient;
        for (double& each : w) each = places.uniform(-4, 4);
        for (int t = 0; t < noisy_steps + plain_steps; ++t) {
          objective.evaluate(w, {}, &gradient);
          w -= 0.5 * gradient;
          const double left = noise * (1 - static_cast<double>(t) / noisy_steps);
          if (left > 0)
            for (double& each : w) each += left * rng.normal();
        }
        reached += objective.evaluate(w, {}, nullptr) < least + 1e-3 ? 1 : 0;
      }
      return static_cast<double>(reached) / starts;
    };
    const double none = share(0), some = share(0.2), much = share(0.8);
    constexpr double room = 0.16;  // three standard errors of so few starts
    CHECK(in_band(none, card["accept"]["sigma0=0"], room));
    CHECK(in_band(some, card["accept"]["sigma0=0.2"], room));
    CHECK(in_band(much, card["accept"]["sigma0=0.8"], room));
    CHECK(some > none);
    CHECK(none > much);
  }

  TEST_CASE("S04: the saddle between two interchangeable units, and how long it holds") {
    const auto card = scene_card("S04");
    const AnalyticFunction units = make_function("twin_units");
    const Objective& objective = *units.objective;
    const auto check_point = [&](const ParamVector& w, double loss, const nlohmann::json& eigenvalues) {
      ParamVector gradient;
      CHECK(std::abs(objective.evaluate(w, {}, &gradient) - loss) < 1e-9);
      CHECK(gradient.norm() < 1e-9);
      const auto pairs = extreme_eigenpairs(hessian_operator(objective, w), 2, SpectrumEnd::lowest);
      CHECK((pairs.values - to_vector(eigenvalues)).norm() < 1e-8);
    };
    const auto& observed = card["observed"];
    const double saddle_loss = observed["saddle_loss"];
    check_point(to_vector(observed["saddle"]), saddle_loss, observed["saddle_eig"]);
    for (const auto& minimum : observed["minima"]) check_point(to_vector(minimum), 0, observed["minima_eig"]);
    const ParamVector saddle = units.known_points.back().w;
    for (double entry : saddle) CHECK(in_band(entry, card["accept"]["saddle"]));
    CHECK(in_band(objective.evaluate(saddle, {}, nullptr), card["accept"]["saddle_loss"]));
    for (const char* eps : {"0", "1e-08", "0.001"}) {
      const auto& expected = observed[std::string("eps=") + eps]["first_step_loss_below_1e4"];
      const auto rule = make_optimizer("gd", {{"lr", 0.2}});
      const Index steps = first_step(objective, *rule, Eigen::Vector2d(0.1, 0.1 + std::stod(eps)), 20'000,
                                     [&](const ParamVector& w) { return objective.evaluate(w, {}, nullptr) < 1e-4; });
      if (expected.is_null())
        CHECK(steps == -1);
      else
        CHECK(std::abs(steps - expected.get<Index>()) <= 2);
    }
  }

  TEST_CASE("S05: steps to leave the saddle of (1 − w₁w₂)², by optimizer and distance") {
    const auto card = scene_card("S05");
    const FunctionObjective objective = product_objective();
    for (const auto& [name, counts] : card["observed"].items())
      for (const auto& [eps, expected] : counts.items()) {
        CAPTURE(name);
        CAPTURE(eps);
        const auto rule = make_optimizer(name == "momentum" ? "heavy_ball" : name, {{"lr", 0.05}});
        const Index steps = first_step(objective, *rule, Eigen::Vector2d(1 + std::stod(eps), -1), 20'000,
                                       [](const ParamVector& w) { return std::pow(1 - w[0] * w[1], 2) < 1e-4; });
        if (expected.is_null())
          CHECK(steps == -1);
        else
          CHECK(std::abs(steps - expected.get<Index>()) <= 1);
      }
  }

  TEST_CASE("S06: a plateau where a rectified unit is dead") {
    const auto card = scene_card("S06");
    Dataset data;
    data.inputs = Matrix(Eigen::RowVectorXd::LinSpaced(11, 0, 1));
    data.values = data.inputs;
    const NetworkObjective objective(Network::mlp({1, 1}, linear(), find_activation("relu")), data,
                                     find_loss("mse", data), 0);
    const double plateau = card["observed"]["plateau_loss"];
    Rng rng(1);
    int dead = 0, dead_at_end = 0, global = 0, tried = 0;
    for (int start = 0; start < 4000; ++start) {
      ParamVector w(2), gradient;
      for (double& each : w) each = rng.uniform(-2, 2);
      const double loss = objective.evaluate(w, {}, &gradient);
      if (gradient.isZero(0)) {
        ++dead;
        CHECK(loss == doctest::Approx(plateau).epsilon(1e-13));
      }
      if (start >= 400) continue;
      ++tried;
      const Run run = run_from(objective, w, "gd", {{"lr", 0.1}}, {.steps = 4000});
      dead_at_end += std::abs(run.loss.back() - plateau) < 1e-9 ? 1 : 0;
      global += run.loss.back() < 1e-4 ? 1 : 0;
    }
    CHECK(dead / 4000.0 == card["observed"]["start_dead_share"].get<double>());
    CHECK(in_band(static_cast<double>(dead_at_end) / tried, card["accept"]["end_dead_share"], 0.075));
    CHECK(dead_at_end + global >= tried - 1);  // a start beside the wedge may need more steps
  }

  TEST_CASE("S07: a saturated sigmoid learns slowly by squared error, fast by cross-entropy") {
    const auto card = scene_card("S07");
    for (const auto& [name, expected] : card["observed"].items()) {
      CAPTURE(name);
      const bool squared = name.starts_with("mse");
      Dataset data;
      data.inputs = Matrix(Eigen::RowVector2d(-1, 1));
      if (squared) {
        data.values = Matrix(Eigen::RowVector2d(0, 1));
      } else {
        data.classes = {0, 1};
        data.class_count = 2;
      }
      const NetworkObjective objective(
          Network::mlp({1, 1}, linear(), find_activation(squared ? "sigmoid" : "linear"), false), data,
          find_loss(squared ? "mse" : "bce", data), 0);
      const ParamVector start = ParamVector::Constant(1, std::stod(name.substr(name.find('=') + 1)));
      const Index steps = first_step(objective, *make_optimizer("gd", {{"lr", 1.0}}), start, 200'000,
                                     [](const ParamVector& w) { return w[0] > 0; });
      CHECK(std::abs(steps - expected.get<Index>()) <= 1);
    }
  }

  TEST_CASE("S08: restarts on the exclusive or end on a handful of levels") {
    const auto card = scene_card("S08");
    Rng unused(1);
    const Dataset data = make_row_data("xor", {}, unused);
    for (const auto& [name, observed] : card["observed"].items()) {
      CAPTURE(name);
      const bool adam = name.ends_with("adam"), relu = name.find("relu") != name.npos, tanh = adam;
      const Index hidden = name[2] - '0';
      const NetworkObjective objective(Network::mlp({2, hidden, 1},
                                                    find_activation(tanh   ? "tanh"
                                                                    : relu ? "relu"
                                                                           : "sigmoid"),
                                                    find_activation(tanh || relu ? "linear" : "sigmoid")),
                                       data, find_loss(tanh ? "bce" : "mse", data), 0);
      const int restarts = 20;
      int solved = 0;
      for (int i = 0; i < restarts; ++i) {
        const ParamVector start = initial_weights(objective.network(),
                                                  tanh   ? "glorot"
                                                  : relu ? "he"
                                                         : "uniform",
                                                  static_cast<std::uint64_t>(1 + i));
        const Run run = run_from(objective, start, adam ? "adam" : "gd",
                                 {{"lr", tanh   ? 0.05
                                         : relu ? 0.1
                                                : 2.0}},
                                 {.steps = tanh   ? 2000
                                           : relu ? 3000
                                                  : 5000});
        const double loss = run.loss.back();
        solved += loss < 0.01 ? 1 : 0;
        bool on_level = false;
        for (const auto& level : observed["final_loss_clusters"])
          on_level |= std::abs(loss - level[0].get<double>()) < 0.011;
        CHECK(on_level);
      }
      const double p = observed["success"];
      CHECK(std::abs(static_cast<double>(solved) / restarts - p) < 0.05 + 3 * std::sqrt(p * (1 - p) / restarts));
    }
  }

  TEST_CASE("S09: wider networks solve the spirals from every start") {
    const auto card = scene_card("S09");
    Rng unused(1);
    Dataset data = make_row_data("spirals", {{"samples", 100.0}, {"turns", 1.5}, {"noise", 0.0}}, unused);
    data.inputs *= 2;
    for (const auto& [name, observed] : card["observed"].items()) {
      CAPTURE(name);
      const NetworkObjective objective = classifier({2, std::stoi(name.substr(7)), 1}, "tanh", data, "bce");
      const int restarts = 4;
      int solved = 0;
      for (int s = 0; s < restarts; ++s) {
        const ParamVector start =
            initial_weights(objective.network(), "normal", static_cast<std::uint64_t>(100 + s), 1.5);
        const Run run = run_from(objective, start, "adam", {{"lr", 0.02}}, {.steps = 3000});
        solved += run.accuracy.back() == 1 ? 1 : 0;
        CHECK(run.loss.back() > 0.99 * observed["loss_min"].get<double>());
        CHECK(run.loss.back() < 1.01 * observed["loss_max"].get<double>());
      }
      if (name == "hidden 4") CHECK(solved == 0);
      if (name == "hidden 12") CHECK(solved == restarts);
    }
  }

  TEST_CASE("S11: a linear autoencoder goes from saddle to saddle") {
    const auto card = scene_card("S11");
    const ParamVector variances = to_vector(card["setup"]["covariance_eigenvalues"]);
    Rng turn(5), small(6);
    Matrix normal(5, 5);
    for (Index i = 0; i < 25; ++i) normal(i / 5, i % 5) = turn.normal();
    const Matrix q = orthonormal_columns(normal);
    Dataset data;
    data.inputs = q * (5 * variances).cwiseSqrt().asDiagonal();
    data.values = data.inputs;
    const NetworkObjective objective(Network::mlp({5, 3, 5}, linear(), linear(), false), data,
                                     find_loss("halfmse", data), 0);
    const auto index_at = [&](const ParamVector& w) {
      return (dense_matrix(hessian_operator(objective, w)).selfadjointView<Eigen::Lower>().eigenvalues().array() <
              -1e-3)
          .count();
    };
    const Run run = run_from(objective, 1e-6 * normals(objective.dimension(), small), "gd", {{"lr", 0.05}},
                             {.steps = 1500, .record_every = 10});
    CHECK(index_at(*run.parameters.front()) == card["accept"]["index_at_start"].get<Index>());
    CHECK(index_at(*run.parameters.back()) == card["accept"]["index_at_end"].get<Index>());
    for (const auto& band : card["accept"]["plateaus"]) {
      const double plateau = (band[0].get<double>() + band[1].get<double>()) / 2;
      const auto near =
          std::ranges::count_if(run.loss, [&](double loss) { return std::abs(loss - plateau) < 0.03 * 4.7; });
      CHECK(near * 10 >= 20);
    }
    // Never below the last plateau, which is the best rank-3 loss, and never up.
    CHECK(run.loss.back() >= 0.35 - 1e-9);
    CHECK(largest_rise(run.loss) < 1e-12);
  }

  TEST_CASE("S15: the straight line to a solution of the exclusive or often climbs") {
    const auto card = scene_card("S15");
    Rng unused(1);
    const Dataset data = make_row_data("xor", {}, unused);
    const NetworkObjective objective = classifier({2, 3, 1}, "tanh", data, "bce");
    int solved = 0, monotone = 0;
    double worst = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      const ParamVector start = initial_weights(objective.network(), "glorot", seed);
      const Run run = run_from(objective, start, "adam", {{"lr", 0.05}}, {.steps = 2000});
      if (run.loss.back() >= 0.01) continue;
      const double rise = largest_rise(losses_on_line(objective, start, *run.parameters.back(), 101));
      ++solved;
      monotone += rise < 1e-3 ? 1 : 0;
      worst = std::max(worst, rise);
    }
    CHECK(in_band(static_cast<double>(monotone) / solved, card["accept"]["monotone_share"], 0.1));
    CHECK(worst > 0.02);
    CHECK(worst <= card["observed"]["worst_rise"].get<double>() + 1e-6);
  }

  TEST_CASE("S16: at the edge of stability the sharpness hovers at 2 / lr") {
    const auto card = scene_card("S16");
    Dataset data;
    data.inputs = Matrix(Eigen::RowVectorXd::LinSpaced(20, -1, 1));
    data.values = data.inputs.unaryExpr([](double x) { return 8 * std::pow(x, 4) - 8 * x * x + 1; });
    const NetworkObjective objective(Network::mlp({1, 20, 20, 1}, find_activation("tanh"), linear()), data,
                                     find_loss("halfmse", data), 0);
    const ParamVector start = initial_weights(objective.network(), "glorot", 2);
    const auto sharpness = [&](const ParamVector& w) {
      return extreme_eigenpairs(hessian_operator(objective, w), 1, SpectrumEnd::highest, {.tolerance = 1e-5}).values[0];
    };
    for (const double rate : {0.1, 0.2}) {
      const auto& observed = card["observed"][rate == 0.1 ? "lr=0.1" : "lr=0.2"];
      CHECK(sharpness(start) * rate / 2 == doctest::Approx(observed["start"].get<double>()).epsilon(1e-4));
      const Run run = run_from(objective, start, "gd", {{"lr", rate}}, {.steps = 10'000, .record_every = 250});
      double mean = 0;
      int count = 0;
      for (std::size_t i = run.size() * 2 / 3; i < run.size(); ++i, ++count) mean += sharpness(*run.parameters[i]);
      CHECK(mean / count * rate / 2 > 0.95);
      CHECK(mean / count * rate / 2 < 1.06);
      CHECK(run.loss.back() < 1e-3);
    }
  }

  TEST_CASE("S21: the validation loss turns while the training loss keeps falling") {
    const auto card = scene_card("S21");
    const auto moons = [](double samples, std::uint64_t seed) {
      Rng rng(seed);
      return make_row_data("moons", {{"samples", samples}, {"noise", 0.35}}, rng);
    };
    const NetworkObjective objective = classifier({2, 30, 1}, "tanh", moons(50, 1), "bce"),
                           validation = classifier({2, 30, 1}, "tanh", moons(1000, 2), "bce");
    const Run run =
        train(objective, *make_optimizer("adam", {{"lr", 0.02}}), initial_weights(objective.network(), "glorot", 1),
              {.steps = 4950, .record_every = 50}, {}, {}, &validation);
    const auto& observed = card["observed"];
    const auto best =
        static_cast<std::size_t>(std::ranges::min_element(run.validation_loss) - run.validation_loss.begin());
    CHECK(run.step[best] == observed["best_step"].get<Index>());
    CHECK(run.validation_loss[best] == doctest::Approx(observed["best_val_loss"].get<double>()).epsilon(1e-6));
    CHECK(run.validation_accuracy[best] == doctest::Approx(observed["val_acc_at_best"].get<double>()));
    CHECK(run.loss.back() == doctest::Approx(observed["final_train_loss"].get<double>()).epsilon(1e-4));
    CHECK(run.validation_loss.back() == doctest::Approx(observed["final_val_loss"].get<double>()).epsilon(1e-4));
    CHECK(in_band(run.validation_loss.back() / run.validation_loss[best], card["accept"]["final_over_best_val"]));
    CHECK(run.gradient_norm.back() < 1e-4);
  }

  TEST_CASE("S22: Adam depends on the axes, gradient descent does not") {
    const auto card = scene_card("S22");
    for (const auto& [name, expected] : card["observed"].items()) {
      const double angle = std::stod(name.substr(6)) * std::numbers::pi / 180;
      const Eigen::Rotation2Dd turn(angle);
      const Eigen::Matrix2d h =
          turn.toRotationMatrix() * Eigen::Vector2d(1, 100).asDiagonal() * turn.toRotationMatrix().transpose();
      const FunctionObjective objective(2, [&](const ParamVector& x, ParamVector& slope) {
        slope = h * x;
        return 0.5 * x.dot(slope);
      });
      for (const std::string rule : {"gd", "adam"}) {
        CAPTURE(name);
        CAPTURE(rule);
        const Index steps = first_step(objective, *make_optimizer(rule, {{"lr", rule == "gd" ? 2.0 / 101 : 0.05}}),
                                       turn * Eigen::Vector2d(1, 1), 20'000,
                                       [&](const ParamVector& w) { return objective.evaluate(w, {}, nullptr) < 1e-6; });
        CHECK(std::abs(steps - expected[rule].get<Index>()) <= 2);
      }
    }
  }
}
