// Where runs begin, and what need not be trained again.
#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/experiment/compute.h"
#include "core/experiment/document.h"
#include "core/landscape/points.h"

using namespace cartograd;

namespace {

constexpr const char* problem = "seed = 4\n[data]\nsamples = 40\n[network]\nhidden = [3]\n";

Experiment read(const std::string& runs) { return parse_document(problem + runs, "test", {}).experiment; }
TrainResult trained(const std::string& runs) { return train_all(train_request(read(runs))); }

}  // namespace

TEST_SUITE("starts") {
  TEST_CASE("gradient descent that goes on from its own middle is the same run, bit for bit") {
    const TrainResult result = trained(
        "[[run]]\noptimizer = \"sgd\"\nlr = 0.2\nsteps = 60\nrecord = 1\n"
        "[[run]]\noptimizer = \"sgd\"\nlr = 0.2\nsteps = 40\nrecord = 1\nstart = \"0:20\"\n");
    const Run &whole = result.runs[0], &rest = result.runs[1];
    REQUIRE(rest.size() == 41);
    for (std::size_t i = 0; i < rest.size(); ++i) CHECK(*rest.parameters[i] == *whole.parameters[20 + i]);
    CHECK(rest.label.find("from run 1 at 20") != std::string::npos);
  }

  TEST_CASE("a branch of a branch, in one file") {
    const TrainResult result =
        trained("[[run]]\nsteps = 10\n[[run]]\nsteps = 5\nstart = \"0:end\"\n[[run]]\nsteps = 3\nstart = \"1:end\"\n");
    CHECK(*result.runs[1].parameters.front() == *result.runs[0].parameters.back());
    CHECK(*result.runs[2].parameters.front() == *result.runs[1].parameters.back());
  }

  TEST_CASE("numbers are a start, and read back to the same bits") {
    const ParamVector w = *trained("[[run]]\nsteps = 7\n").runs[0].parameters.back();
    const TrainResult result = trained("[[run]]\nsteps = 2\nstart = \"" + point_text(w) + "\"\n");
    CHECK(*result.runs[0].parameters.front() == w);
    CHECK(point_at({}, " 1, -2e-3\t.5 ", 3) == Eigen::Vector3d(1, -2e-3, .5));
  }

  TEST_CASE("other seeds give other starts, the same seed the same") {
    const TrainResult result = trained(
        "[[run]]\nsteps = 1\n[[run]]\nsteps = 1\nstart = \"seed 3\"\n[[run]]\nsteps = 1\nstart = \"seed 3\"\n"
        "[[run]]\nsteps = 1\nstart = \"seed 4\"\n");
    const auto start = [&](std::size_t k) { return *result.runs[k].parameters.front(); };
    CHECK(start(1) == start(2));
    CHECK(start(0) != start(1));
    CHECK(start(1) != start(3));
  }

  TEST_CASE("what names no place is refused, with what was expected") {
    const auto refused = [](const std::string& start, const char* why) {
      CAPTURE(start);
      CHECK_THROWS_WITH_AS(trained("[[run]]\nsteps = 1\nstart = \"" + start + "\"\n"), doctest::Contains(why),
                           InputError);
    };
    refused("0:end", "the first run has none before it");
    refused("1 2 3", "holds 3 numbers");
    refused("seed x", "whole number");
    refused("1 2 inf", "names no iterate");
    refused("nan", "unknown");
    refused("intial", "did you mean \"initial\"");
    CHECK_THROWS_WITH_AS(trained("[[run]]\nsteps = 1\n[[run]]\nsteps = 1\nstart = \"4:end\"\n"),
                         doctest::Contains("expected an earlier run, 0 to 0"), InputError);
  }

  TEST_CASE("a function's random start is a place of its window, and another seed gives another one") {
    const auto start = [](const std::string& seed) {
      const std::string text =
          "[objective]\nloss = \"himmelblau\"\n[[run]]\nsteps = 1\nstart = \"seed " + seed + "\"\n";
      const TrainResult result = train_all(train_request(read(text)));
      const ParamVector w = *result.runs[0].parameters.front();
      const Window window = *result.problem->window;
      CHECK((w[0] >= window.a_min && w[0] <= window.a_max && w[1] >= window.b_min && w[1] <= window.b_max));
      return w;
    };
    CHECK(start("3") == start("3"));
    CHECK(start("3") != start("4"));
  }

  TEST_CASE("a run that is added leaves the others as they are: the same objects, and the same bits as trained anew") {
    const std::string first = "[[run]]\nsteps = 30\n", second = "[[run]]\noptimizer = \"adam\"\nsteps = 20\n";
    const std::string branch = "[[run]]\nsteps = 10\nstart = \"0:10\"\n";
    const TrainResult before = trained(first);
    const TrainRequest request = train_request(read(first + second + branch));
    const TrainResult after = train_all(request, {}, {}, &before), anew = train_all(request);
    CHECK(after.problem == before.problem);
    CHECK(after.runs[0].parameters.front() == before.runs[0].parameters.front());
    for (std::size_t k = 0; k < 3; ++k) CHECK(*after.runs[k].parameters.back() == *anew.runs[k].parameters.back());
    // Removed and changed ones: a branch of what is no longer the same is trained anew.
    const TrainRequest changed = train_request(read("[[run]]\nsteps = 31\n" + second + branch));
    const TrainResult third = train_all(changed, {}, {}, &after);
    CHECK(third.runs[0].size() == 32);
    CHECK(third.runs[1].parameters.front() == after.runs[1].parameters.front());
    CHECK(third.runs[2].parameters.back() != after.runs[2].parameters.back());
    CHECK(*third.runs[2].parameters.back() == *train_all(changed).runs[2].parameters.back());
  }

  TEST_CASE("a slice of the same plane is not computed again") {
    Experiment experiment = read(
        "[[run]]\nsteps = 30\n[plane]\nkind = \"pca\"\nruns = 1\n[slice]\nresolution = [9, 9]\nrange = [-2, 2, -2, "
        "2]\n");
    const Results before = compute(experiment);
    experiment.runs.push_back(experiment.runs.front());
    experiment.runs.back().settings.set("lr", 0.3);
    const auto training =
        std::make_shared<const TrainResult>(train_all(train_request(experiment), {}, {}, before.training.get()));
    const SliceRequest request{training, experiment.seed, experiment.plane, experiment.slice};
    int published = 0;
    const SliceResult after = slice_through(
        request, {}, [&](SliceResult) { ++published; }, before.slice.get());
    CHECK(published == 1);
    CHECK(after.slice.loss == before.slice->slice.loss);
    CHECK(after.fit->plane.u == before.slice->fit->plane.u);
    CHECK(after.slice.loss == slice_through(request).slice.loss);
  }

  TEST_CASE("a plane that takes over what the one before has found is the same bit for bit") {
    const auto training = std::make_shared<const TrainResult>(trained("[[run]]\nsteps = 20\n"));
    for (const std::string kind : {"pca", "hessian", "random"}) {
      CAPTURE(kind);
      const auto request = [&](const std::string& more) {
        const Experiment experiment =
            read("[plane]\nkind = \"" + kind + "\"\n" + more + "[slice]\nresolution = [5, 4]\n");
        return SliceRequest{training, 4, experiment.plane, experiment.slice};
      };
      SliceResult before = slice_through(request(""));
      for (const std::string change : {"turn = 30\n", "turn = 90\nturn_seed = 5\n", "turn = 90\norigin = \"0:3\"\n",
                                       "origin = \"0:3\"\n", "turn = -10\northogonal = false\n"}) {
        CAPTURE(change);
        const SliceResult fresh = slice_through(request(change));
        SliceResult quick = slice_through(request(change), {}, {}, &before);
        CHECK(quick.fit->plane.u == fresh.fit->plane.u);
        CHECK(quick.fit->plane.v == fresh.fit->plane.v);
        CHECK(quick.fit->plane.origin == fresh.fit->plane.origin);
        CHECK(quick.fit->name_b == fresh.fit->name_b);
        CHECK(quick.slice.loss == fresh.slice.loss);
        before = std::move(quick);
      }
    }
  }

  TEST_CASE("planes through any point: an iterate by its step, numbers, and the cursor") {
    Experiment experiment = read("[[run]]\nsteps = 30\nrecord = 1\n[plane]\nkind = \"random\"\norigin = \"0:12\"\n");
    const Results results = compute(experiment);
    const Run& run = results.training->runs[0];
    CHECK(results.slice->fit->plane.origin == *run.parameters[12]);
    experiment.plane.settings.set("origin", point_text(*run.parameters[5]));
    CHECK(compute(experiment).slice->fit->plane.origin == *run.parameters[5]);
    experiment.plane.settings.set("origin", std::string("cursor"));
    CHECK(compute(at_cursor(experiment, 7)).slice->fit->plane.origin == *run.parameters[7]);
    CHECK(compute(at_cursor(experiment, {})).slice->fit->plane.origin == *run.parameters.back());
  }
}
