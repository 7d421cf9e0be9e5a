// The kernel against the plain path: slices, gradients and Hessian-vector products of every architecture.
#include <cmath>

#include "core/experiment/compute.h"
#include "core/experiment/document.h"
#include "network_checks.h"

using namespace cartograd;

namespace {

std::shared_ptr<const Problem> problem_of(const std::string& text) {
  return make_problem(train_request(parse_document(text, "", {}).experiment));
}

// Networks that between them have every layer, activation and loss, and every way in which layers join.
const std::vector<std::string> networks_to_try = {
    R"(data = {kind = "moons", samples = 75}
network = {hidden = [8, 8], activation = "tanh"})",
    R"(data = {kind = "spirals", samples = 130}
network = {hidden = [13], activation = "relu", bias = false}
objective = {loss = "cross_entropy", weight_decay = 0.1})",
    R"(data = {kind = "sine", samples = 40}
network = {hidden = [5, 7], activation = "sigmoid", output = "tanh"}
objective = {loss = "halfmse"})",
    R"(data = {kind = "digits", samples = 90}
network = {hidden = [20, 12], activation = "softplus"})",
    R"(data = {kind = "digits", samples = 70}
network = {hidden = [20, 12], activation = "relu"}
objective = {loss = "mse", weight_decay = 0.01})",
    R"(data = {kind = "blobs", samples = 33}
network = {hidden = [6, 6], activation = "gelu"})",
    R"(data = {kind = "blobs", samples = 33}
network = {hidden = [6, 6], activation = "sine"})",
    R"(data = {kind = "digits", samples = 70}
network = {hidden = [20, 12], activation = "relu", batch_norm = true})",
    R"(data = {kind = "digits", samples = 40}
network = {kind = "autoencoder", tied = true})",
    R"(data = {kind = "digits", samples = 40}
network = {kind = "deep_linear"})",
    R"(data = {kind = "digits", samples = 35}
network = {kind = "softmax_regression"})",
    R"(data = {kind = "sine", samples = 35}
network = {kind = "linear_regression"})",
    R"(data = {kind = "digits", samples = 35}
network = {kind = "cnn", channels = [5, 7], pooling = "max", batch_norm = false})",
    R"(data = {kind = "digits", samples = 35}
network = {kind = "cnn", channels = [5, 7], pooling = "average", activation = "tanh", batch_norm = true})",
    R"(data = {kind = "digits", samples = 35}
network = {kind = "resnet", depth = 8})",
    R"(data = {kind = "digits", samples = 21}
network = {kind = "resnet", depth = 14, skip = false, batch_norm = false})",
};

Plane plane_through(const ParamVector& origin) {
  Rng rng(11);
  const auto direction = [&] {
    return ParamVector::NullaryExpr(origin.size(), [&](Index) { return 0.3 * rng.normal(); }).eval();
  };
  return {origin, direction(), direction()};
}

const std::vector<Eigen::Vector2d> points = {{0, 0}, {0.5, -0.25}, {-1, 0.75}, {0.1, 1}};

// The loss with batch normalisation's statistics held as they are at the plane's origin.
double plain_loss(const Problem& problem, const Plane& plane, const Eigen::Vector2d& point, bool origin_statistics) {
  const NetworkObjective& objective = network_objective(problem);
  const ParamVector w = plane.at(point.x(), point.y());
  if (!origin_statistics) return objective.evaluate_plainly(w, {}, nullptr);
  const NormStatistics fixed = objective.network().statistics(plane.origin, problem.training_data.inputs);
  const Matrix outputs = objective.network().forward(w, problem.training_data.inputs, &fixed);
  return objective.loss().mean(outputs, objective.loss().targets_for(problem.training_data), nullptr);
}

}  // namespace

