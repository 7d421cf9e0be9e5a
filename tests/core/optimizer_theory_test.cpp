// What theory says of the update rules: rates, limits, escape times, closed forms.
#include <cmath>
#include <complex>

#include "core/optim/run.h"
#include "support.h"

using namespace cartograd;

namespace {

// The spectral radius of a rule with momentum on ½ h x²: its iterates obey x₊ = p x − q x₋, which four of them give.
double spectral_radius(Optimizer& rule, double h) {
  const FunctionObjective objective = quadratic(ParamVector::Constant(1, h));
  ParamVector x = ParamVector::Ones(1);
  double at[4] = {1};
  for (int i = 1; i < 4; ++i) {
    rule.step(objective, {}, x);
    at[i] = x[0];
  }
  const double det = at[1] * at[1] - at[0] * at[2];
  if (std::abs(det) < 1e-14) return std::abs(at[1]);  // no momentum: one factor a step
  const double p = (at[2] * at[1] - at[3] * at[0]) / det, q = (at[2] * at[2] - at[1] * at[3]) / det;
  const std::complex<double> root = std::sqrt(std::complex<double>(p * p - 4 * q));
  return std::max(std::abs(p + root), std::abs(p - root)) / 2;
}

double spectral_radius(const std::string& id, double rate, double momentum, double h) {
  Changes changes = {{"lr", rate}};
  if (id != "gd") changes["momentum"] = momentum;
  return spectral_radius(*make_optimizer(id, changes), h);
}

// The first step at which |x| has reached `bound`, from below or from above.
int steps_until(Optimizer& rule, double h, double start, double bound) {
  const FunctionObjective objective = quadratic(ParamVector::Constant(1, h));
  ParamVector x = ParamVector::Constant(1, start);
  int step = 0;
  for (; std::abs(start) < bound ? std::abs(x[0]) < bound : std::abs(x[0]) > bound; ++step) rule.step(objective, {}, x);
  return step;
}

}  // namespace

