// The stage that follows the Hessian's ends, trace and index along a training.
#include "core/experiment/curvature_path.h"

#include <cmath>

#include "core/curvature/operator.h"
#include "core/experiment/document.h"
#include "scene_cards.h"

using namespace cartograd;

namespace {

std::shared_ptr<const TrainResult> trained(const std::string& text) {
  const Document document = parse_document(text, "test", {});
  return std::make_shared<const TrainResult>(train_all(train_request(document.experiment)));
}

// As if the run had been trained on this objective.
std::shared_ptr<const TrainResult> recorded(const NetworkObjective& objective, Run run) {
  TrainResult result;
  auto problem = std::make_shared<Problem>();
  problem->objective = std::shared_ptr<const Objective>(std::shared_ptr<const Objective>(), &objective);
  result.problem = problem;
  result.runs.push_back(std::move(run));
  return std::make_shared<const TrainResult>(std::move(result));
}

// The iterates of a run at these steps only.
Run at_steps(const Run& run, const std::vector<Index>& steps) {
  Run chosen;
  for (std::size_t i = 0; i < run.size(); ++i)
    if (std::ranges::find(steps, run.step[i]) != steps.end()) {
      chosen.step.push_back(run.step[i]);
      chosen.loss.push_back(run.loss[i]);
      chosen.parameters.push_back(run.parameters[i]);
    }
  return chosen;
}

void check_equal(const std::vector<double>& values, double expected) {
  REQUIRE_FALSE(values.empty());
  for (double value : values) CHECK(value == doctest::Approx(expected).epsilon(1e-12));
}

std::optional<StabilityLimit> limit_of(const std::string& run) {
  return stability_limit(parse_document("[[run]]\n" + run, "test", {}).experiment.runs.at(0));
}

constexpr const char* larger_network =
    "seed = 2\n[data]\nkind = \"moons\"\nsamples = 30\n[network]\nhidden = [24, 18]\n[[run]]\noptimizer = \"adam\"\n"
    "steps = 5\n[[run]]\noptimizer = \"gd\"\nsteps = 3\n";

}  // namespace

