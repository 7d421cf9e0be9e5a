#include <cmath>

#include "support.h"

using namespace cartograd;

namespace {

ParamVector random_parameters(Index dimension, Rng& rng) {
  return ParamVector::NullaryExpr(dimension, [&] { return 0.5 * rng.normal(); });
}

}  // namespace

TEST_SUITE("network_objective") {
  TEST_CASE("loss and gradient agree with the table's eight networks") {
    for (const auto& entry : oracle("10_mlp_derivatives", "cases")) {
      CAPTURE(entry["activation"].get<std::string>() + " " + entry["loss"].get<std::string>());
      const NetworkObjective objective = table_objective(entry);
      ParamVector gradient;
      const double loss = objective.evaluate(to_vector(entry["theta"]), {}, &gradient);
      CHECK(loss == doctest::Approx(entry["L"].get<double>()).epsilon(1e-13));
      CHECK(relative_difference(gradient, to_vector(entry["grad"])) < 1e-12);
    }
  }

  TEST_CASE("every activation and loss: the gradient is that of central differences") {
    Rng rng(5);
    for (const Activation& activation : activations())
      for (const Loss& loss : losses()) {
        CAPTURE(activation.id);
        CAPTURE(loss.id);
        const Index outputs = loss.id == "bce" ? 1 : 3;
        const auto objective = random_objective({2, 4, 3, outputs}, activation.id, loss.id, 0.01, 7, rng);
        const ParamVector w = random_parameters(objective.dimension(), rng);
        ParamVector gradient, numeric(w.size());
        objective.evaluate(w, {}, &gradient);
        const double h = 1e-5;
        for (Index i = 0; i < w.size(); ++i) {
          ParamVector right = w, left = w;
          right[i] += h;
          left[i] -= h;
          numeric[i] = (objective.evaluate(right, {}, nullptr) - objective.evaluate(left, {}, nullptr)) / (2 * h);
        }
        CHECK(relative_difference(gradient, numeric) < 1e-8);
      }
  }

  TEST_CASE("a batch is the mean over its samples, weight decay counted once") {
    Rng rng(6);
    const auto objective = random_objective({3, 5, 2}, "tanh", "mse", 0.1, 9, rng);
    const ParamVector w = random_parameters(objective.dimension(), rng);
    double mean = 0;
    for (Index i = 0; i < 9; ++i) mean += objective.evaluate(w, std::vector<Index>{i}, nullptr) / 9;
    CHECK(objective.evaluate(w, {}, nullptr) == doctest::Approx(mean).epsilon(1e-13));
  }

  TEST_CASE("losses stay finite and exact for huge logits") {
    Matrix outputs(1, 2), targets(1, 2), slope;
    outputs << 800, -800;
    targets << 1, 1;
    Dataset two_classes;
    two_classes.class_count = 2;
    CHECK(find_loss("bce", two_classes).mean(outputs, targets, &slope) == doctest::Approx(400));
    CHECK(slope(0, 1) == doctest::Approx(-0.5));
    // A confidently right sample: the loss is e^−60, which a difference of logarithms would round to 0.
    Matrix logits(3, 1), one_hot(3, 1);
    logits << 60, 0, 0;
    one_hot << 1, 0, 0;
    CHECK(find_loss("cross_entropy", two_classes).mean(logits, one_hot, nullptr) ==
          doctest::Approx(2 * std::exp(-60.0)).epsilon(1e-14));
  }

  TEST_CASE("the slice kernel agrees with the plain network for every activation, width and instruction set") {
    Rng rng(7);
    for (const Activation& activation : activations()) {
      CAPTURE(activation.id);
      const auto objective = random_objective({3, 17, 5, 4}, activation.id, "cross_entropy", 0.01, 70, rng);
      Plane plane{random_parameters(objective.dimension(), rng), random_parameters(objective.dimension(), rng),
                  random_parameters(objective.dimension(), rng)};
      const std::vector<Eigen::Vector2d> points = {{0, 0}, {1, 0.5}, {-2, 3}, {8, -8}};
      std::vector<double> losses(points.size());
      CHECK(objective.on_plane(plane, {}, {})->evaluate(points, losses));
      for (std::size_t i = 0; i < points.size(); ++i)
        CHECK(losses[i] ==
              doctest::Approx(objective.evaluate_plainly(plane.at(points[i].x(), points[i].y()), {}, nullptr))
                  .epsilon(1e-12));
    }
  }

  TEST_CASE("one thread equals eight, bit for bit") {
    Rng rng(8);
    const auto objective = random_objective({2, 16, 16, 1}, "tanh", "bce", 0, 100, rng);
    const Plane plane{random_parameters(objective.dimension(), rng), random_parameters(objective.dimension(), rng),
                      random_parameters(objective.dimension(), rng)};
    std::vector<Eigen::Vector2d> points;
    for (int i = 0; i < 500; ++i) points.emplace_back(rng.normal(), rng.normal());
    std::vector<double> one(points.size()), eight(points.size());
    set_thread_count(1);
    objective.on_plane(plane, {}, {})->evaluate(points, one);
    set_thread_count(8);
    objective.on_plane(plane, {}, {})->evaluate(points, eight);
    set_thread_count(0);
    CHECK(one == eight);
  }

  TEST_CASE("a stop leaves nan where nothing was computed") {
    Rng rng(9);
    const auto objective = random_objective({2, 4, 1}, "tanh", "mse", 0, 10, rng);
    const ParamVector w = random_parameters(objective.dimension(), rng);
    std::stop_source stop;
    stop.request_stop();
    std::vector<Eigen::Vector2d> points(100, Eigen::Vector2d::Zero());
    std::vector<double> losses(points.size(), 1.0);
    CHECK_FALSE(objective.on_plane({w, w, w}, {}, {})->evaluate(points, losses, stop.get_token()));
    CHECK(std::isnan(losses.front()));
  }

  TEST_CASE("parts that do not fit are refused with what would") {
    Dataset values;
    values.inputs = Matrix::Zero(2, 3);
    values.values = Matrix::Zero(1, 3);
    CHECK_THROWS_WITH_AS(find_loss("bce", values).outputs_for(values), doctest::Contains("two classes"), InputError);
    CHECK_THROWS_WITH_AS(find_loss("cros_entropy", values), doctest::Contains("did you mean \"cross_entropy\""),
                         InputError);
    CHECK(find_loss("auto", values).id == "mse");
    const Activation& tanh = find_activation("tanh");
    CHECK_THROWS_AS(Network::mlp({2, 0, 1}, tanh, tanh), InputError);
    CHECK_THROWS_AS(NetworkObjective(Network::mlp({3, 1}, tanh, tanh), values, find_loss("mse", values), 0),
                    InputError);
  }
}
