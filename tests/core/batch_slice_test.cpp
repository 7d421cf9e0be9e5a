// The surface that a mini-batch sees.
#include "core/experiment/batch_slice.h"

#include <numeric>

#include <doctest/doctest.h>

#include "core/experiment/document.h"
#include "core/optim/run.h"

using namespace cartograd;

namespace {

Results computed(const std::string& batch) {
  return compute(parse_document("[data]\nsamples = 40\n[network]\nhidden = [3]\n[[run]]\nsteps = 20\nbatch = " + batch +
                                    "\n[slice]\nresolution = [33, 33]\n",
                                "test", {})
                     .experiment);
}

}  // namespace

TEST_SUITE("batch_slice") {
  TEST_CASE("it is the loss over those samples that the run takes at that step") {
    const Results results = computed("8");
    const Choice run = results.training->request.runs.front();
    const auto found = batch_slice({results.slice, run, 7});
    REQUIRE(found);
    CHECK(found->samples == 8);
    CHECK_FALSE(found->supposed);
    // The very step the run took: its batch's gradient led from iterate 7 to iterate 8.
    const Objective& objective = *results.training->problem->objective;
    RunPlan plan{.steps = 20, .batch = 8, .batch_seed = 0};
    const Run& trained = results.training->runs[0];
    const ParamVector step = (*trained.parameters[7] - *trained.parameters[8]).normalized();
    bool seen = false;
    // The seed is the experiment's own; the batch is known by what it did.
    const Slice& slice = found->slice;
    ParamVector gradient;
    for (std::uint64_t seed : {derive_seed(1, "batches")}) {
      plan.batch_seed = seed;
      const std::vector<Index> batch = batch_of(plan, 40, 7);
      objective.evaluate(*trained.parameters[7], batch, &gradient);
      seen = gradient.normalized().dot(step) > 1 - 1e-9;
      for (const auto& [column, row] : {std::pair<Index, Index>{0, 0}, {16, 16}, {32, 5}})
        CHECK(slice.at(column, row) ==
              doctest::Approx(
                  objective.evaluate(results.slice->fit->plane.at(slice.a(column), slice.b(row)), batch, nullptr))
                  .epsilon(1e-10));
    }
    CHECK(seen);
  }

  TEST_CASE("the mean over an epoch's batches is the loss over all samples") {
    const Results results = computed("8");
    const Choice run = results.training->request.runs.front();
    double sum = 0;
    for (Index step = 0; step < 5; ++step) sum += batch_slice({results.slice, run, step})->slice.at(20, 11);
    CHECK(sum / 5 == doctest::Approx(results.slice->slice.at(20, 11)).epsilon(1e-10));
  }

  TEST_CASE("of a run that takes all samples it is said to be supposed; a function has none") {
    const Results results = computed("\"all\"");
    const auto found = batch_slice({results.slice, results.training->request.runs.front(), 0});
    REQUIRE(found);
    CHECK(found->supposed);
    CHECK(found->samples == 20);
    const Results function = compute(
        parse_document("[objective]\nloss = \"himmelblau\"\n[slice]\nresolution = [5, 5]\n", "test", {}).experiment);
    CHECK_FALSE(batch_slice({function.slice, function.training->request.runs.front(), 0}));
  }
}