TEST_SUITE("curvature_path") {
  TEST_CASE("a quadratic is curved alike everywhere") {
    const auto ravine = trained(
        "[objective]\nloss = \"ravine\"\ndimension = 3\ncondition = 100\n[[run]]\noptimizer = \"gd\"\nlr = 0.01\n"
        "steps = 200\n");
    const CurvatureResult found = curvature_along({ravine});
    REQUIRE(found.runs.size() == 1);
    const CurvatureTrack& track = found.runs[0];
    CHECK(found.finished);
    CHECK(track.size() > 32);
    CHECK(track.size() <= 64);
    CHECK(track.step.front() == 0);
    CHECK(track.step.back() == 200);
    CHECK(std::ranges::is_sorted(track.step));
    check_equal(track.sharpness, 100);
    check_equal(track.lowest, 1);
    check_equal(track.trace, 111);
    for (Index index : track.index) CHECK(index == 0);
    for (double error : track.trace_error) CHECK(error == 0);
    REQUIRE(track.limit);
    CHECK(track.limit->sharpness == doctest::Approx(200));

    const auto saddle =
        trained("[objective]\nloss = \"quadratic_saddle\"\n[[run]]\noptimizer = \"gd\"\nlr = 0.01\nsteps = 3\n");
    const CurvatureTrack on_saddle = curvature_along({saddle}).runs.at(0);
    CHECK(on_saddle.step == std::vector<Index>{0, 1, 2, 3});
    check_equal(on_saddle.sharpness, 2);
    check_equal(on_saddle.lowest, -1);
    for (Index index : on_saddle.index) CHECK(index == 1);
  }

  TEST_CASE("(1 − ab)²: trace 2 (a² + b²), and eigenvalues whose product is 4 (a²b² − (2ab − 1)²)") {
    const auto training = trained(
        "[objective]\nloss = \"scalar_linear_net\"\ndepth = 2\nstart = [-0.3, 0.4]\n[[run]]\noptimizer = \"gd\"\n"
        "lr = 0.05\nsteps = 60\n");
    const CurvatureTrack track = curvature_along({training}).runs.at(0);
    REQUIRE(track.size() == 61);
    for (std::size_t i = 0; i < track.size(); ++i) {
      const ParamVector& w = *training->runs[0].parameters[i];
      const double a = w[0], b = w[1], mixed = 2 * a * b - 1;
      CHECK(track.trace[i] == doctest::Approx(2 * (a * a + b * b)));
      CHECK(track.sharpness[i] * track.lowest[i] == doctest::Approx(4 * (a * a * b * b - mixed * mixed)));
      CHECK(track.index[i] == (track.lowest[i] < 0 ? 1 : 0));
    }
    // From beside the saddle at 0 into the valley ab = 1, where one direction is flat.
    CHECK(track.index.front() == 1);
    CHECK(track.lowest.back() == doctest::Approx(0).epsilon(1e-2));
  }

  TEST_CASE("S13: the index falls along a training run") {
    const auto card = scene_card("S13");
    const NetworkObjective objective = small_classifier();
    const Run run = run_from(objective, initial_weights(objective.network(), "glorot", 1), "gd", {{"lr", 0.5}},
                             {.steps = 2000, .record_every = 10});
    const auto training = recorded(objective, at_steps(run, {0, 10, 30, 100, 300, 500, 1000, 2000}));
    const CurvatureTrack track = curvature_along({training}).runs.at(0);
    const auto& rows = card["observed"]["rows"];
    REQUIRE(track.size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CHECK(track.step[i] == rows[i]["step"].get<Index>());
      CHECK(track.index[i] == rows[i]["index"].get<Index>());
      CHECK(track.sharpness[i] == doctest::Approx(rows[i]["lambda_max"].get<double>()).epsilon(1e-5));
      CHECK(track.lowest[i] == doctest::Approx(rows[i]["lambda_min"].get<double>()).epsilon(1e-5));
    }
  }

  TEST_CASE("S16: at the edge of stability the sharpness hovers at 2 / lr") {
    Dataset data;
    data.inputs = Matrix(Eigen::RowVectorXd::LinSpaced(20, -1, 1));
    data.values = data.inputs.unaryExpr([](double x) { return 8 * std::pow(x, 4) - 8 * x * x + 1; });
    const NetworkObjective objective(Network::mlp({1, 20, 20, 1}, find_activation("tanh"), find_activation("linear")),
                                     data, find_loss("halfmse", data), 0);
    const double rate = 0.2;
    const Run run = run_from(objective, initial_weights(objective.network(), "glorot", 2), "gd", {{"lr", rate}},
                             {.steps = 10'000, .record_every = 500});
    const CurvatureTrack track = curvature_along({recorded(objective, run)}).runs.at(0);
    REQUIRE(track.size() == 21);
    const auto card = scene_card("S16");
    const double start = card["observed"]["lr=0.2"]["start"];
    CHECK(track.sharpness[0] * rate / 2 == doctest::Approx(start).epsilon(1e-5));
    double mean = 0;
    for (std::size_t i = 14; i < 21; ++i) mean += track.sharpness[i] * rate / 2 / 7;
    CHECK(mean > 0.95);
    CHECK(mean < 1.06);
  }

  TEST_CASE("what products tell of a large network is what all its eigenvalues say") {
    const auto training = trained(larger_network);
    std::size_t before = 0;
    bool sorted = true;
    const CurvatureResult found = curvature_along({training}, {}, [&](const CurvatureResult& published) {
      std::size_t size = 0;
      for (const CurvatureTrack& track : published.runs) {
        size += track.size();
        sorted &= std::ranges::is_sorted(track.step);
      }
      CHECK(size >= before);
      before = size;
    });
    CHECK(sorted);
    CHECK(before == 10);
    for (std::size_t k = 0; k < 2; ++k) {
      const CurvatureTrack& track = found.runs[k];
      for (std::size_t i = 0; i < track.size(); ++i) {
        const ParamVector& w = *training->runs[k].parameters[i];
        const Matrix hessian = dense_matrix(hessian_operator(*training->problem->objective, w));
        const Eigen::VectorXd values = hessian.selfadjointView<Eigen::Lower>().eigenvalues();
        const double scale = values.cwiseAbs().maxCoeff();
        CHECK(std::abs(track.sharpness[i] - values.maxCoeff()) < 1e-3 * scale);
        CHECK(std::abs(track.lowest[i] - values.minCoeff()) < 1e-3 * scale);
        CHECK(std::abs(track.trace[i] - hessian.trace()) < 5 * track.trace_error[i]);
        CHECK(track.index[i] == -1);
      }
    }
    CHECK_FALSE(found.runs[0].limit);
    CHECK(found.runs[1].limit);
  }

  TEST_CASE("one thread computes what four do, bit for bit") {
    for (const char* text :
         {larger_network, "[data]\nsamples = 40\n[network]\nhidden = [6]\n[[run]]\noptimizer = \"gd\"\nsteps = 90\n"}) {
      const auto training = trained(text);
      set_thread_count(1);
      const CurvatureResult one = curvature_along({training});
      set_thread_count(4);
      const CurvatureResult four = curvature_along({training});
      set_thread_count(0);
      for (std::size_t k = 0; k < one.runs.size(); ++k) {
        CHECK(one.runs[k].step == four.runs[k].step);
        CHECK(one.runs[k].sharpness == four.runs[k].sharpness);
        CHECK(one.runs[k].lowest == four.runs[k].lowest);
        CHECK(one.runs[k].trace == four.runs[k].trace);
        CHECK(one.runs[k].index == four.runs[k].index);
      }
    }
  }

  TEST_CASE("a stop ends it with what there is, and the next one goes on from there") {
    const auto training = trained("[data]\nsamples = 40\n[network]\nhidden = [6]\n[[run]]\noptimizer = \"gd\"\n");
    std::stop_source at_once;
    at_once.request_stop();
    CHECK(curvature_along({training}, at_once.get_token()).runs.at(0).size() == 0);
    std::stop_source soon;
    const CurvatureResult part =
        curvature_along({training}, soon.get_token(), [&](const CurvatureResult&) { soon.request_stop(); });
    CHECK_FALSE(part.finished);
    CHECK(part.runs.at(0).size() > 0);
    CHECK(part.runs.at(0).size() < 64);
    const CurvatureResult whole = curvature_along({training}), joined = curvature_along({training}, {}, {}, &part);
    CHECK(joined.finished);
    CHECK(joined.runs[0].step == whole.runs[0].step);
    CHECK(joined.runs[0].trace == whole.runs[0].trace);
  }

  TEST_CASE("a run that diverged is followed as long as its loss is finite") {
    const auto training =
        trained("[objective]\nloss = \"rosenbrock\"\n[[run]]\noptimizer = \"gd\"\nlr = 0.5\nsteps = 50\n");
    REQUIRE(training->runs[0].outcome == Outcome::diverged);
    const CurvatureResult found = curvature_along({training});
    CHECK(found.finished);
    for (double value : found.runs.at(0).sharpness) CHECK(std::isfinite(value));
  }

  TEST_CASE("limits of gradient descent, momentum and Nesterov; none for others or a rate that changes") {
    CHECK(limit_of("optimizer = \"gd\"\nlr = 0.3\n")->sharpness == doctest::Approx(2 / 0.3));
    CHECK(limit_of("optimizer = \"sgd\"\nlr = 0.5\n")->formula == "2/lr");
    CHECK(limit_of("optimizer = \"sgd\"\nlr = 0.5\nmomentum = 0.9\n")->sharpness == doctest::Approx(7.6));
    CHECK(limit_of("optimizer = \"heavy_ball\"\nlr = 0.5\nmomentum = 0.9\n")->sharpness == doctest::Approx(7.6));
    for (const char* rule : {"optimizer = \"nesterov\"\n", "optimizer = \"sgd\"\nnesterov = true\n"})
      CHECK(limit_of(std::string(rule) + "lr = 0.5\nmomentum = 0.9\n")->sharpness == doctest::Approx(3.8 / 1.4));
    for (const char* rule : {"adam", "sam", "noisy_gd", "lbfgs", "newton"})
      CHECK_FALSE(limit_of("optimizer = \"" + std::string(rule) + "\"\n"));
    CHECK_FALSE(limit_of("optimizer = \"gd\"\nschedule = \"cosine\"\n"));
  }

  TEST_CASE("just below its limit a run on a quadratic converges, just above it flies away") {
    for (const std::string rule : {"optimizer = \"gd\"\n", "optimizer = \"heavy_ball\"\nmomentum = 0.8\n",
                                   "optimizer = \"nesterov\"\nmomentum = 0.8\n"}) {
      CAPTURE(rule);
      const double limit = limit_of(rule + "lr = 1\n")->sharpness;
      const auto end = [&](double rate) {
        return trained("[objective]\nloss = \"ravine\"\ndimension = 2\ncondition = 1\n[[run]]\n" + rule +
                       "lr = " + std::to_string(rate) + "\nsteps = 2000\n")
            ->runs[0]
            .loss.back();
      };
      CHECK(end(0.99 * limit) < 1e-6);
      CHECK_FALSE(end(1.01 * limit) < 1e6);
    }
  }
}
