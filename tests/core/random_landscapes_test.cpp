// What dimension does to landscapes: slices that look like bowls, random Hessians, distances.
#include <cmath>
#include <numbers>

#include "core/curvature/eigenpairs.h"
#include "core/landscape/planes.h"
#include "core/landscape/slice.h"
#include "curvature_checks.h"

using namespace cartograd;

namespace {

constexpr double pi = std::numbers::pi;

ParamVector normals(Index size, Rng& rng) {
  return ParamVector::NullaryExpr(size, [&](Index) { return rng.normal(); });
}

// Whether `count` of `trials` is what a probability gives, within 4 standard errors.
void check_share(double count, double trials, double probability) {
  const double error = std::sqrt(probability * (1 - probability) / trials);
  CHECK(std::abs(count / trials - probability) <= 4 * error + 1e-12);
}

// A symmetric matrix of the Gaussian orthogonal ensemble: variance 1 off the diagonal, 2 on it.
Matrix gaussian_orthogonal(Index n, Rng& rng) {
  const Matrix a = Matrix::NullaryExpr(n, n, [&](Index, Index) { return rng.normal(); });
  return (a + a.transpose()) / std::sqrt(2.0);
}

FunctionObjective quadratic_form(const Matrix& h) {
  return {h.rows(), [h](const ParamVector& x, ParamVector& slope) {
            slope = h * x;
            return 0.5 * x.dot(slope);
          }};
}

}  // namespace

