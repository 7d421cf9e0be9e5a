// Extreme eigenpairs and dense matrices of what is known only by its products. Densities and traces: density_test.cpp.
#include <cmath>

#include "core/base/decompositions.h"
#include "core/curvature/eigenpairs.h"
#include "curvature_checks.h"

using namespace cartograd;

namespace {

constexpr SpectrumEnd ends[] = {SpectrumEnd::highest, SpectrumEnd::lowest, SpectrumEnd::largest_magnitude};

// The eigenvalues in the order in which they are asked for.
std::vector<double> from_end(const Eigen::VectorXd& eigenvalues, SpectrumEnd end) {
  std::vector<double> sorted(eigenvalues.begin(), eigenvalues.end());
  std::ranges::sort(sorted, [&](double x, double y) {
    return end == SpectrumEnd::highest ? x > y : end == SpectrumEnd::lowest ? x < y : std::abs(x) > std::abs(y);
  });
  return sorted;
}

void check_pairs(const SymmetricOperator& op, const Eigenpairs& pairs, const std::vector<double>& expected,
                 double tolerance) {
  CAPTURE(describe(pairs));
  CHECK(pairs.converged);
  REQUIRE(pairs.values.size() <= static_cast<Index>(expected.size()));
  const double scale = op.multiply(ParamVector::Ones(op.dimension)).norm();  // at least of the eigenvalues' size
  for (Index i = 0; i < pairs.values.size(); ++i) {
    CHECK(std::abs(pairs.values[i] - expected[static_cast<std::size_t>(i)]) <= tolerance * scale);
    const ParamVector v = pairs.vectors.col(i);
    CHECK(std::abs((op.multiply(v) - pairs.values[i] * v).norm() - pairs.residuals[i]) <= 1e-9 * scale);
    CHECK(pairs.residuals[i] <= 1e-6 * scale);
  }
  const Matrix gram = pairs.vectors.transpose() * pairs.vectors;
  CHECK((gram - Matrix::Identity(gram.rows(), gram.cols())).cwiseAbs().maxCoeff() < 1e-8);
}

}  // namespace

