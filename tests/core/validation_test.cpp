// Samples that are kept apart: how they are drawn, what is recorded of them, and when they stop a run.
#include <algorithm>
#include <cmath>
#include <set>

#include "core/data/split.h"
#include "core/experiment/compute.h"
#include "core/experiment/document.h"
#include "support.h"

using namespace cartograd;

namespace {

Experiment read(const std::string& text) { return parse_document(text, "", {}).experiment; }

TrainResult trained(const std::string& text) { return train_all(train_request(read(text))); }

std::string refusal(const std::string& text) {
  try {
    make_problem(train_request(read(text)));
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_SUITE("validation") {
  TEST_CASE("a split keeps every sample once, in order, and is drawn by the seed") {
    Dataset data;
    data.inputs =
        Matrix::NullaryExpr(2, 10, [](Index row, Index column) { return static_cast<double>(10 * row + column); });
    data.class_count = 3;
    for (Index i = 0; i < 10; ++i) data.classes.push_back(i % 3);
    const Split split = split_data(data, 0.3, Rng(1));
    CHECK(split.validation.samples() == 3);
    CHECK(split.training.samples() == 7);
    std::set<double> seen;
    for (const Dataset* part : {&split.training, &split.validation}) {
      check_dataset(*part);
      CHECK(part->class_count == 3);
      for (Index i = 0; i < part->samples(); ++i) {
        const double number = part->inputs(0, i);
        CHECK(seen.insert(number).second);
        CHECK(part->inputs(1, i) == number + 10);
        CHECK(part->classes[static_cast<std::size_t>(i)] == static_cast<Index>(number) % 3);
        if (i > 0) CHECK(part->inputs(0, i - 1) < number);
      }
    }
    CHECK(seen.size() == 10);
    CHECK(split_data(data, 0.3, Rng(1)).validation.inputs == split.validation.inputs);
    CHECK(split_data(data, 0.3, Rng(2)).validation.inputs != split.validation.inputs);
    CHECK(split_data(data, 0, Rng(1)).training.samples() == 10);
    CHECK_THROWS_WITH_AS(
        split_data(data, 0.04, Rng(1)),
        "validation = 0.04 leaves 10 of 10 samples to train on and 0 to validate; expected at least one "
        "of each",
        InputError);
  }

  TEST_CASE("loss and accuracy of both parts are recorded, and are what the networks say") {
    const TrainResult result = trained(R"(
      data = {samples = 60, validation = 0.25}
      network = {hidden = [5]}
      objective = {loss = "bce", weight_decay = 0.01}
      run = [{optimizer = "adam", lr = 0.05, steps = 40, record = 10, batch = 8}])");
    const Run& run = result.runs.at(0);
    const Problem& problem = *result.problem;
    CHECK(problem.training_data.samples() == 45);
    CHECK(problem.objective->samples() == 45);
    CHECK(problem.validation_data.samples() == 15);
    REQUIRE(run.size() == 5);
    REQUIRE(run.validation_loss.size() == 5);
    REQUIRE(run.validation_accuracy.size() == 5);
    REQUIRE(run.accuracy.size() == 5);
    for (std::size_t i = 0; i < run.size(); ++i) {
      const ParamVector& w = *run.parameters[i];
      CHECK(run.validation_loss[i] == doctest::Approx(problem.validation->evaluate(w, {}, nullptr)).epsilon(1e-12));
      // The training loss counts the weights, the score does not.
      CHECK(run.loss[i] == doctest::Approx(problem.objective->score(w).loss + 0.005 * w.squaredNorm()).epsilon(1e-12));
      CHECK(run.accuracy[i] * 45 == doctest::Approx(std::round(run.accuracy[i] * 45)));
      CHECK(run.validation_accuracy[i] * 15 == doctest::Approx(std::round(run.validation_accuracy[i] * 15)));
    }
    CHECK(run.accuracy.back() > 0.7);
    // A regression has no accuracy, and without validation there is nothing to record.
    const Run plain = trained(
                          "data = {kind = \"sine\", samples = 20}\nobjective = {loss = \"mse\"}\n"
                          "run = [{steps = 5}]")
                          .runs.at(0);
    CHECK(plain.accuracy.empty());
    CHECK(plain.validation_loss.empty());
  }

  TEST_CASE("accuracy: the largest output, or the side of the threshold") {
    const auto loss = [](const char* id) {
      return *std::find_if(losses().begin(), losses().end(), [&](const Loss& l) { return l.id == id; });
    };
    const std::vector<Index> classes = {0, 1, 1, 0};
    CHECK(accuracy(Eigen::RowVector4d(-1, 2, 0.3, 0.2), classes, loss("bce")) == 0.75);
    CHECK(accuracy(Eigen::RowVector4d(-1, 2, 0.3, 0.2), classes, loss("mse")) == 0.75);
    CHECK(accuracy(Eigen::RowVector4d(0.4, 0.6, 0.9, 0.45), classes, loss("mse")) == 1);
    Matrix outputs(3, 4);
    outputs << 1, 0, 2, 5, 0, 3, 1, 4, -1, 1, 0, 9;
    CHECK(accuracy(outputs, classes, loss("cross_entropy")) == 0.5);
    CHECK(std::isnan(accuracy(outputs, {}, loss("mse"))));
    outputs(0, 0) = std::nan("");
    CHECK(std::isnan(accuracy(outputs, classes, loss("mse"))));
  }

  TEST_CASE("patience stops a run that no longer gets better on the validation samples") {
    // Training pulls x to 0; validation is best at x = ½, passed after some steps.
    const FunctionObjective bowl = quadratic(ParamVector::Ones(1));
    const FunctionObjective validation(1, [](const ParamVector& x, ParamVector& slope) {
      slope[0] = x[0] - 0.5;
      return 0.5 * slope[0] * slope[0];
    });
    const auto descend = [&](Index patience) {
      const auto rule = make_optimizer("gd", {{"lr", 0.1}});
      return train(bowl, *rule, ParamVector::Ones(1), {.steps = 100, .patience = patience}, {}, {}, &validation);
    };
    const Run run = descend(4);
    CHECK(run.outcome == Outcome::stopped_early);
    const auto best =
        std::min_element(run.validation_loss.begin(), run.validation_loss.end()) - run.validation_loss.begin();
    CHECK(best == 7);  // 0.9⁷ = 0.478 is nearest to ½
    CHECK(run.last_step == best + 4);
    CHECK(describe_outcome(run) == "stopped early at step 11");
    CHECK(descend(0).outcome == Outcome::stopped);
    CHECK(descend(0).validation_loss.size() == 101);
  }

  TEST_CASE("plans that do not fit are refused with both numbers") {
    CHECK(refusal("data = {samples = 40}\nrun = [{batch = 41}]") ==
          "batch = 41 is more than the 40 samples to train on; expected 1 to 40, or \"all\"");
    CHECK(refusal("data = {samples = 40, validation = 0.5}\nrun = [{batch = 21}]")
              .starts_with("batch = 21 is more than the 20"));
    CHECK(refusal("data = {samples = 40}\nrun = [{batch = 40}, {batch = 1}, {batch = \"all\"}]") == "");
    CHECK(refusal("run = [{patience = 3}]").find("expected data.validation above 0") != std::string::npos);
    CHECK(refusal("objective = {loss = \"beale\"}\nrun = [{patience = 3}]").find("patience = 3") != std::string::npos);
    CHECK(refusal("objective = {loss = \"beale\"}\nrun = [{batch = 300}]") == "");  // no samples, so no batches
    CHECK(refusal("network = {hidden = [64, 64]}\nrun = [{optimizer = \"newton\"}]").find("at most 500 parameters") !=
          std::string::npos);
  }

  TEST_CASE("a schedule is obeyed step by step: descent with halving rates in closed form") {
    const FunctionObjective bowl = quadratic(ParamVector::Ones(1));
    Settings settings = initial_settings(schedule_settings());
    settings.set("schedule", std::string("step"));
    settings.set("schedule_steps", 3.0);
    settings.set("schedule_factor", 0.5);
    const auto rule = make_optimizer("sgd", {{"lr", 0.4}});
    const Run run = train(bowl, *rule, ParamVector::Ones(1), {.steps = 7, .schedule = Schedule(settings, 7)});
    CHECK((*run.parameters.back())[0] == doctest::Approx(std::pow(0.6, 3) * std::pow(0.8, 3) * 0.9).epsilon(1e-14));
  }

  TEST_CASE("a function as objective: start, description, window, and the data are left out of the request") {
    const std::string text =
        "data = {samples = 50}\nobjective = {loss = \"rosenbrock\", start = [0.5, 0.5]}\n"
        "run = [{optimizer = \"lbfgs\", steps = 100}]\nplane = {kind = \"weights\"}\n"
        "slice = {resolution = [9, 9]}";
    const Results results = compute(read(text));
    CHECK(results.training->problem->start == Eigen::Vector2d(0.5, 0.5));
    CHECK(results.training->problem->description == "Rosenbrock, 2 parameters");
    CHECK(results.training->runs[0].loss.back() < 1e-15);
    const Slice& slice = results.slice->slice;
    CHECK(slice.window == *results.training->problem->window);
    CHECK(results.slice->fit->name_a == "w1");
    for (Index row : {0, 4, 8})  // a and b are the parameters themselves
      CHECK(slice.at(3, row) == doctest::Approx(results.training->problem->objective->evaluate(
                                                    Eigen::Vector2d(slice.a(3), slice.b(row)), {}, nullptr))
                                    .epsilon(1e-12));
    Experiment other = read(text);
    other.data.settings.set("samples", 51.0);
    CHECK(train_request(other) == train_request(read(text)));
  }
}
