// Lecture scenes on the handwritten digits: what their cards promise is what our code computes.
#include <cmath>

#include "core/base/decompositions.h"
#include "core/critical/survey.h"
#include "core/curvature/density.h"
#include "core/curvature/eigenpairs.h"
#include "core/landscape/planes.h"
#include "scene_cards.h"

using namespace cartograd;

namespace {

// The first `count` samples of the cards' order, from sample `first` on: 1347 train, the other 450 test.
Dataset shuffled(const Dataset& data, std::size_t first, std::size_t count) {
  const std::vector<Index> order = Rng(1).shuffle(data.samples());
  return pick_samples(data, std::span(order).subspan(first, count));
}

// The problem of S19, S24 and S25: the Hessian is that of 400 samples.
NetworkObjective on_first_400() {
  return classifier({64, 16, 10}, "tanh", shuffled(digits(), 0, 400), "cross_entropy");
}
const ParamVector& trained_for_spectrum() {
  static const ParamVector trained = [] {
    const NetworkObjective objective = classifier({64, 16, 10}, "tanh", shuffled(digits(), 0, 1347), "cross_entropy");
    const Run run = run_from(objective, initial_weights(objective.network(), "glorot", 1), "sgd", {{"lr", 0.1}},
                             {.steps = 2000, .batch = 32, .batch_seed = 5});
    return *run.parameters.back();
  }();
  return trained;
}

ParamVector filter_direction(const ParamVector& w, const ParamLayout& layout, Rng& rng) {
  ParamVector direction = normals(w.size(), rng);
  normalize_direction(direction, w, layout, "filter");
  return direction;
}

}  // namespace