TEST_SUITE("curvature") {
  TEST_CASE("the matrices of the table: eigenvalues, index, extreme eigenvector, also among many zeros") {
    for (const auto& entry : oracle("14_spectra", "matrices")) {
      const Matrix matrix = to_matrix(entry["matrix"]);
      const SymmetricOperator op = matrix_operator(matrix);
      const Eigen::VectorXd eigenvalues = to_vector(entry["eig"]);
      CHECK((dense_matrix(op) - matrix).cwiseAbs().maxCoeff() < 1e-14);
      CHECK(matrix.norm() == doctest::Approx(entry["frobenius"].get<double>()).epsilon(1e-12));
      const Eigenpairs all = extreme_eigenpairs(op, matrix.rows(), SpectrumEnd::lowest);
      CHECK(relative_difference(all.values, eigenvalues) < 1e-12);
      CHECK((all.values.array() < -1e-9).count() == entry["index"].get<Index>());
      Matrix padded = Matrix::Zero(90, 90);  // large enough for the iterative solver
      padded.topLeftCorner(matrix.rows(), matrix.rows()) = matrix;
      for (const SymmetricOperator& each : {op, matrix_operator(padded)}) {
        const Eigenpairs highest = extreme_eigenpairs(each, 1, SpectrumEnd::highest),
                         lowest = extreme_eigenpairs(each, 1, SpectrumEnd::lowest);
        CHECK(highest.values[0] == doctest::Approx(entry["top"].get<double>()).epsilon(1e-9));
        CHECK(lowest.values[0] == doctest::Approx(entry["bottom"].get<double>()).epsilon(1e-9));
        CHECK(std::abs(highest.vectors.col(0).head(matrix.rows()).dot(to_vector(entry["top_eigvec"]))) ==
              doctest::Approx(1).epsilon(1e-9));
      }
    }
  }

  TEST_CASE("both ends of large spectra, diagonal and rotated, of every sign") {
    const Index n = 400;
    const Eigen::VectorXd steep = Eigen::VectorXd::LinSpaced(n, -1, 4).unaryExpr([](double x) { return std::exp(x); });
    const Eigen::VectorXd mixed = Eigen::VectorXd::LinSpaced(n, -30, 50);
    for (const Eigen::VectorXd& eigenvalues : {steep, Eigen::VectorXd(-steep), mixed, Eigen::VectorXd(1e-8 * mixed)})
      for (const SpectrumEnd end : ends)
        for (const SymmetricOperator& op : {diagonal_operator(eigenvalues), rotated_operator(eigenvalues)}) {
          const Eigenpairs pairs = extreme_eigenpairs(op, 4, end);
          check_pairs(op, pairs, from_end(eigenvalues, end), 1e-6);
          CHECK(pairs.products < 3000);
        }
  }

  TEST_CASE("an end of the spectrum that is zero, as a Hessian's often is, converges like any other") {
    Eigen::VectorXd eigenvalues = Eigen::VectorXd::Zero(500);
    eigenvalues.head(20).setLinSpaced(1, 9);
    for (const double sign : {1.0, -1.0}) {
      const SymmetricOperator op = rotated_operator(sign * eigenvalues);
      const Eigenpairs pairs = extreme_eigenpairs(op, 3, sign > 0 ? SpectrumEnd::lowest : SpectrumEnd::highest);
      check_pairs(op, pairs, {0, 0, 0}, 1e-6);
      CHECK(pairs.products < 200);
    }
  }

  TEST_CASE("degenerate matrices: zero, the identity, one direction") {
    const Index n = 120;
    ParamVector direction = rotated_operator(Eigen::VectorXd::Ones(n)).multiply(ParamVector::Unit(n, 3));
    const Matrix rank_one = 7 * direction * direction.transpose();
    for (const SpectrumEnd end : ends) {
      check_pairs(diagonal_operator(Eigen::VectorXd::Zero(n)),
                  extreme_eigenpairs(diagonal_operator(Eigen::VectorXd::Zero(n)), 3, end), {0, 0, 0}, 1e-6);
      check_pairs(diagonal_operator(Eigen::VectorXd::Ones(n)),
                  extreme_eigenpairs(diagonal_operator(Eigen::VectorXd::Ones(n)), 3, end), {1, 1, 1}, 1e-9);
      const bool low = end == SpectrumEnd::lowest;
      const Eigenpairs pairs = extreme_eigenpairs(matrix_operator(rank_one), 2, end);
      CHECK(pairs.converged);
      CHECK(std::abs(pairs.values[0] - (low ? 0 : 7)) < 1e-6);
      CHECK(std::abs(pairs.values[1]) < 1e-6);
    }
    const Eigenpairs single = extreme_eigenpairs(diagonal_operator(Eigen::VectorXd::Constant(1, -2)), 1, ends[0]);
    CHECK(single.values[0] == -2);
    CHECK(single.converged);
  }

  TEST_CASE("too few products: what there is comes with its true residual, and says so") {
    const Eigen::VectorXd eigenvalues = Eigen::VectorXd::LinSpaced(2000, 0, 1);
    const SymmetricOperator op = diagonal_operator(eigenvalues);
    for (const SpectrumEnd end : ends) {
      const Eigenpairs pairs = extreme_eigenpairs(op, 3, end, {.tolerance = 1e-9, .most_products = 60});
      CHECK_FALSE(pairs.converged);
      CHECK(pairs.products <= 60);
      REQUIRE(pairs.values.size() == 3);
      CHECK(describe(pairs).starts_with("not converged after "));
      const std::vector<double> expected = from_end(eigenvalues, end);
      CHECK(pairs.residuals.maxCoeff() > 1e-9);
      for (Index i = 0; i < 3; ++i) {
        const ParamVector v = pairs.vectors.col(i);
        CHECK((op.multiply(v) - pairs.values[i] * v).norm() == doctest::Approx(pairs.residuals[i]).epsilon(1e-6));
        // An eigenvalue lies within the residual of every Ritz value.
        const double nearest = (eigenvalues.array() - pairs.values[i]).abs().minCoeff();
        CHECK(nearest <= pairs.residuals[i] + 1e-12);
        CHECK(std::abs(pairs.values[i] - expected[0]) < 0.1);
      }
    }
  }

  TEST_CASE("a stop ends it at once, before and on the way") {
    std::stop_source stopped;
    stopped.request_stop();
    for (const Index n : {20, 300}) {
      const SymmetricOperator op = rotated_operator(Eigen::VectorXd::LinSpaced(n, 0, 1));
      for (const SpectrumEnd end : ends) {
        const Eigenpairs pairs = extreme_eigenpairs(op, 2, end, {}, stopped.get_token());
        CHECK(pairs.cancelled);
        CHECK_FALSE(pairs.converged);
        CHECK(pairs.values.size() == 0);
        CHECK(describe(pairs) == "cancelled");
        int products = 0;
        std::stop_source stop;
        const SymmetricOperator stopping{n, [&](const ParamVector& x) {
                                           if (++products == 15) stop.request_stop();
                                           return op.multiply(x);
                                         }};
        if (n > 48) CHECK(extreme_eigenpairs(stopping, 2, end, {}, stop.get_token()).cancelled);
        if (n > 48) CHECK(products <= 15);
      }
      CHECK(dense_matrix(op, stopped.get_token()).size() == 0);
    }
  }

  TEST_CASE("products that are not finite end as not converged") {
    for (const double bad : {NAN, INFINITY})
      for (const Index n : {10, 200})
        for (const SpectrumEnd end : ends)
          for (const bool everywhere : {true, false}) {
            const SymmetricOperator op{n, [=](const ParamVector& x) {
                                         ParamVector y = 2 * x;
                                         if (everywhere || x[0] > 0.1) y[n / 2] = bad;
                                         return y;
                                       }};
            const Eigenpairs pairs = extreme_eigenpairs(op, 2, end);
            CAPTURE(describe(pairs));
            if (everywhere) CHECK_FALSE(pairs.converged);
            CHECK_FALSE(pairs.cancelled);
          }
  }

  TEST_CASE("a number of eigenpairs out of range, and a matrix too large to write down, are refused") {
    const SymmetricOperator op = diagonal_operator(Eigen::VectorXd::Ones(60));
    for (const Index count : {-1, 0, 61})
      CHECK_THROWS_WITH_AS(extreme_eigenpairs(op, count, ends[0]), doctest::Contains("expected 1 to 60"), InputError);
    check_pairs(op, extreme_eigenpairs(op, 60, ends[0]), std::vector<double>(60, 1.0), 1e-12);
    CHECK_THROWS_WITH_AS(dense_matrix({20'000, op.multiply}), doctest::Contains("a dense Hessian of 20000 parameters"),
                         InputError);
    CHECK_THROWS_AS(dense_matrix(op, {}, 1000), InputError);
  }

  TEST_CASE("the Hessian of a network: products, dense matrix and eigenpairs agree") {
    Rng rng(11);
    for (const char* activation : {"tanh", "softplus"}) {
      const NetworkObjective objective = random_objective({2, 8, 8, 1}, activation, "mse", 0.01, 40, rng);
      const ParamVector w = ParamVector::NullaryExpr(objective.dimension(), [&] { return 0.5 * rng.normal(); });
      const SymmetricOperator op = hessian_operator(objective, w);
      const Matrix dense = dense_matrix(op);
      CHECK((dense - dense.transpose()).norm() == 0);
      CHECK((dense - dense_hessian(objective, w)).cwiseAbs().maxCoeff() < 1e-12 * dense.cwiseAbs().maxCoeff());
      const ParamVector x = ParamVector::NullaryExpr(w.size(), [&] { return rng.normal(); });
      CHECK(relative_difference(op.multiply(x), dense * x) < 1e-11);
      const Eigen::SelfAdjointEigenSolver<Matrix> solver(dense);
      for (const SpectrumEnd end : ends)
        check_pairs(op, extreme_eigenpairs(op, 5, end, {.tolerance = 1e-10}), from_end(solver.eigenvalues(), end),
                    1e-8);
    }
  }
}
