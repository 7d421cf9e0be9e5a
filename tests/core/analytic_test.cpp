#include "core/objective/analytic.h"

#include <cmath>
#include <set>

#include "core/base/decompositions.h"
#include "support.h"

using namespace cartograd;

namespace {

Eigen::VectorXd eigenvalues(const Objective& objective, const ParamVector& w) {
  return Eigen::SelfAdjointEigenSolver<Matrix>(dense_hessian(objective, w)).eigenvalues();
}

ParamVector gradient_at(const Objective& objective, const ParamVector& w) {
  ParamVector gradient;
  objective.evaluate(w, {}, &gradient);
  return gradient;
}

// The row of a function of the table, which carries dimension, box and condition number in its name.
AnalyticFunction table_function(const std::string& name) {
  for (const char* id : {"rosenbrock", "rastrigin", "styblinski_tang", "ravine"})
    if (name.starts_with(id)) {
      const auto digit = name.find("_4d") != name.npos ? 4.0 : 2.0;
      return make_function(id, {{"dimension", digit}});
    }
  return make_function(name);
}

Matrix to_matrix(const nlohmann::json& rows) {
  Matrix matrix(static_cast<Index>(rows.size()), static_cast<Index>(rows.at(0).size()));
  for (Index i = 0; i < matrix.rows(); ++i) matrix.row(i) = to_vector(rows[static_cast<std::size_t>(i)]).transpose();
  return matrix;
}

}  // namespace