TEST_SUITE("scene_cards_digits") {
  TEST_CASE("S10: wider networks end closer together and lower") {
    const auto card = scene_card("S10");
    const NetworkObjective narrow = classifier({16, 2, 10}, "tanh", shuffled(digits("4"), 0, 600), "cross_entropy"),
                           wide = classifier({16, 8, 10}, "tanh", shuffled(digits("4"), 0, 600), "cross_entropy");
    for (const NetworkObjective* objective : {&narrow, &wide}) {
      const std::string name = objective == &narrow ? "hidden 2" : "hidden 8";
      const auto& observed = card["observed"][name];
      CHECK(objective->dimension() == observed["params"].get<Index>());
      double mean = 0;
      for (std::uint64_t seed = 1; seed <= 3; ++seed)
        mean += run_from(*objective, initial_weights(objective->network(), "glorot", seed), "adam", {{"lr", 0.02}},
                         {.steps = 800})
                    .loss.back() /
                3;
      CHECK(in_band(mean, card["accept"][name + " train_mean"], 1.2 * observed["train_sd"].get<double>()));
    }
  }

  TEST_CASE("S12: at true critical points a high loss goes with a high index, and half of the searches find none") {
    const auto card = scene_card("S12");
    const NetworkObjective objective = small_classifier();
    CHECK(objective.dimension() == 67);
    const Run path = train(objective, *make_optimizer("gd", {{"lr", 0.5}}),
                           initial_weights(objective.network(), "glorot", 1), {.steps = 2000, .record_every = 25});
    const auto start = [&](Index i) {
      Rng rng(derive_seed(1, "start", static_cast<std::uint64_t>(i)));
      const ParamVector& w = *path.parameters[static_cast<std::size_t>(i) % path.size()];
      return ParamVector(w + 0.5 * w.norm() / std::sqrt(67.0) * normal_vector(67, rng));
    };
    for (const KindInfo* method : infos(search_methods())) {
      const Survey found = survey(objective, start, 80, {.method = method->id, .tolerance = 1e-9});
      std::vector<double> losses, indices;
      for (const CriticalPoint& point : found.points) {
        CHECK(point.gradient_norm < card["accept"]["all_accepted_grad_below"].get<double>());
        losses.push_back(point.loss);
        indices.push_back(static_cast<double>(point.negative));
      }
      const auto n = static_cast<Index>(losses.size());
      MESSAGE(method->id << ": " << n << " points, " << found.count(PointKind::minimum) << " minima, "
                         << found.count(PointKind::degenerate) << " degenerate, "
                         << found.count(SearchEnd::gradient_flat) << " gradient-flat, "
                         << found.count(SearchEnd::fading) << " fading, " << found.count(SearchEnd::not_found)
                         << " not found");
      REQUIRE(n >= 5);
      const Eigen::ArrayXd x = Eigen::Map<Eigen::ArrayXd>(losses.data(), n),
                           y = Eigen::Map<Eigen::ArrayXd>(indices.data(), n);
      const Eigen::ArrayXd dx = x - x.mean(), dy = y - y.mean();
      const double correlation = (dx * dy).sum() / std::sqrt(dx.square().sum() * dy.square().sum());
      MESSAGE("correlation " << correlation << ", losses from " << x.minCoeff() << " to " << x.maxCoeff());
      CHECK(in_band(correlation, card["accept"]["correlation_loss_index"]));
      if (method->id == "gauss_newton")  // the card's
        CHECK(indices[static_cast<std::size_t>(std::ranges::min_element(losses) - losses.begin())] == 0);
    }
  }

  TEST_CASE("S13: the index falls along a training run") {
    const auto card = scene_card("S13");
    const NetworkObjective objective = small_classifier();
    const Run run = run_from(objective, initial_weights(objective.network(), "glorot", 1), "gd", {{"lr", 0.5}},
                             {.steps = 2000, .record_every = 10});
    for (const auto& row : card["observed"]["rows"]) {
      const Index step = row["step"];
      CAPTURE(step);
      const auto at = static_cast<std::size_t>(step / 10);
      CHECK(run.loss[at] == doctest::Approx(row["loss"].get<double>()).epsilon(1e-6));
      CHECK(run.gradient_norm[at] == doctest::Approx(row["grad_norm"].get<double>()).epsilon(1e-5));
      const auto hessian = hessian_operator(objective, *run.parameters[at]);
      const Eigen::VectorXd all = dense_matrix(hessian).selfadjointView<Eigen::Lower>().eigenvalues();
      CHECK((all.array() < -1e-9).count() == row["index"].get<Index>());
      const Eigenpairs lowest = extreme_eigenpairs(hessian, 1, SpectrumEnd::lowest),
                       highest = extreme_eigenpairs(hessian, 1, SpectrumEnd::highest);
      CHECK(lowest.values[0] == doctest::Approx(row["lambda_min"].get<double>()).epsilon(1e-5));
      CHECK(highest.values[0] == doctest::Approx(row["lambda_max"].get<double>()).epsilon(1e-5));
    }
  }

  TEST_CASE("S14: the straight line from start to end, and the path beside it") {
    const auto card = scene_card("S14");
    const Dataset training = shuffled(digits(), 0, 1347), test = shuffled(digits(), 1347, 450);
    for (const std::string name : {"relu sgd .1", "relu momentum .02"}) {
      CAPTURE(name);
      const auto& observed = card["observed"][name];
      const bool momentum = name.find("momentum") != name.npos;
      const NetworkObjective objective = classifier({64, 32, 10}, "relu", training, "cross_entropy"),
                             testing = classifier({64, 32, 10}, "relu", test, "cross_entropy");
      const ParamVector start = initial_weights(objective.network(), "he", 1);
      const Run run =
          run_from(objective, start, "sgd", {{"lr", momentum ? 0.02 : 0.1}, {"momentum", momentum ? 0.9 : 0.0}},
                   {.steps = 840, .batch = 32, .record_every = 4, .batch_seed = 51});
      CHECK(run.loss.front() == doctest::Approx(observed["loss_at_0"].get<double>()).epsilon(1e-10));
      CHECK(run.loss.back() == doctest::Approx(observed["train_loss"].get<double>()).epsilon(1e-6));
      const ParamVector& end = *run.parameters.back();
      CHECK(testing.score(end).accuracy == doctest::Approx(observed["test_acc"].get<double>()).epsilon(1e-9));
      const double rise = largest_rise(losses_on_line(objective, start, end, 51));
      CHECK(std::abs(rise - observed["max_rise_along_line"].get<double>()) < 1e-6);
      CHECK(in_band(rise, card["accept"]["relu_sgd_monotone"]));
      const ParamVector along = (end - start).normalized();
      double off = 0;
      for (const auto& w : run.parameters)
        off = std::max(off, (*w - start - along.dot(*w - start) * along).norm() / (end - start).norm());
      CHECK(off == doctest::Approx(observed["max_off_line_distance_over_length"].get<double>()).epsilon(1e-5));
      Settings settings = initial_settings(find_kind(planes(), "plane", "pca").settings);
      for (const Setting& setting : common_plane_settings()) settings.set(setting.id, setting.initial);
      const std::vector<Run> runs = {run};
      const PlaneFit fit = *fit_plane("pca", {settings, runs, objective, Rng(1)});
      CHECK(variance_share(fit.plane, runs).plane ==
            doctest::Approx(observed["pca2_explained"].get<double>()).epsilon(1e-6));
    }
  }

  TEST_CASE("S14: Adam at a large rate depends on the last digit, so its card gives only the start") {
    const auto card = scene_card("S14");
    const NetworkObjective objective = classifier({64, 32, 10}, "tanh", shuffled(digits(), 0, 1347), "cross_entropy");
    const ParamVector start = initial_weights(objective.network(), "glorot", 1);
    CHECK(objective.evaluate(start, {}, nullptr) ==
          doctest::Approx(card["observed"]["tanh adam .1"]["loss_at_0"].get<double>()).epsilon(1e-12));
    const auto end = [&](const ParamVector& from) {
      const Run run = run_from(objective, from, "adam", {{"lr", 0.1}}, {.steps = 840, .batch = 32, .batch_seed = 51});
      CHECK(largest_rise(losses_on_line(objective, start, *run.parameters.back(), 51)) > 0);
      return run.loss.back();
    };
    CHECK(std::abs(end(start) - end(start * (1 + 1e-15))) > 1e-4);
  }

  TEST_CASE("S17: two solutions, and the hill on the straight line between them") {
    const auto card = scene_card("S17");
    const auto& observed = card["observed"];
    const NetworkObjective objective = classifier({64, 32, 10}, "relu", shuffled(digits(), 0, 1347), "cross_entropy");
    std::vector<ParamVector> solutions;
    for (const std::uint64_t seed : {1u, 2u}) {
      const Run run = run_from(objective, initial_weights(objective.network(), "he", seed), "heavy_ball",
                               {{"lr", 0.05}, {"momentum", 0.9}}, {.steps = 630, .batch = 32, .batch_seed = seed + 10});
      CHECK(run.loss.back() == doctest::Approx(observed["end_losses"][seed - 1].get<double>()).epsilon(1e-5));
      solutions.push_back(*run.parameters.back());
    }
    const std::vector<double> losses = losses_on_line(objective, solutions[0], solutions[1], 41);
    double barrier = 0;
    for (std::size_t i = 0; i < losses.size(); ++i) {
      const double t = static_cast<double>(i) / 40;
      barrier = std::max(barrier, losses[i] - (1 - t) * losses.front() - t * losses.back());
    }
    CHECK(barrier == doctest::Approx(observed["line_barrier"].get<double>()).epsilon(1e-4));
    CHECK(solutions[0].normalized().dot(solutions[1].normalized()) ==
          doctest::Approx(observed["cos_AB"].get<double>()).epsilon(1e-4));
  }

  TEST_CASE("S19: the Hessian's spectrum is a bulk at zero and a few large eigenvalues") {
    const auto card = scene_card("S19");
    const auto& observed = card["observed"];
    const NetworkObjective objective = on_first_400();
    const ParamVector& w = trained_for_spectrum();
    const SymmetricOperator op = hessian_operator(objective, w);
    const Eigenpairs top = extreme_eigenpairs(op, 12, SpectrumEnd::highest),
                     lowest = extreme_eigenpairs(op, 1, SpectrumEnd::lowest);
    CAPTURE(describe(top));
    CHECK(top.converged);
    CHECK(lowest.converged);
    const ParamVector expected = to_vector(observed["top12"]);
    CHECK((top.values - expected).cwiseAbs().maxCoeff() < 1e-5 * expected[0]);
    CHECK(std::abs(lowest.values[0] - observed["smallest"].get<double>()) < 1e-5);
    const auto large = (top.values.array() > 0.1 * top.values[0]).count();
    CHECK(large == observed["eigenvalues_above_tenth_of_top"].get<Index>());
    CHECK(in_band(static_cast<double>(large), card["accept"]["eigenvalues_above_tenth_of_top"]));
    ParamVector gradient;
    objective.evaluate(w, {}, &gradient);
    CHECK((top.vectors.leftCols(9).transpose() * gradient).squaredNorm() / gradient.squaredNorm() ==
          doctest::Approx(observed["gradient_in_top9"].get<double>()).epsilon(1e-3));
    const SpectralDensity density = spectral_density(op, 3, 60, 1);
    const double bulk = density.mean([](double x) { return std::abs(x) < 1e-3 ? 1.0 : 0.0; });
    CHECK(in_band(bulk, card["accept"]["share_abs_below_1e3"]));
    CHECK(std::abs(bulk - observed["share_abs_below_1e3"].get<double>()) < 0.15);
  }

  TEST_CASE("S20: a learning rate can be too small, right, and too large") {
    const auto card = scene_card("S20");
    const NetworkObjective objective = classifier({64, 32, 10}, "relu", shuffled(digits(), 0, 1347), "cross_entropy");
    for (const auto& [name, curve] : card["observed"].items()) {
      CAPTURE(name);
      std::map<double, double> losses, expected;
      for (const auto& [rate, loss] : curve.items()) {
        expected[std::stod(rate)] = loss;
        const Run run = run_from(objective, initial_weights(objective.network(), "he", 1),
                                 name == "momentum" ? "heavy_ball"
                                 : name == "gd"     ? "sgd"
                                                    : name,
                                 {{"lr", std::stod(rate)}}, {.steps = 300, .batch = 64, .batch_seed = 1});
        losses[std::stod(rate)] = run.loss.size() > 1 ? run.loss.back() : INFINITY;
      }
      const auto lower = [](const auto& x, const auto& y) { return x.second < y.second; };
      const double best = std::ranges::min_element(losses, lower)->first;
      CHECK(best == std::ranges::min_element(expected, lower)->first);
      CHECK(losses.begin()->second > 5 * losses[best]);
      CHECK(losses.rbegin()->second > 5 * losses[best]);
      // Where training is steady, the one restart of three lies near the card's mean.
      CHECK(losses.begin()->second == doctest::Approx(expected.begin()->second).epsilon(0.15));
    }
  }

  TEST_CASE("S23: a path is not on the surface that is drawn under it") {
    const auto card = scene_card("S23");
    const NetworkObjective objective = classifier({64, 32, 10}, "relu", shuffled(digits(), 0, 1347), "cross_entropy");
    const Run run =
        run_from(objective, initial_weights(objective.network(), "he", 1), "heavy_ball",
                 {{"lr", 0.02}, {"momentum", 0.9}}, {.steps = 840, .batch = 32, .record_every = 4, .batch_seed = 51});
    const ParamVector end = *run.parameters.back();
    Rng rng(5);
    const Index p = objective.dimension();
    CHECK(p == card["observed"]["params"].get<Index>());
    std::map<std::string, Plane> seen;
    const ParamVector u = normals(p, rng), v = normals(p, rng);
    seen["random"] = {end, u, v};
    const ParamVector filter_u = filter_direction(end, objective.layout(), rng);
    seen["filter"] = {end, filter_u, filter_direction(end, objective.layout(), rng)};
    Settings settings = initial_settings(find_kind(planes(), "plane", "pca").settings);
    for (const Setting& setting : common_plane_settings()) settings.set(setting.id, setting.initial);
    settings.set("origin", std::string("mean"));
    const std::vector<Run> runs = {run};
    seen["pca"] = fit_plane("pca", {settings, runs, objective, Rng(1)})->plane;
    for (const auto& [name, plane] : seen) {
      CAPTURE(name);
      const auto& observed = card["observed"][name];
      double missed = 0, all = 0, farthest = 0, distance = 0;
      for (const auto& w : run.parameters) {
        const double off = plane.off_plane(*w), far = (*w - plane.origin).norm();
        missed += off * off;
        all += far * far;
        farthest = std::max(farthest, off);
        distance = std::max(distance, far);
      }
      CHECK(1 - missed / all == doctest::Approx(observed["captured_share"].get<double>()).epsilon(1e-4));
      CHECK(farthest == doctest::Approx(observed["max_out_of_plane"].get<double>()).epsilon(1e-5));
      CHECK(distance == doctest::Approx(observed["max_distance"].get<double>()).epsilon(1e-5));
      const Eigen::Vector2d at = plane.project(*run.parameters.front());
      std::vector<double> under(1);
      REQUIRE(objective.on_plane(plane, {}, {})->evaluate(std::vector{at}, under));
      CHECK(under[0] == doctest::Approx(observed["surface_loss_under_start"].get<double>()).epsilon(1e-4));
      CHECK(run.loss.front() == doctest::Approx(observed["true_loss_at_start"].get<double>()).epsilon(1e-9));
    }
  }

  TEST_CASE("S24: a slice that looks convex where the full space is not") {
    const auto card = scene_card("S24");
    const NetworkObjective objective = on_first_400();
    const ParamVector& w = trained_for_spectrum();
    Rng rng(7);
    const ParamVector u = filter_direction(w, objective.layout(), rng);
    const Plane plane{w, u, filter_direction(w, objective.layout(), rng)};
    int convex = 0, negative = 0;
    for (int i = 0; i < 9; ++i) {  // every fourth of the card's points
      const ParamVector at = plane.at(i / 3 - 1, i % 3 - 1);
      const SymmetricOperator op = hessian_operator(objective, at);
      const ParamVector hu = op.multiply(plane.u);
      const double uu = plane.u.dot(hu), uv = plane.v.dot(hu), vv = plane.v.dot(op.multiply(plane.v));
      Rng first(3);
      const Eigen::VectorXd nodes = lanczos(op, normals(w.size(), first), 40).quadrature().nodes;
      const double ratio = -nodes[0] / nodes[39];
      if (uu > 0 && uu * vv > uv * uv) {
        ++convex;
        negative += ratio > 0.05 ? 1 : 0;
      }
      if (i == 4) CHECK(ratio == doctest::Approx(card["observed"]["ratio_at_centre"].get<double>()).epsilon(1e-5));
      if (i == 4) CHECK(in_band(ratio, card["accept"]["ratio_at_centre"]));
    }
    CHECK(in_band(convex / 9.0, card["accept"]["share_of_points_with_convex_slice"]));
    CHECK(negative >= convex - 2);
  }

  TEST_CASE("S25: a minimum of a slice that is no critical point of the network") {
    const auto card = scene_card("S25");
    const NetworkObjective objective = on_first_400();
    for (const auto& row : card["observed"]["rows"]) {
      const std::uint64_t seed = row["seed"];
      const ParamVector start = initial_weights(objective.network(), "glorot", seed);
      Rng rng(49 + seed);
      ParamVector u = filter_direction(start, objective.layout(), rng);
      ParamVector v = filter_direction(start, objective.layout(), rng);
      u.normalize();
      v = (v - u.dot(v) * u).normalized();
      Matrix axes(start.size(), 2);
      axes << u, v;
      ParamVector w = start, gradient;
      Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> solver;
      for (int step = 0; step < 400; ++step) {
        objective.evaluate(w, {}, &gradient);
        const SymmetricOperator op = hessian_operator(objective, w);
        Matrix products(w.size(), 2);
        products << op.multiply(u), op.multiply(v);
        solver.compute(Eigen::Matrix2d(axes.transpose() * products));
        const Eigen::Vector2d slope = axes.transpose() * gradient;
        if (slope.norm() < 1e-12) break;
        const Eigen::Vector2d in_basis = solver.eigenvectors().transpose() * slope;
        const Eigen::Vector2d move =
            -solver.eigenvectors() * in_basis.cwiseQuotient(solver.eigenvalues().cwiseAbs().cwiseMax(1e-3));
        w += axes * (move * std::min(1.0, 0.5 / move.norm()));
      }
      CHECK((axes.transpose() * gradient).norm() < 1e-10);
      CHECK((solver.eigenvalues() - to_vector(row["slice_eig"])).norm() < 1e-7);
      CHECK(objective.evaluate(w, {}, nullptr) == doctest::Approx(row["loss"].get<double>()).epsilon(1e-8));
      CHECK(gradient.norm() == doctest::Approx(row["full_grad_norm"].get<double>()).epsilon(1e-6));
      CHECK(gradient.norm() > 0.2);
      if (seed > 1) continue;
      // Eigenvalues below −10⁻⁶: hundreds of them.
      const Matrix hessian = dense_matrix(hessian_operator(objective, w));
      CHECK((hessian.selfadjointView<Eigen::Lower>().eigenvalues().array() < -1e-6).count() ==
            row["full_index"].get<Index>());
    }
  }
}
