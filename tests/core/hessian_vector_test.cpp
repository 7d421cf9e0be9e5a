
#include "core/base/decompositions.h"
#include "network_checks.h"

using namespace cartograd;

TEST_SUITE("hessian_vector") {
  TEST_CASE("products, eigenvalues, trace and index agree with the table's eight networks") {
    for (const auto& entry : oracle("10_mlp_derivatives", "cases")) {
      CAPTURE(entry["activation"].get<std::string>() + " " + entry["loss"].get<std::string>());
      const NetworkObjective objective = table_objective(entry);
      const ParamVector w = to_vector(entry["theta"]);
      CHECK(relative_difference(objective.hessian_vector(w, to_vector(entry["hvp_direction"])),
                                to_vector(entry["hvp"])) < 1e-10);
      const Matrix hessian = dense_hessian(objective, w);
      const Eigen::VectorXd eigenvalues = Eigen::SelfAdjointEigenSolver<Matrix>(hessian).eigenvalues();
      ParamVector expected = to_vector(entry["hessian_eig"]);
      std::sort(expected.begin(), expected.end());
      CHECK(relative_difference(eigenvalues, expected) < 1e-9);
      CHECK(hessian.trace() == doctest::Approx(entry["hessian_trace"].get<double>()).epsilon(1e-10));
      CHECK((eigenvalues.array() < -1e-9).count() == entry["hessian_index"].get<Index>());
    }
  }

  TEST_CASE("every activation and loss: symmetric, linear, and the differences of the gradient") {
    Rng rng(11);
    for (const Activation& activation : activations())
      for (const Loss& loss : losses()) {
        CAPTURE(activation.id);
        CAPTURE(loss.id);
        const auto objective =
            random_objective({2, 4, 3, loss.id == "bce" ? 1 : 3}, activation.id, loss.id, 0.01, 7, rng);
        const ParamVector w = random_vector(objective.dimension(), rng, 0.5);
        const ParamVector u = random_vector(w.size(), rng, 0.5), v = random_vector(w.size(), rng, 0.5);
        const ParamVector hu = objective.hessian_vector(w, u), hv = objective.hessian_vector(w, v);
        CHECK(u.dot(hv) == doctest::Approx(v.dot(hu)).epsilon(1e-12));
        CHECK(relative_difference(objective.hessian_vector(w, 2 * u - v), 2 * hu - hv) < 1e-12);
        CHECK(relative_difference(objective.Objective::hessian_vector(w, u), hu) < 1e-7);
      }
  }

  TEST_CASE("by differences for an objective that offers no exact product") {
    const ParamVector curvatures = Eigen::Vector3d(1, 4, 25);
    const FunctionObjective bowl = quadratic(curvatures);
    const ParamVector v = Eigen::Vector3d(1, -1, 2);
    CHECK(relative_difference(bowl.hessian_vector(Eigen::Vector3d(3, 2, 1), v), curvatures.cwiseProduct(v)) < 1e-9);
    CHECK(bowl.hessian_vector(v, ParamVector::Zero(3)).norm() == 0);
  }
}