TEST_SUITE("random_landscapes") {
  TEST_CASE("the principal directions of a random walk hold what theory says, and its projections are cosines") {
    for (const auto& row : oracle("13_slices", "random_walk_pca", "rows")) {
      const Index points = row["T"];
      if (points > 300) continue;  // as many dimensions as points
      // In infinitely many dimensions all steps are orthogonal.
      Run run;
      ParamVector w = ParamVector::Zero(points);
      for (Index t = 0; t < points; ++t) {
        run.step.push_back(t);
        run.loss.push_back(1);
        run.gradient_norm.push_back(1);
        run.parameters.push_back(std::make_shared<const ParamVector>(w += ParamVector::Unit(points, t)));
      }
      const FunctionObjective bowl = quadratic(ParamVector::Ones(points));
      Settings settings = initial_settings(find_kind(planes(), "plane", "pca").settings);
      for (const Setting& setting : common_plane_settings()) settings.set(setting.id, setting.initial);
      settings.set("origin", std::string("mean"));
      const std::vector<Run> runs = {run};
      const PlaneFit fit = *fit_plane("pca", {settings, runs, bowl, Rng(1)});
      const VarianceShare share = variance_share(fit.plane, runs);
      CHECK(share.a == doctest::Approx(row["explained"][0].get<double>()).epsilon(1e-9));
      CHECK(share.b == doctest::Approx(row["explained"][1].get<double>()).epsilon(1e-9));
      CHECK(share.plane == doctest::Approx(row["first_two"].get<double>()).epsilon(1e-9));
      const Trajectory seen = project(fit.plane, run);
      for (const int k : {1, 2}) {
        const Eigen::VectorXd curve = Eigen::Map<const Eigen::VectorXd>((k == 1 ? seen.a : seen.b).data(), points);
        const Eigen::VectorXd cosine = Eigen::VectorXd::NullaryExpr(points, [&](Index t) {
          return std::cos(pi * k * (static_cast<double>(t) + 0.5) / static_cast<double>(points));
        });
        CHECK(std::abs(curve.normalized().dot(cosine.normalized())) == doctest::Approx(1).epsilon(1e-9));
      }
    }
  }

  TEST_CASE("how often a random line or plane through a saddle shows a bowl") {
    Rng rng(1);
    for (const auto& row : oracle("13_slices", "saddle_through_random_plane", "rows")) {
      const Index d = row["d"], index = row["index"];
      ParamVector curvatures = ParamVector::Ones(d);
      curvatures.head(index).setConstant(-1);
      const SymmetricOperator op = diagonal_operator(curvatures);
      const int trials = 3000;
      int lines = 0, bowls = 0;
      for (int trial = 0; trial < trials; ++trial) {
        const ParamVector u = normals(d, rng), v = normals(d, rng), hu = op.multiply(u);
        const double uu = u.dot(hu), uv = v.dot(hu), vv = v.dot(op.multiply(v));
        lines += uu > 0 ? 1 : 0;
        bowls += uu > 0 && uu * vv > uv * uv ? 1 : 0;
      }
      CAPTURE(row.dump());
      check_share(lines, trials, row["line_sees_positive"]);
      check_share(bowls, trials, row["plane_sees_bowl"]);
    }
  }

  TEST_CASE("a sampled slice has the table's second derivatives, and an index no larger than the full one") {
    for (const auto& entry : oracle("13_slices", "slice_hessians")) {
      const Matrix hessian = to_matrix(entry["hessian"]);
      const Eigenpairs all = extreme_eigenpairs(matrix_operator(hessian), hessian.rows(), SpectrumEnd::lowest);
      CHECK(relative_difference(all.values, to_vector(entry["eig"])) < 1e-12);
      const Index full_index = (all.values.array() < 0).count();
      CHECK(full_index == entry["full_index"].get<Index>());
      CHECK(hessian.trace() / static_cast<double>(hessian.rows()) ==
            doctest::Approx(entry["trace_over_d"].get<double>()).epsilon(1e-9));
      for (const auto& each : entry["planes"]) {
        const Plane plane{ParamVector::Zero(hessian.rows()), to_vector(each["d1"]), to_vector(each["d2"])};
        const Slice slice = sample_slice(quadratic_form(hessian), plane, {-1, 1, -1, 1}, {3, 3});
        const double aa = slice.at(2, 1) + slice.at(0, 1), bb = slice.at(1, 2) + slice.at(1, 0),
                     ab = (slice.at(2, 2) - slice.at(2, 0) - slice.at(0, 2) + slice.at(0, 0)) / 4;
        Eigen::Matrix2d measured;
        measured << aa, ab, ab, bb;
        CHECK((measured - to_matrix(each["slice_hessian"])).cwiseAbs().maxCoeff() < 1e-12);
        const Eigen::Vector2d eigenvalues = measured.selfadjointView<Eigen::Lower>().eigenvalues();
        CHECK(relative_difference(eigenvalues, to_vector(each["slice_eig"])) < 1e-12);
        const Index index = (eigenvalues.array() < 0).count();
        CHECK(index == each["slice_index"].get<Index>());
        CHECK(index <= full_index);
      }
    }
  }

  TEST_CASE("how much of a path a plane catches, and what single dot products would have got wrong") {
    for (const auto& entry : oracle("13_slices", "projections")) {
      const Plane plane{to_vector(entry["origin"]), to_vector(entry["d1"]), to_vector(entry["d2"])};
      double missed = 0, all = 0;
      for (std::size_t i = 0; i < entry["points"].size(); ++i) {
        const ParamVector w = to_vector(entry["points"][i]);
        CHECK((w - plane.origin).norm() == doctest::Approx(entry["distance_from_origin"][i].get<double>()));
        missed += std::pow(plane.off_plane(w), 2);
        all += (w - plane.origin).squaredNorm();
        const auto wrong = to_vector(entry["coords_if_one_wrongly_uses_single_dot_products"][i]);
        if (std::abs(plane.cosine()) > 0.1) CHECK((plane.project(w) - wrong).norm() > 1e-3);
      }
      CHECK(1 - missed / all == doctest::Approx(entry["captured_fraction_of_squared_length"].get<double>()));
    }
  }

  TEST_CASE("how rarely a random symmetric matrix has no negative eigenvalue") {
    Rng rng(2);
    for (const auto& row : oracle("15_random_landscapes", "goe", "rows")) {
      const Index n = row["N"];
      const double probability = row["probability"];
      const int trials = n <= 3 ? 20'000 : 150'000;
      if (probability * trials < 10) continue;  // too rare to count
      int positive = 0;
      for (int trial = 0; trial < trials; ++trial)
        positive += gaussian_orthogonal(n, rng).llt().info() == Eigen::Success ? 1 : 0;
      CAPTURE(n);
      check_share(positive, trials, probability);
    }
  }

  TEST_CASE("the expected number of critical points of each index, from eigenvalues of random matrices (Kac & Rice)") {
    Rng rng(4);
    for (const auto& row : oracle("15_random_landscapes", "spherical_3_spin_expected", "rows")) {
      const Index n = row["N"];
      if (n > 10) continue;
      const double size = static_cast<double>(n);
      const int trials = 6000;
      Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(n), squares = sum;
      for (int trial = 0; trial < trials; ++trial) {
        const Matrix matrix = gaussian_orthogonal(n, rng) / std::sqrt(2 * size);
        const Eigen::ArrayXd eigenvalues = matrix.selfadjointView<Eigen::Lower>().eigenvalues();
        const Eigen::ArrayXd term =
            2 * std::sqrt(2.0 / 3) * std::pow(2, size / 2) * (-size / 6 * eigenvalues.square()).exp();
        sum += term;
        squares += term.square();
      }
      const Eigen::ArrayXd mean = sum / trials, error = ((squares / trials - mean.square()) / trials).sqrt();
      for (Index k = 0; k < n; ++k) {
        CAPTURE(k);
        CHECK(std::abs(mean[k] - row["expected_by_index"][static_cast<std::size_t>(k)].get<double>()) < 5 * error[k]);
      }
    }
  }

  TEST_CASE("distances, angles and planes in many dimensions") {
    Rng rng(6);
    for (const auto& row : oracle("16_dimension", "rows")) {
      const Index d = row["d"];
      CAPTURE(d);
      const int trials = d > 1000 ? 300 : 2000;
      double distances = 0, squares = 0, cosines = 0, cosine_squares = 0, caught = 0;
      for (int trial = 0; trial < trials; ++trial) {
        const ParamVector x = ParamVector::NullaryExpr(d, [&](Index) { return rng.uniform(); }),
                          y = ParamVector::NullaryExpr(d, [&](Index) { return rng.uniform(); });
        distances += (x - y).norm() / trials;
        squares += (x - y).squaredNorm() / trials;
        const Plane plane{ParamVector::Zero(d), normals(d, rng), normals(d, rng)};
        cosines += std::abs(plane.cosine()) / trials;
        cosine_squares += std::pow(plane.cosine(), 2) / trials;
        if (d == 1) continue;  // there is no plane
        const ParamVector w = normals(d, rng);
        caught += (1 - std::pow(plane.off_plane(w) / w.norm(), 2)) / trials;
      }
      const auto near = [&](double measured, const char* key, double spread) {
        CAPTURE(key);
        if (row[key].is_null()) return;
        const double expected = row[key];
        CHECK(std::abs(measured - expected) < 4 * spread * expected / std::sqrt(trials));
      };
      // Spreads relative to the mean are largest in one dimension: 1.2 of a squared distance, 1.5 of a squared cosine.
      near(std::sqrt(squares), "rms_distance_uniform_cube", 0.7);
      near(distances, "mean_distance_exact", 0.8);
      near(std::sqrt(cosine_squares), "rms_cosine_of_two_random_directions", 0.75);
      near(cosines, "expected_abs_cosine", 0.8);
      if (d > 1) near(caught, "random_plane_captures", 1.05);
    }
  }

  TEST_CASE("the noise of mini-batches: over all batches, the deviation of the batch's loss is the table's") {
    const auto table = oracle("17_statistics", "minibatch");
    const ParamVector losses = to_vector(table["per_sample_losses"]);
    const Index n = losses.size();
    Dataset data;  // outputs are 0, so a sample's loss is its target squared
    data.inputs = Matrix::Zero(1, n);
    data.values = losses.cwiseSqrt().transpose();
    const Activation& linear = find_activation("linear");
    const NetworkObjective objective(Network::mlp({1, 1}, linear, linear), data, find_loss("mse", data), 0);
    const ParamVector w = ParamVector::Zero(2);
    const double mean = table["full_mean"];
    CHECK(objective.evaluate(w, {}, nullptr) == doctest::Approx(mean).epsilon(1e-14));
    const auto deviation = [&](const std::vector<std::vector<Index>>& batches) {
      double sum = 0;
      for (const auto& batch : batches) sum += std::pow(objective.evaluate(w, batch, nullptr) - mean, 2);
      return std::sqrt(sum / static_cast<double>(batches.size()));
    };
    for (const auto& row : table["rows"]) {
      const auto size = row["batch"].get<Index>();
      std::vector<std::vector<Index>> subsets, tuples;
      for (unsigned mask = 0; mask < 1u << n; ++mask) {
        std::vector<Index> batch;
        for (Index i = 0; i < n; ++i)
          if (mask >> i & 1) batch.push_back(i);
        if (static_cast<Index>(batch.size()) == size) subsets.push_back(batch);
      }
      CHECK(std::abs(deviation(subsets) - row["sd_without_replacement"].get<double>()) < 1e-12);
      if (size > 4) continue;  // 8⁸ batches
      for (Index code = 0; code < static_cast<Index>(std::pow(n, size)); ++code) {
        std::vector<Index> batch;
        for (Index rest = code; static_cast<Index>(batch.size()) < size; rest /= n) batch.push_back(rest % n);
        tuples.push_back(batch);
      }
      CHECK(std::abs(deviation(tuples) - row["sd_with_replacement"].get<double>()) < 1e-12);
    }
  }
}
