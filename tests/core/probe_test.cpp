// Looking at one network of the landscape.
#include "core/experiment/probe.h"

#include <cmath>

#include <doctest/doctest.h>

#include "core/experiment/document.h"
#include "core/objective/network_objective.h"

using namespace cartograd;

namespace {

Results computed(const std::string& text) {
  return compute(parse_document(text + "\n[slice]\nresolution = [9, 9]\n", "test", {}).experiment);
}

constexpr const char* moons =
    "seed = 4\n[data]\nkind = \"moons\"\nsamples = 60\nvalidation = 0.25\n[network]\nhidden = [5]\n[[run]]\noptimizer "
    "= "
    "\"adam\"\nlr = 0.05\nsteps = 40\n";

}  // namespace

TEST_SUITE("probe") {
  TEST_CASE("a place of the plane: the numbers of its parameters") {
    const Results results = computed(moons);
    const Problem& problem = *results.training->problem;
    const ParamVector w = results.slice->fit->plane.at(0.3, -0.2);
    const auto found = probe({results.training, results.slice, 0.3, -0.2});
    REQUIRE(found);
    ParamVector gradient(w.size());
    CHECK(found->loss == problem.objective->evaluate(w, {}, &gradient));
    CHECK(found->gradient_norm == doctest::Approx(gradient.norm()).epsilon(1e-12));
    CHECK(found->accuracy == problem.objective->score(w).accuracy);
    CHECK(found->validation_loss == problem.validation->score(w).loss);
    const NetworkAnswers& answers = found->answers;
    CHECK(answers.confusion.sum() == problem.training_data.samples());
    CHECK(static_cast<double>(answers.confusion.trace()) ==
          doctest::Approx(found->accuracy * static_cast<double>(problem.training_data.samples())));
    // Probabilities, and at the data's own places those that decide.
    REQUIRE(answers.score.cols() == answers.columns * answers.rows);
    CHECK((answers.score.colwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
    CHECK(answers.score.minCoeff() >= 0);
    CHECK(answers.window.a_min < problem.training_data.inputs.row(0).minCoeff());
    CHECK_FALSE(probe({results.training, results.slice, 0.3, -0.2, 0, {}, false})->answers.score.size() > 0);
  }

  TEST_CASE("an iterate: the recorded loss, of the step that is asked for or the last one before it") {
    const Results results = computed(moons);
    const Run& run = results.training->runs[0];
    const auto last = probe({results.training});
    CHECK(last->step == 40);
    CHECK(last->loss == doctest::Approx(run.loss.back()).epsilon(1e-12));
    const auto early = probe({results.training, nullptr, 0, 0, 0, 7});
    CHECK(early->step == 7);
    CHECK(early->loss == doctest::Approx(run.loss[7]).epsilon(1e-12));
    CHECK_FALSE(probe({results.training, nullptr, 0, 0, 3}));  // no such run
  }

  TEST_CASE("a curve, several classes with images, and a function, which has no network") {
    const auto curve =
        probe({computed("[data]\nkind = \"sine\"\n[network]\nhidden = [3]\n[[run]]\nsteps = 5\n").training});
    REQUIRE(curve->answers.x.size() == curve->answers.y.size());
    CHECK(curve->answers.x.size() > 100);
    CHECK(std::isnan(curve->accuracy));
    const auto digits = probe(
        {computed("[data]\nkind = \"digits\"\nsamples = 50\n[network]\nhidden = [4]\n[[run]]\nsteps = 5\n").training});
    CHECK(digits->answers.confusion.rows() == 10);
    CHECK(digits->answers.answered.size() == 50);
    CHECK(digits->answers.score.size() == 0);
    const auto function = probe({computed("[objective]\nloss = \"bowl\"\n[[run]]\nsteps = 5\n").training});
    CHECK(function->answers.confusion.size() == 0);
    CHECK(function->loss < 10);
  }

  TEST_CASE("another network's plane and a stop give nothing") {
    const Results small = computed(moons), large = computed(std::string(moons) + "[plane]\nkind = \"random\"\n");
    const Results other = computed("[data]\nkind = \"moons\"\n[network]\nhidden = [7]\n[[run]]\nsteps = 5\n");
    CHECK(probe({small.training, large.slice, 0, 0}));
    CHECK_FALSE(probe({other.training, small.slice, 0, 0}));
    std::stop_source stop;
    stop.request_stop();
    CHECK_FALSE(probe({small.training}, stop.get_token()));
  }
}