TEST_SUITE("optimizer_theory") {
  TEST_CASE("rates per mode, best settings and step limits on quadratics") {
    int compared = 0;
    for (const auto& problem : oracle("03_optimisers", "quadratics")) {
      const ParamVector h = to_vector(problem["h"]);
      const auto radius = [&](const std::string& id, double rate, double momentum) {
        double largest = 0;
        for (double each : h) largest = std::max(largest, spectral_radius(id, rate, momentum, each));
        return largest;
      };
      for (const std::string id : {"heavy_ball", "nesterov"})
        for (const auto& entry : problem[id]) {
          CAPTURE(id);
          const double rate = entry["lr"], beta = entry["beta"], limit = entry["lr_limit"];
          for (Index mode = 0; mode < h.size(); ++mode) {
            const double expected = entry["spectral_radius_per_mode"][static_cast<std::size_t>(mode)];
            CHECK(spectral_radius(id, rate, beta, h[mode]) == doctest::Approx(expected).epsilon(1e-6));
            ++compared;
          }
          CHECK(radius(id, 0.999 * limit, beta) < 1);
          CHECK(radius(id, 1.001 * limit, beta) > 1);
        }
      const double limit = problem["gd_lr_limit"], best = problem["gd_best_lr"];
      CHECK(radius("gd", 0.999 * limit, 0) < 1);
      CHECK(radius("gd", 1.001 * limit, 0) > 1);
      CHECK(radius("gd", best, 0) == doctest::Approx(problem["gd_best_rate"].get<double>()).epsilon(1e-12));
      CHECK(radius("gd", 0.98 * best, 0) > radius("gd", best, 0));
      CHECK(radius("gd", 1.02 * best, 0) > radius("gd", best, 0));
      const auto check_best = [&](const std::string& id, const nlohmann::json& settings) {
        CHECK(radius(id, settings["lr"], settings["beta"]) ==
              doctest::Approx(settings["rate"].get<double>()).epsilon(1e-6));
      };
      check_best("heavy_ball", problem["hb_best"]);
      check_best("nesterov", problem["nag_strong"]);
    }
    CHECK(compared > 10);
  }

  TEST_CASE("the table of rates by condition number") {
    for (const auto& row : oracle("03_optimisers", "rates")) {
      const double kappa = row["kappa"], root = std::sqrt(kappa);
      CAPTURE(kappa);
      const auto radius = [&](const std::string& id, double rate, double momentum) {
        return std::max(spectral_radius(id, rate, momentum, 1), spectral_radius(id, rate, momentum, kappa));
      };
      const double slow = (root - 1) / (root + 1);
      CHECK(radius("gd", 1 / kappa, 0) == doctest::Approx(row["gd_lr_1_over_L"].get<double>()).epsilon(1e-12));
      CHECK(radius("gd", 2 / (1 + kappa), 0) == doctest::Approx(row["gd_best"].get<double>()).epsilon(1e-12));
      CHECK(radius("nesterov", 1 / kappa, slow) == doctest::Approx(row["nesterov"].get<double>()).epsilon(1e-4));
      CHECK(radius("heavy_ball", 4 / std::pow(root + 1, 2), slow * slow) ==
            doctest::Approx(row["heavy_ball"].get<double>()).epsilon(1e-4));
      // Steps to a millionth, in the slowest mode.
      const auto& steps = row["steps_for_1e6"];
      CHECK(steps_until(*make_optimizer("gd", {{"lr", 1 / kappa}}), 1, 1, 1e-6) == steps["gd_lr_1_over_L"].get<int>());
      CHECK(steps_until(*make_optimizer("gd", {{"lr", 2 / (1 + kappa)}}), 1, 1, 1e-6) == steps["gd_best"].get<int>());
      // With momentum the table counts rateᵗ alone; at a double root the error is up to t times that.
      const auto left_after = [&](const std::string& id, double rate, double momentum) {
        const FunctionObjective mode = quadratic(ParamVector::Ones(1));
        const auto rule = make_optimizer(id, {{"lr", rate}, {"momentum", momentum}});
        ParamVector x = ParamVector::Ones(1);
        for (int step = 0; step < steps[id].get<int>(); ++step) rule->step(mode, {}, x);
        return std::abs(x[0]);
      };
      for (const std::string id : {"heavy_ball", "nesterov"}) {
        CAPTURE(id);
        const double per_step = row[id], count = steps[id];
        CHECK(std::pow(per_step, count) <= 1e-6);
        CHECK(std::pow(per_step, count - 1) > 1e-6);
        const double left =
            id == "nesterov" ? left_after(id, 1 / kappa, slow) : left_after(id, 4 / std::pow(root + 1, 2), slow * slow);
        CHECK(left <= 3e-6 * (1 + count));
        CHECK(left > 1e-8);
      }
    }
  }

  TEST_CASE("how long a saddle holds: escape times") {
    for (const auto& row : oracle("03_optimisers", "saddle_escape", "rows")) {
      const double rate = row["lr"], beta = row["beta"], h = -row["lam"].get<double>(), start = row["y0"];
      const auto& expected = row["first_step_with_abs_y_ge_1"];
      CHECK(steps_until(*make_optimizer("gd", {{"lr", rate}}), h, start, 1) == expected["gd"].get<int>());
      for (const std::string id : {"heavy_ball", "nesterov"})
        CHECK(steps_until(*make_optimizer(id, {{"lr", rate}, {"momentum", beta}}), h, start, 1) ==
              expected[id].get<int>());
      CHECK(spectral_radius("gd", rate, 0, h) == doctest::Approx(row["gd_growth_factor"].get<double>()));
      CHECK(spectral_radius("heavy_ball", rate, beta, h) ==
            doctest::Approx(row["heavy_ball_growth_factor"].get<double>()).epsilon(1e-7));
    }
  }

  TEST_CASE("gradient descent on (1 − ab)²: iterates, the flow’s limit, and which minima are stable") {
    const auto two = oracle("05_scalar_linear_nets", "two");
    const auto net = make_function("scalar_linear_net").objective;
    for (const auto& entry : two["gd"]) {
      const auto descent = make_optimizer("gd", {{"lr", entry["lr"].get<double>()}});
      ParamVector x = to_vector(entry["x0"]);
      int t = 0;
      for (const auto& iterate : entry["iterates"]) {
        for (; t < iterate["t"].get<int>(); ++t) descent->step(*net, {}, x);
        CHECK(relative_difference(x, to_vector(iterate["x"])) < 1e-9);
        const Matrix h = dense_hessian(*net, x);
        const double mean = h.trace() / 2,
                     sharpness = mean + std::sqrt(mean * mean - h(0, 0) * h(1, 1) + h(0, 1) * h(0, 1));
        CHECK(sharpness == doctest::Approx(iterate["sharpness"].get<double>()).epsilon(1e-9));
      }
    }
    for (const auto& entry : two["gradient_flow"]) {
      const ParamVector limit = to_vector(entry["limit"]);
      const auto slow = make_optimizer("gd", {{"lr", 1e-4}});
      ParamVector x = to_vector(entry["x0"]);
      for (int i = 0; i < 200000; ++i) slow->step(*net, {}, x);
      CHECK((x - limit).norm() < 2e-3);
      CHECK(x[0] * x[0] - x[1] * x[1] ==
            doctest::Approx(entry["conserved_a2_minus_b2"].get<double>()).epsilon(2e-3).scale(1));
      CHECK(2 * limit.squaredNorm() == doctest::Approx(entry["sharpness_at_limit"].get<double>()).epsilon(1e-12));
      const double bound = entry["gd_stable_there_iff_lr_below"];
      for (double share : {0.98, 1.02}) {
        const auto descent = make_optimizer("gd", {{"lr", share * bound}});
        ParamVector w = limit + ParamVector::Constant(2, 1e-6);
        double farthest = 0;
        for (int i = 0; i < 3000 && farthest < 0.01; ++i) {
          descent->step(*net, {}, w);
          farthest = std::max(farthest, (w - limit).norm());
        }
        CHECK((farthest < 1e-5) == (share < 1));
      }
    }
  }

  TEST_CASE("depth makes plateaus: steps and time until the weights of a deep scalar net have grown") {
    int compared = 0;
    for (const auto& row : oracle("05_scalar_linear_nets", "deep", "rows")) {
      const double depth = row["depth"], rate = row["gd_lr"], start = row["w0"];
      const auto steps_at = [&](double lr) {
        const auto net = make_function("scalar_linear_net", {{"depth", depth}}).objective;
        const auto descent = make_optimizer("gd", {{"lr", lr}});
        ParamVector w = ParamVector::Constant(net->dimension(), start);
        int steps = 0;
        for (; w[0] < 0.95; ++steps) descent->step(*net, {}, w);
        return steps;
      };
      if (row["gd_steps_to_095"].is_null() || row["gd_steps_to_095"].get<double>() > 300000) continue;
      CHECK(steps_at(rate) == row["gd_steps_to_095"].get<int>());
      const double time = row["gradient_flow_time_to_095"], fine = time / 20000;
      CHECK(steps_at(fine) * fine == doctest::Approx(time).epsilon(2e-3));
      ++compared;
    }
    CHECK(compared >= 8);
  }

  TEST_CASE("linear regression: the step limit, and one Newton step to the normal equations") {
    for (const auto& problem : oracle("04_linear_models", "linear_regression"))
      for (const auto& entry : problem["cases"]) {
        Matrix hessian(to_vector(entry["w_opt"]).size(), to_vector(entry["w_opt"]).size());
        for (Index i = 0; i < hessian.rows(); ++i)
          hessian.row(i) = to_vector(entry["hessian"][static_cast<std::size_t>(i)]).transpose();
        const ParamVector best = to_vector(entry["w_opt"]);
        const double lowest = entry["loss_opt"];
        const FunctionObjective objective(best.size(), [&](const ParamVector& w, ParamVector& slope) {
          slope = hessian * (w - best);
          return lowest + 0.5 * slope.dot(w - best);
        });
        ParamVector w = ParamVector::Zero(best.size()), gradient;
        CHECK(objective.evaluate(w, {}, &gradient) == doctest::Approx(entry["loss_at_zero"].get<double>()));
        CHECK(relative_difference(gradient, to_vector(entry["grad_at_zero"])) < 1e-12);
        make_optimizer("newton")->step(objective, {}, w);
        CHECK(relative_difference(w, best) < 1e-6);  // the Hessian by differences
        const double limit = entry["gd_lr_limit"], fastest = entry["gd_best_lr"];
        const auto distance_after = [&](double rate, int steps) {
          const auto descent = make_optimizer("gd", {{"lr", rate}});
          ParamVector x = ParamVector::Zero(best.size());
          for (int i = 0; i < steps; ++i) descent->step(objective, {}, x);
          return (x - best).norm();
        };
        CHECK(distance_after(0.99 * limit, 3000) < 1e-6);
        CHECK(distance_after(1.01 * limit, 3000) > 1e6);
        const int n = static_cast<int>(4 * entry["condition_number"].get<double>());
        const auto contraction = [&](double rate) { return distance_after(rate, 2 * n) / distance_after(rate, n); };
        CHECK(contraction(fastest) < contraction(0.95 * fastest));
        CHECK(contraction(fastest) < contraction(1.01 * fastest));
      }
  }

  TEST_CASE("descent with constant noise settles at the variance that theory gives") {
    for (const auto& row : oracle("17_statistics", "sgd_on_1d_quadratic")) {
      const double h = row["h"], deviation = row["noise_sd"];
      const auto noisy = make_optimizer(
          "noisy_gd", {{"lr", row["lr"].get<double>()}, {"noise", deviation * deviation}, {"annealing", 0.0}});
      noisy->set_seed(5);
      const FunctionObjective objective = quadratic(ParamVector::Constant(1, h));
      ParamVector x = ParamVector::Zero(1);
      double squares = 0, losses = 0;
      constexpr int steps = 400000;
      for (int i = 0; i < steps; ++i) {
        losses += noisy->step(objective, {}, x);
        squares += x[0] * x[0];
      }
      CHECK(squares / steps == doctest::Approx(row["stationary_variance"].get<double>()).epsilon(0.03));
      CHECK(losses / steps == doctest::Approx(row["stationary_loss"].get<double>()).epsilon(0.03));
    }
  }

  TEST_CASE("annealed noise falls as a power of the step") {
    const FunctionObjective flat(1, [](const ParamVector&, ParamVector& slope) { return slope[0] = 0; });
    const auto spread = [&](int first, int last) {
      double squares = 0;
      for (std::uint64_t seed = 0; seed < 400; ++seed) {
        const auto noisy = make_optimizer("noisy_gd", {{"lr", 1.0}, {"noise", 4.0}, {"annealing", 1.0}});
        noisy->set_seed(seed);
        ParamVector x = ParamVector::Zero(1);
        for (int i = 0; i < last; ++i) {
          const double before = x[0];
          noisy->step(flat, {}, x);
          if (i >= first) squares += (x[0] - before) * (x[0] - before) * (i + 1);
        }
      }
      return squares / (400.0 * (last - first));
    };
    CHECK(spread(0, 10) == doctest::Approx(4).epsilon(0.1));
    CHECK(spread(90, 100) == doctest::Approx(4).epsilon(0.1));
  }
}
