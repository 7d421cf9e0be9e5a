// Random landscapes: spin glasses on the sphere, and fields on the torus.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/rng.h"
#include "core/objective/random_landscapes.h"
#include "curvature_checks.h"

using namespace cartograd;

namespace {

std::vector<double> couplings(const nlohmann::json& tensor) {
  std::vector<double> numbers;
  for (const auto& matrix : tensor)
    for (const auto& row : matrix)
      for (const double number : row) numbers.push_back(number);
  return numbers;
}

std::vector<Wave> waves(const nlohmann::json& terms) {
  std::vector<Wave> list;
  for (const auto& term : terms)
    list.push_back({Eigen::Vector2d(term["kx"].get<double>(), term["ky"].get<double>()), term["cos"], term["sin"]});
  return list;
}

// Checks value, zero gradient and eigenvalues at a point; gives back the index.
Index check_critical_point(const Objective& objective, const ParamVector& x, double value,
                           const std::vector<double>& eigenvalues) {
  ParamVector gradient;
  CHECK(objective.evaluate(x, {}, &gradient) == doctest::Approx(value).epsilon(1e-10));
  CHECK(gradient.norm() < 1e-8);
  const Eigen::VectorXd all = Eigen::SelfAdjointEigenSolver<Matrix>(dense_hessian(objective, x)).eigenvalues();
  std::vector<double> sorted = eigenvalues;
  std::ranges::sort(sorted);
  CHECK(relative_difference(all, Eigen::Map<Eigen::VectorXd>(sorted.data(), x.size())) < 1e-7);
  return (all.array() < -1e-5).count();
}

// Whether Hessian products are symmetric, and those of the gradient's differences.
void check_products(const Objective& objective, const ParamVector& x, Rng& rng) {
  const ParamVector v = normal_vector(x.size(), rng), w = normal_vector(x.size(), rng);
  const ParamVector hv = objective.hessian_vector(x, v), hw = objective.hessian_vector(x, w);
  CHECK(w.dot(hv) == doctest::Approx(v.dot(hw)).epsilon(1e-12));
  CHECK(relative_difference(hv, objective.Objective::hessian_vector(x, v)) < 1e-6);
}

}  // namespace

TEST_SUITE("random_fields") {
  TEST_CASE("a cubic on a sphere: every critical point, its eigenvalues and index, and Morse's sum") {
    for (const auto& entry : oracle("15_random_landscapes", "spherical_3_spin")) {
      const auto glass = spin_glass(couplings(entry["J_unsymmetrised"]), entry["N"]);
      std::vector<Index> counts(entry["count_by_index"].size());
      for (const auto& point : entry["critical_points"]) {
        auto eigenvalues = point["riemannian_hessian_eig"].get<std::vector<double>>();
        eigenvalues.push_back(2);  // along the ray
        const Index index = check_critical_point(*glass, to_vector(point["x"]), point["energy"], eigenvalues);
        CHECK(index == point["index"].get<Index>());
        ++counts.at(static_cast<std::size_t>(index));
      }
      CHECK(counts == entry["count_by_index"].get<std::vector<Index>>());
      Index euler = 0, total = 0;
      for (std::size_t k = 0; k < counts.size(); ++k) {
        euler += (k % 2 == 0 ? 1 : -1) * counts[k];
        total += counts[k];
      }
      CHECK(euler == entry["euler_characteristic"].get<Index>());
      CHECK(total == entry["total"].get<Index>());
      CHECK(total <= entry["upper_bound_cartwright_sturmfels"].get<Index>());
    }
  }

  TEST_CASE("a random field on a torus: every critical point, and as many saddles as minima and maxima together") {
    for (const auto& entry : oracle("15_random_landscapes", "torus")) {
      const auto field = periodic_field(waves(entry["terms"]), 2);
      Index counts[3] = {};
      for (const auto& point : entry["critical_points"]) {
        const Index index =
            check_critical_point(*field, to_vector(point["x"]), point["f"], point["eig"].get<std::vector<double>>());
        CHECK(index == point["index"].get<Index>());
        ++counts[index];
      }
      CHECK(counts[0] == entry["counts"]["minima"].get<Index>());
      CHECK(counts[1] == entry["counts"]["saddles"].get<Index>());
      CHECK(counts[2] == entry["counts"]["maxima"].get<Index>());
      CHECK(counts[0] - counts[1] + counts[2] == 0);
    }
  }

  TEST_CASE("derivatives of drawn landscapes in many dimensions, near and far from the sphere") {
    Rng rng(2);
    for (const double n : {2.0, 3.0, 10.0, 30.0})
      for (const double length : {0.05, 1.0, 7.0}) {
        const AnalyticFunction glass = make_function("spin_glass", {{"dimension", n}});
        ParamVector x = normal_vector(static_cast<Index>(n), rng).normalized();
        // The same height on a whole ray but for the bowl, so that the origin sees all heights at once.
        const double on_sphere = glass.objective->evaluate(x, {}, nullptr);
        const double bowl = 0.25 * std::pow(length * length - 1, 2);
        CHECK(glass.objective->evaluate(length * x, {}, nullptr) == doctest::Approx(on_sphere + bowl));
        check_products(*glass.objective, length * x, rng);
        CHECK(glass.morse_sum == 1 + static_cast<int>(std::pow(-1, n - 1)));
      }
    for (const double n : {2.0, 4.0, 10.0})
      for (const double draw : {0.0, 1.0}) {
        const AnalyticFunction field = make_function("gaussian_field", {{"dimension", n}, {"draw", draw}});
        const ParamVector x = normal_vector(static_cast<Index>(n), rng);
        check_products(*field.objective, x, rng);
        CHECK(field.morse_sum == 0);
        const ParamVector along = 2 * std::numbers::pi * ParamVector::Unit(x.size(), 1);
        CHECK(field.objective->evaluate(x + along, {}, nullptr) ==
              doctest::Approx(field.objective->evaluate(x, {}, nullptr)));
      }
  }

  TEST_CASE("the origin of a spin glass is nan, not an invented height") {
    const AnalyticFunction glass = make_function("spin_glass");
    ParamVector gradient;
    CHECK(std::isnan(glass.objective->evaluate(ParamVector::Zero(3), {}, &gradient)));
    CHECK(gradient.array().isNaN().all());
    CHECK(glass.objective->hessian_vector(ParamVector::Zero(3), ParamVector::Ones(3)).array().isNaN().all());
  }

  TEST_CASE("a draw is one landscape, another draw another, and over many draws both have mean 0 and variance 1") {
    for (const std::string id : {"gaussian_field", "spin_glass"}) {
      CAPTURE(id);
      const ParamVector x = make_function(id).start.normalized();
      double sum = 0, squares = 0;
      const int draws = 3000;
      for (int draw = 0; draw < draws; ++draw) {
        const double value =
            make_function(id, {{"draw", static_cast<double>(draw)}}).objective->evaluate(x, {}, nullptr);
        sum += value / draws;
        squares += value * value / draws;
      }
      CHECK(std::abs(sum) < 4 / std::sqrt(draws));
      CHECK(std::abs(squares - 1) < 4 * std::sqrt(2.0 / draws));
      CHECK(make_function(id).objective->evaluate(x, {}, nullptr) ==
            make_function(id).objective->evaluate(x, {}, nullptr));
    }
  }

  TEST_CASE("waves that leave a direction out are constant along it: no Morse sum") {
    CHECK_FALSE(make_function("gaussian_field", {{"waves", 1.0}}).morse_sum);
    CHECK_FALSE(make_function("gaussian_field", {{"dimension", 5.0}, {"waves", 4.0}}).morse_sum);
  }
}