TEST_SUITE("network_kernel") {
  TEST_CASE("a slice is the loss point by point, in double to 1e-12 and in single to 5e-6") {
    for (const std::string& text : networks_to_try) {
      CAPTURE(text);
      const auto problem = problem_of(text);
      const Plane plane = plane_through(problem->start);
      for (bool origin_statistics : {false, true})
        for (bool single : {false, true}) {
          if (origin_statistics && text.find("weight_decay") != text.npos) continue;  // plain_loss has none
          CAPTURE(origin_statistics);
          CAPTURE(single);
          std::vector<double> losses(points.size());
          CHECK(network_objective(*problem)
                    .on_plane(plane, {single, 0, origin_statistics}, {})
                    ->evaluate(points, losses));
          for (std::size_t i = 0; i < points.size(); ++i)
            CHECK(losses[i] == doctest::Approx(plain_loss(*problem, plane, points[i], origin_statistics))
                                   .epsilon(single ? 5e-6 : 1e-12)
                                   .scale(0));
        }
    }
  }

  TEST_CASE("gradients, also of batches, agree with the plain path") {
    for (const std::string& text : networks_to_try) {
      CAPTURE(text);
      const auto problem = problem_of(text);
      const std::vector<Index> few = {3, 0, 17, 4, 4}, none;
      for (const Batch batch : {Batch(none), Batch(few)}) {
        ParamVector gradient, expected;
        const double value = network_objective(*problem).evaluate(problem->start, batch, &gradient);
        const double plain = network_objective(*problem).evaluate_plainly(problem->start, batch, &expected);
        CHECK(value == doctest::Approx(plain).epsilon(1e-13));
        CHECK((gradient - expected).norm() <= 1e-12 * (1e-3 + expected.norm()));
      }
    }
  }

  TEST_CASE("Hessian-vector products agree with differences of the gradient, prepared and not, and are symmetric") {
    for (const std::string& text : networks_to_try) {
      CAPTURE(text);
      const auto problem = problem_of(text);
      const ParamVector& w = problem->start;
      const Plane directions = plane_through(w);
      const auto hessian = network_objective(*problem).hessian_at(w);
      const ParamVector product = hessian->multiply(directions.u), other = hessian->multiply(directions.v);
      CHECK((product - network_objective(*problem).hessian_vector(w, directions.u)).norm() <= 1e-12 * product.norm());
      CHECK(directions.v.dot(product) ==
            doctest::Approx(directions.u.dot(other)).epsilon(1e-10).scale(directions.v.norm() * product.norm() * 1e-3));
      if (text.find("relu") != text.npos || text.find("cnn") != text.npos || text.find("resnet") != text.npos)
        continue;  // kinks: no differences
      ParamVector ahead, behind;
      const double step = 1e-5;
      network_objective(*problem).evaluate(w + step * directions.u, {}, &ahead);
      network_objective(*problem).evaluate(w - step * directions.u, {}, &behind);
      const ParamVector difference = (ahead - behind) / (2 * step);
      CHECK((product - difference).norm() <= 1e-6 * (1e-3 + difference.norm()));
    }
  }

  TEST_CASE("single precision agrees with double") {
    for (const std::string& text : networks_to_try) {
      const auto problem = problem_of(text);
      const auto& full = network_objective(*problem);
      const NetworkObjective single(full.network(), problem->training_data, full.loss(), 0, true);
      const NetworkObjective exact(full.network(), problem->training_data, full.loss(), 0);
      CAPTURE(text);
      ParamVector gradient, expected;
      CHECK(single.evaluate(problem->start, {}, &gradient) ==
            doctest::Approx(exact.evaluate(problem->start, {}, &expected)).epsilon(1e-5));
      CHECK((gradient - expected).norm() <= 1e-4 * (1e-3 + expected.norm()));
      const ParamVector u = plane_through(problem->start).u;
      const ParamVector product = exact.hessian_vector(problem->start, u);
      CHECK((single.hessian_vector(problem->start, u) - product).norm() <= 1e-3 * product.norm());
    }
  }

  TEST_CASE("1, 2, 3 and 8 threads give the same bits") {
    for (const std::string& text : networks_to_try) {
      const auto problem = problem_of(text);
      const Plane plane = plane_through(problem->start);
      std::vector<Eigen::Vector2d> grid;
      for (int i = 0; i < 40; ++i) grid.emplace_back(0.1 * i - 2, 0.05 * i - 1);
      std::vector<double> reference;
      for (int threads : {1, 2, 3, 8}) {
        set_thread_count(threads);
        std::vector<double> losses(grid.size());
        network_objective(*problem).on_plane(plane, {}, {})->evaluate(grid, losses);
        if (reference.empty()) reference = losses;
        CHECK(losses == reference);
      }
    }
    set_thread_count(0);
  }

  TEST_CASE("a preview is the loss of the samples that it names") {
    const auto problem = problem_of(networks_to_try[3]);
    const Plane plane = plane_through(problem->start);
    std::vector<double> losses(points.size());
    network_objective(*problem).on_plane(plane, {false, 30, false}, {})->evaluate(points, losses);
    std::vector<Index> picked;
    for (Index i = 0; i < 30; ++i) picked.push_back(i * network_objective(*problem).samples() / 30);
    for (std::size_t i = 0; i < points.size(); ++i)
      CHECK(losses[i] == doctest::Approx(network_objective(*problem).evaluate(plane.at(points[i].x(), points[i].y()),
                                                                              picked, nullptr))
                             .epsilon(1e-12));
  }
}