TEST_SUITE("analytic") {
  TEST_CASE("values, gradients and Hessians at the table's probes") {
    int probes = 0;
    for (const auto& entry : oracle("02_test_functions", "functions")) {
      const std::string name = entry["name"];
      CAPTURE(name);
      const AnalyticFunction function = table_function(name);
      for (const auto& probe : entry["probes"]) {
        const ParamVector w = to_vector(probe["x"]);
        const Matrix expected = to_matrix(probe["hess"]);
        CHECK(std::abs(function.objective->evaluate(w, {}, nullptr) - probe["f"].get<double>()) <
              1e-12 * std::max(1.0, std::abs(probe["f"].get<double>())));
        CHECK(relative_difference(gradient_at(*function.objective, w), to_vector(probe["grad"])) < 1e-12);
        CHECK((dense_hessian(*function.objective, w) - expected).cwiseAbs().maxCoeff() <
              1e-12 * std::max(1.0, expected.cwiseAbs().maxCoeff()));
        CHECK(relative_difference(eigenvalues(*function.objective, w), to_vector(probe["eig"])) < 1e-11);
        ++probes;
      }
    }
    CHECK(probes == 36);
  }

  TEST_CASE("the known points are the table's critical points, each with its index and eigenvalues") {
    for (const auto& entry : oracle("02_test_functions", "functions")) {
      const std::string name = entry["name"];
      CAPTURE(name);
      const AnalyticFunction function = table_function(name);
      std::size_t degenerate = 0;
      for (const KnownPoint& known : function.known_points) degenerate += !known.index;
      if (!entry.contains("degenerate_critical_points")) {
        CHECK(function.known_points.size() == entry["critical_points"].size());
        CHECK(degenerate == 0);
      } else {
        CHECK(degenerate > 0);  // the trap: no eigenvalue tells what this is
      }
      for (const auto& point : entry["critical_points"]) {
        const ParamVector w = to_vector(point["x"]);
        const auto known = std::find_if(function.known_points.begin(), function.known_points.end(),
                                        [&](const KnownPoint& each) { return (each.w - w).norm() < 1e-9; });
        REQUIRE(known != function.known_points.end());
        CHECK(known->index == point["index"].get<Index>());
        CHECK(relative_difference(eigenvalues(*function.objective, known->w), to_vector(point["eig"])) < 1e-9);
        CHECK(function.objective->evaluate(known->w, {}, nullptr) ==
              doctest::Approx(point["f"].get<double>()).epsilon(1e-9));
      }
    }
  }

  TEST_CASE("every row: derivatives are those of the value, and known points are what they say") {
    std::set<std::string> names;
    for (const Loss& loss : losses()) names.insert(loss.id);
    Rng rng(3);
    for (const auto& row : analytic_functions()) {
      CAPTURE(row.id);
      CHECK(names.insert(row.id).second);  // one selector holds losses and functions
      const AnalyticFunction function = make_function(row.id);
      const Objective& objective = *function.objective;
      const Index n = objective.dimension();
      CHECK(function.start.size() == n);
      CHECK(function.window.a_min < function.window.a_max);
      CHECK(function.window.b_min < function.window.b_max);
      const ParamVector w = function.start + 0.1 * ParamVector::NullaryExpr(n, [&] { return rng.normal(); });
      const ParamVector v = ParamVector::NullaryExpr(n, [&] { return rng.normal(); });
      ParamVector gradient;
      CHECK(objective.evaluate(w, {}, &gradient) == objective.evaluate(w, {}, nullptr));
      const double step = 1e-5, ahead = objective.evaluate(w + step * v, {}, nullptr),
                   behind = objective.evaluate(w - step * v, {}, nullptr);
      CHECK((ahead - behind) / (2 * step) == doctest::Approx(gradient.dot(v)).epsilon(1e-6).scale(1));
      CHECK(relative_difference(objective.hessian_vector(w, v), objective.Objective::hessian_vector(w, v)) < 1e-6);
      CHECK(gradient_at(objective, function.start).norm() > 1e-5);  // something happens

      for (const KnownPoint& known : function.known_points) {
        CHECK(gradient_at(objective, known.w).norm() < 1e-10);
        const Eigen::VectorXd spectrum = eigenvalues(objective, known.w);
        if (known.index) {
          CHECK((spectrum.array() < -1e-9).count() == *known.index);
          CHECK(spectrum.cwiseAbs().minCoeff() > 1e-6);
        } else if (row.id != "ackley") {  // a tip has no Hessian
          CHECK(spectrum.cwiseAbs().minCoeff() < 1e-9);
        }
      }
    }
  }

  TEST_CASE("Morse's sum: where all critical points are known, they give what the topology says") {
    const auto signed_sum = [](const AnalyticFunction& function) {
      int sum = 0;
      for (const KnownPoint& point : function.known_points) sum += point.index.value() % 2 == 0 ? 1 : -1;
      return sum;
    };
    const std::vector<std::pair<std::string, Changes>> complete = {
        {"bowl", {}},
        {"ravine", {{"dimension", 5.0}}},
        {"rosenbrock", {}},
        {"rosenbrock", {{"dimension", 3.0}}},
        {"rosenbrock", {{"dimension", 4.0}}},
        {"himmelblau", {}},
        {"styblinski_tang", {}},
        {"styblinski_tang", {{"dimension", 5.0}}},
        {"six_hump_camel", {}},
        {"three_hump_camel", {}},
        {"double_well", {}},
        {"rank1_factorization", {}},
        {"rank1_factorization", {{"eigenvalues", std::vector<double>{4, 3, 2, -1, -1}}}},
        {"rank1_factorization", {{"eigenvalues", std::vector<double>{-1, -2}}}}};
    for (const auto& [id, changes] : complete) {
      CAPTURE(id);
      const AnalyticFunction function = make_function(id, changes);
      CHECK(function.morse_sum == 1);
      CHECK(signed_sum(function) == 1);
    }
    // Degenerate points, or no growth at infinity.
    for (const char* id : {"quadratic_saddle", "beale", "ackley", "monkey_saddle", "ring_valley", "plateau"})
      CHECK_FALSE(make_function(id).morse_sum);
    for (const std::vector<double>& eigenvalues : {std::vector<double>{2, 2}, std::vector<double>{2, 0}})
      CHECK_FALSE(make_function("rank1_factorization", {{"eigenvalues", eigenvalues}}).morse_sum);
    CHECK_FALSE(make_function("rosenbrock", {{"dimension", 5.0}}).morse_sum);
    // One period holds a quarter of the lattice's border points: 4 saddles, 2 minima, 2 maxima.
    CHECK(make_function("sine_product").morse_sum == 0);
  }

  TEST_CASE("rows in other dimensions") {
    for (const auto& row : analytic_functions())
      if (std::any_of(row.settings.begin(), row.settings.end(), [](const Setting& s) { return s.id == "dimension"; }))
        for (double dimension : {3.0, 5.0}) {
          CAPTURE(row.id);
          const AnalyticFunction function = make_function(row.id, {{"dimension", dimension}});
          CHECK(function.start.size() == static_cast<Index>(dimension));
          for (const KnownPoint& known : function.known_points) {
            CHECK(gradient_at(*function.objective, known.w).norm() < 1e-10);
            if (known.index) CHECK((eigenvalues(*function.objective, known.w).array() < 0).count() == *known.index);
          }
        }
    CHECK(make_function("styblinski_tang", {{"dimension", 5.0}}).known_points.size() == 243);
    CHECK(make_function("styblinski_tang", {{"dimension", 100.0}}).known_points.size() == 1);
    CHECK(make_function("ravine", {{"dimension", 7.0}, {"condition", 1e4}})
              .objective->hessian_vector(ParamVector::Zero(7), ParamVector::Ones(7))[6] == doctest::Approx(1e4));
  }

  TEST_CASE("a saddle of any index: so many directions down, whatever leads up") {
    const AnalyticFunction saddle =
        make_function("quadratic_saddle", {{"dimension", 7.0}, {"index", 3.0}, {"up", 1.0}});
    CHECK(saddle.known_points[0].index == 3);
    const ParamVector w = ParamVector::LinSpaced(7, 1, 7);
    CHECK(saddle.objective->evaluate(w, {}, nullptr) == doctest::Approx(0.5 * (1 + 4 + 9 + 16 - 25 - 36 - 49)));
    CHECK(eigenvalues(*saddle.objective, w).head(3).isConstant(-1));
    CHECK(eigenvalues(*saddle.objective, w).tail(4).isConstant(1));
    CHECK(saddle.start.head(4).norm() == doctest::Approx(1.5));
    CHECK(saddle.start.tail(3).norm() == doctest::Approx(1e-3));
    CHECK_THROWS_WITH_AS(make_function("quadratic_saddle", {{"index", 2.0}}),
                         "index = 2: expected less than the dimension, 2", InputError);
  }

  TEST_CASE("ReLU students: as many teachers as students unless told otherwise; restarts begin where draws do") {
    CHECK(make_function("relu_population", {{"students", 5.0}}).start.size() == 25);
    const AnalyticFunction nine = make_function("relu_population", {{"students", 9.0}, {"teachers", 8.0}});
    CHECK(nine.start.size() == 72);
    CHECK(nine.known_points.empty());
    const ParamVector third =
        make_function("relu_population", {{"students", 9.0}, {"teachers", 8.0}, {"draw", 3.0}}).start;
    CHECK(nine.start_from_seed(3) == third);
    CHECK(nine.start_from_seed(4) != third);
  }

  TEST_CASE("a start of one's own needs one number per parameter") {
    CHECK(make_function("beale", {{"start", std::vector<double>{2, 3}}}).start == Eigen::Vector2d(2, 3));
    CHECK_THROWS_WITH_AS(make_function("beale", {{"start", std::vector<double>{2, 3, 4}}}),
                         "start has 3 numbers; expected 2, one for each parameter, or \"auto\"", InputError);
  }

  TEST_CASE("(1 − ab)²: curvature, and the ridge between its two valleys") {
    const auto two = oracle("05_scalar_linear_nets", "two");
    const AnalyticFunction net = make_function("scalar_linear_net");
    for (const auto& probe : two["probes"]) {
      const ParamVector w = to_vector(probe["x"]);
      CHECK(net.objective->evaluate(w, {}, nullptr) == doctest::Approx(probe["L"].get<double>()).epsilon(1e-13));
      CHECK(relative_difference(gradient_at(*net.objective, w), to_vector(probe["grad"])) < 1e-13);
      CHECK((dense_hessian(*net.objective, w) - to_matrix(probe["hess"])).norm() < 1e-12);
      CHECK(relative_difference(eigenvalues(*net.objective, w), to_vector(probe["eig"])) < 1e-12);
    }
    for (const auto& barrier : two["barriers"]) {
      const ParamVector one = to_vector(barrier["end1"]), other = to_vector(barrier["end2"]);
      double highest = 0;
      for (int i = 0; i <= 100; ++i)
        highest = std::max(highest, net.objective->evaluate(one + 0.01 * i * (other - one), {}, nullptr));
      CHECK(highest == doctest::Approx(barrier["line_max_at_half"].get<double>()).epsilon(1e-12));
    }
  }

  TEST_CASE("deep scalar nets: loss and gradient at equal weights; the origin is flat from three layers on") {
    for (const auto& row : oracle("05_scalar_linear_nets", "deep", "rows")) {
      const Index depth = row["depth"];
      const AnalyticFunction net = make_function("scalar_linear_net", {{"depth", static_cast<double>(depth)}});
      const ParamVector w = ParamVector::Constant(depth, row["w0"].get<double>());
      CHECK(net.objective->evaluate(w, {}, nullptr) ==
            doctest::Approx(row["loss_at_start"].get<double>()).epsilon(1e-13));
      CHECK(gradient_at(*net.objective, w).norm() ==
            doctest::Approx(row["grad_norm_at_start"].get<double>()).epsilon(1e-12));
      const double flat = dense_hessian(*net.objective, ParamVector::Zero(depth)).norm();
      if (depth == 2)
        CHECK(flat == doctest::Approx(std::sqrt(8.0)));
      else
        CHECK(flat == 0);
    }
  }

  TEST_CASE("rank-1 factorisation: every critical point of the table, in the coordinates of the eigenvectors") {
    for (const auto& entry : oracle("07_rank1", "cases")) {
      const Eigen::SelfAdjointEigenSolver<Matrix> solver(to_matrix(entry["A"]));
      const Matrix& vectors = solver.eigenvectors();
      const Eigen::VectorXd& mu = solver.eigenvalues();
      CHECK((mu -
             [&] {
               ParamVector sorted = to_vector(entry["eigenvalues"]);
               std::sort(sorted.begin(), sorted.end());
               return sorted;
             }())
                .norm() < 1e-12);
      const AnalyticFunction function =
          make_function("rank1_factorization", {{"eigenvalues", std::vector<double>(mu.begin(), mu.end())}});
      CHECK(function.known_points.size() == entry["total_critical_points"].get<std::size_t>());
      const auto minima = std::count_if(function.known_points.begin(), function.known_points.end(),
                                        [](const KnownPoint& point) { return point.index == 0; });
      CHECK(minima == entry["minima"].get<long>());
      for (const auto& point : entry["critical_points"])
        for (double sign : {1.0, -1.0}) {
          const ParamVector w = sign * vectors.transpose() * to_vector(point["x"]);
          const auto known = std::find_if(function.known_points.begin(), function.known_points.end(),
                                          [&](const KnownPoint& each) { return (each.w - w).norm() < 1e-9; });
          REQUIRE(known != function.known_points.end());
          CHECK(known->index == point["index"].get<Index>());
          CHECK(function.objective->evaluate(w, {}, nullptr) ==
                doctest::Approx(point["f"].get<double>()).epsilon(1e-12));
          CHECK(relative_difference(eigenvalues(*function.objective, w), to_vector(point["eig"])) < 1e-11);
        }
    }
  }

  TEST_CASE("a ReLU neuron that learns from another") {
    for (const auto& entry : oracle("09_relu_population", "neuron")) {
      const auto teacher = entry["v"].get<std::vector<double>>();
      const AnalyticFunction neuron = make_function("relu_neuron", {{"teacher", teacher}});
      const Index n = neuron.objective->dimension();
      CHECK(neuron.objective->evaluate(ParamVector::Zero(n), {}, nullptr) ==
            doctest::Approx(entry["L_at_zero"].get<double>()));
      CHECK(std::abs(neuron.objective->evaluate(to_vector(entry["v"]), {}, nullptr)) < 1e-15);
      CHECK((dense_hessian(*neuron.objective, to_vector(entry["v"])) - 0.5 * Matrix::Identity(n, n)).norm() < 1e-12);
      for (const auto& row : entry["rows"]) {
        const ParamVector w = to_vector(row["w"]);
        CHECK(neuron.objective->evaluate(w, {}, nullptr) == doctest::Approx(row["L"].get<double>()).epsilon(1e-12));
        CHECK(relative_difference(gradient_at(*neuron.objective, w), to_vector(row["grad"])) < 1e-12);
      }
    }
  }

  TEST_CASE("the symmetric critical point of ReLU students: a saddle for five, a spurious minimum from six on") {
    for (const auto& row : oracle("09_relu_population", "teacher_student", "rows")) {
      const double units = row["k"];
      CAPTURE(units);
      const AnalyticFunction students = make_function("relu_population", {{"students", units}, {"teachers", units}});
      const Matrix by_row = to_matrix(row["W"]);
      const ParamVector w = by_row.transpose().reshaped();  // student by student
      CHECK(students.objective->evaluate(w, {}, nullptr) == doctest::Approx(row["loss"].get<double>()).epsilon(1e-12));
      CHECK(gradient_at(*students.objective, w).norm() < 1e-13);
      REQUIRE(students.known_points.size() == 2);
      CHECK((students.known_points[1].w - w).norm() == 0);
      CHECK(students.known_points[1].index == row["index"].get<Index>());
      const Eigen::VectorXd spectrum = eigenvalues(*students.objective, w);
      CHECK(spectrum.minCoeff() == doctest::Approx(row["min_hessian_eig"].get<double>()).epsilon(1e-6));
      CHECK(spectrum.maxCoeff() == doctest::Approx(row["max_hessian_eig"].get<double>()).epsilon(1e-6));
      CHECK((spectrum.array() < 0).count() == row["index"].get<Index>());
      CHECK(std::abs(students.objective->evaluate(students.known_points[0].w, {}, nullptr)) < 1e-14);
    }
  }
}
