// Lanczos quadrature, spectral densities and estimated traces.
#include "core/curvature/density.h"

#include <cmath>

#include "curvature_checks.h"

using namespace cartograd;

TEST_SUITE("density") {
  TEST_CASE("Lanczos from (1, …, 1): the table's nodes and weights of Gauss quadrature") {
    for (const auto& entry : oracle("14_spectra", "matrices")) {
      const Matrix matrix = to_matrix(entry["matrix"]);
      const Index n = matrix.rows();
      for (const auto& row : entry["lanczos_from_ones"]["rows"]) {
        const Index steps = row["k"];
        const auto quadrature = lanczos(matrix_operator(matrix), ParamVector::Ones(n), steps).quadrature();
        CHECK(relative_difference(quadrature.nodes, to_vector(row["nodes"])) < 1e-10);
        CHECK(relative_difference(quadrature.weights, to_vector(row["weights"])) < 1e-10);
        // Exact for polynomials up to degree 2k − 1.
        ParamVector power = ParamVector::Ones(n);
        for (Index degree = 0; degree < 2 * steps; ++degree, power = matrix * power) {
          const double expected = power.sum() / static_cast<double>(n);
          const double sum = quadrature.weights.dot(
              quadrature.nodes.unaryExpr([&](double x) { return std::pow(x, static_cast<double>(degree)); }));
          CHECK(std::abs(sum - expected) < 1e-9 * std::pow(matrix.norm(), static_cast<double>(degree)));
        }
      }
    }
  }

  TEST_CASE("Lanczos ends where the start vector can reach no further, and finds no eigenvalue twice") {
    const Eigen::VectorXd eigenvalues =
        Eigen::VectorXd::LinSpaced(60, 0, 1).unaryExpr([](double x) { return std::exp(8 * x); });
    ParamVector start = ParamVector::Zero(60);
    start[3] = start[30] = start[59] = 1;
    const auto three = lanczos(diagonal_operator(eigenvalues), start, 50).quadrature();
    REQUIRE(three.nodes.size() == 3);
    CHECK(relative_difference(three.nodes, Eigen::Vector3d(eigenvalues[3], eigenvalues[30], eigenvalues[59])) < 1e-12);
    const auto all = lanczos(diagonal_operator(eigenvalues), ParamVector::Ones(60), 1000).quadrature();
    REQUIRE(all.nodes.size() == 60);
    CHECK(relative_difference(all.nodes, eigenvalues) < 1e-9);
    CHECK_THROWS_AS(lanczos(diagonal_operator(eigenvalues), ParamVector::Zero(60), 3), InputError);
  }

  TEST_CASE("a density integrates to 1; its moments are tr H / n and ‖H‖² / n within their error") {
    const Index n = 300, probes = 20;
    const Eigen::VectorXd eigenvalues =
        Eigen::VectorXd::LinSpaced(n, -2, 3).unaryExpr([](double x) { return x * x * x; });
    const SpectralDensity density = spectral_density(rotated_operator(eigenvalues), probes, 30, 1);
    CHECK(density.probes == probes);
    CHECK(density.nodes.size() == probes * 30);
    CHECK(density.mean([](double) { return 1.0; }) == doctest::Approx(1).epsilon(1e-12));
    for (const int degree : {1, 2}) {
      const Eigen::ArrayXd powers = eigenvalues.array().pow(degree);
      const double mean = powers.mean(), count = static_cast<double>(n),
                   error = std::sqrt(2 * (powers - mean).square().sum() / static_cast<double>(probes)) / count;
      CHECK(std::abs(density.mean([&](double x) { return std::pow(x, degree); }) - mean) < 4 * error);
      CHECK(error < 0.1 * powers.abs().mean());
    }
    double integral = 0;
    for (int i = 0; i < 4000; ++i) integral += density.at(-20 + 0.0175 * i, 0.5) * 0.0175;
    CHECK(integral == doctest::Approx(1).epsilon(1e-6));
  }

  TEST_CASE("linear regression on normal inputs: moments, edges and zeros of Marchenko and Pastur") {
    for (const auto& row : oracle("14_spectra", "marchenko_pastur", "rows")) {
      const Index n = row["n"], d = row["d"];
      CAPTURE(row.dump());
      const int draws = 12;
      double moments[3] = {}, zeros = 0;
      Rng rng(3);
      for (int draw = 0; draw < draws; ++draw) {
        const NetworkObjective regression = [&] {
          Dataset data;
          data.inputs = Matrix::NullaryExpr(d, n, [&] { return rng.normal(); });
          data.values = Matrix::Zero(1, n);
          const Activation& linear = find_activation("linear");
          return NetworkObjective(Network::mlp({d, 1}, linear, linear, false), data, find_loss("halfmse", data), 0);
        }();
        const SymmetricOperator op = hessian_operator(regression, ParamVector::Zero(d));
        const SpectralDensity density = spectral_density(op, 8, 30, static_cast<std::uint64_t>(draw));
        for (int k = 0; k < 3; ++k) moments[k] += density.mean([&](double x) { return std::pow(x, k + 1); }) / draws;
        zeros += density.mean([](double x) { return std::abs(x) < 1e-6 ? 1.0 : 0.0; }) / draws;
        const auto [least, most] = std::ranges::minmax(density.nodes);
        // Around the edges they vary on the scale of Tracy and Widom (Johnstone 2001).
        const double rn = std::sqrt(static_cast<double>(n)), rd = std::sqrt(static_cast<double>(d));
        CHECK(std::abs(most - row["upper_edge"].get<double>()) <
              5 * (rn + rd) * std::cbrt(1 / rn + 1 / rd) / (rn * rn));
        if (n > d)
          CHECK(std::abs(least - row["lower_edge"].get<double>()) <
                5 * (rn - rd) * std::cbrt(1 / rd - 1 / rn) / (rn * rn));
      }
      CHECK(moments[0] == doctest::Approx(row["mean"].get<double>()).epsilon(0.04));
      CHECK(moments[1] == doctest::Approx(row["second_moment"].get<double>()).epsilon(0.06));
      CHECK(moments[2] == doctest::Approx(row["third_moment"].get<double>()).epsilon(0.1));
      CHECK(std::abs(zeros - row["zero_mass"].get<double>()) < 0.03);
    }
  }

  TEST_CASE("Hutchinson: the trace, and the variance that the table gives") {
    for (const auto& entry : oracle("14_spectra", "matrices")) {
      const SymmetricOperator op = matrix_operator(to_matrix(entry["matrix"]));
      const Index probes = 40'000;
      const TraceEstimate estimate = hutchinson_trace(op, probes, 2);
      CHECK(estimate.products == probes);
      CHECK(std::abs(estimate.trace - entry["trace"].get<double>()) < 4 * estimate.standard_error);
      const double variance = entry["hutchinson"]["rademacher_variance_per_probe"];
      CHECK(estimate.standard_error * estimate.standard_error * static_cast<double>(probes) ==
            doctest::Approx(variance).epsilon(0.04));
    }
    // Signs see a diagonal without any error.
    const Eigen::VectorXd diagonal = Eigen::VectorXd::LinSpaced(50, -3, 8);
    CHECK(hutchinson_trace(diagonal_operator(diagonal), 1, 1).trace == doctest::Approx(diagonal.sum()));
  }

  TEST_CASE("Hutch++: exact where the rank is low, and better than Hutchinson where few directions matter") {
    Eigen::VectorXd low = Eigen::VectorXd::Zero(200);
    low.head(4) << 10, -3, 2, 0.5;
    const TraceEstimate exact = hutch_plus_plus_trace(rotated_operator(low), 15, 1);
    CHECK(exact.trace == doctest::Approx(9.5).epsilon(1e-10));
    CHECK(exact.standard_error < 1e-10);
    CHECK(exact.products == 15);
    const Eigen::VectorXd falling =
        Eigen::VectorXd::LinSpaced(200, 1, 200).unaryExpr([](double i) { return 1 / (i * i); });
    const SymmetricOperator op = rotated_operator(falling);
    double plain = 0, better = 0, within = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      const TraceEstimate hutchinson = hutchinson_trace(op, 60, seed), plus = hutch_plus_plus_trace(op, 60, seed);
      plain += std::pow(hutchinson.trace - falling.sum(), 2);
      better += std::pow(plus.trace - falling.sum(), 2);
      within += std::abs(plus.trace - falling.sum()) < 3 * plus.standard_error ? 1 : 0;
    }
    CHECK(better < 0.05 * plain);
    CHECK(within >= 36);
    CHECK_THROWS_AS(hutch_plus_plus_trace(op, 2, 1), InputError);
    // More products than dimensions: the trace is read off.
    CHECK(hutch_plus_plus_trace(rotated_operator(Eigen::VectorXd::LinSpaced(5, 1, 5)), 30, 1).trace ==
          doctest::Approx(15).epsilon(1e-12));
  }

  TEST_CASE("a stop ends every estimate at once, and what is not finite stays so") {
    std::stop_source stop;
    stop.request_stop();
    int products = 0;
    const SymmetricOperator op{50, [&](const ParamVector& x) {
                                 ++products;
                                 return x;
                               }};
    CHECK(spectral_density(op, 5, 5, 1, stop.get_token()).cancelled);
    CHECK(hutchinson_trace(op, 5, 1, stop.get_token()).cancelled);
    CHECK(hutch_plus_plus_trace(op, 9, 1, stop.get_token()).cancelled);
    CHECK(products == 0);
    const SymmetricOperator broken{50, [](const ParamVector& x) { return ParamVector(NAN * x); }};
    CHECK_FALSE(std::isfinite(hutchinson_trace(broken, 5, 1).trace));
    CHECK_FALSE(std::isfinite(hutch_plus_plus_trace(broken, 9, 1).trace));
    CHECK_FALSE(std::isfinite(spectral_density(broken, 2, 5, 1).mean([](double x) { return x; })));
  }
}
