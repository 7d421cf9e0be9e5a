// What is computed ahead is found again, and is what would be computed anew.
#include "app/session/result_cache.h"

#include "test_session.h"

using namespace cartograd;

namespace {

Document busy_document() {
  return parse_document(
      "[data]\nkind = \"xor\"\n[network]\nhidden = [2]\n[[run]]\noptimizer = \"gd\"\nlr = 0.5\nsteps = 60\n"
      "[slice]\nresolution = [9, 9]\n[restarts]\ncount = 6\ncompare = 0\n[critical]\nsearches = 5\n"
      "[view]\nlayout = \"sharpness\"\n",
      "busy", view_table());
}

}  // namespace

TEST_SUITE("result_cache") {
  TEST_CASE("restarts, points and curvature of the next document are there ahead, and are what it computes itself") {
    const Document next = busy_document();
    Session session(small_document(), [] {});
    session.prepare(next);
    frames_until(session, [&] { return !session.preparing(); });
    session.open(next);
    REQUIRE(frames_until(session, [&] { return session.at_rest(); }));
    Session alone(next, [] {});
    REQUIRE(frames_until(alone, [&] { return alone.at_rest(); }));
    const Results &ahead = session.results(), &anew = alone.results();
    REQUIRE(ahead.restarts);
    REQUIRE(ahead.found);
    REQUIRE(ahead.curvature);
    CHECK(ahead.restarts->groups[0].sorted_losses() == anew.restarts->groups[0].sorted_losses());
    CHECK(ahead.found->survey.points.size() == anew.found->survey.points.size());
    CHECK(ahead.curvature->runs[0].sharpness == anew.curvature->runs[0].sharpness);
  }

  TEST_CASE("parts that are known stay when the same experiment is kept again, and other requests find nothing") {
    const Experiment experiment = busy_document().experiment;
    const auto training = std::make_shared<const TrainResult>(train_all(train_request(experiment)));
    const auto slice = std::make_shared<const SliceResult>(
        slice_through({training, experiment.seed, experiment.plane, experiment.slice}));
    const RestartRequest asked = restart_request(experiment);
    ResultCache cache;
    CHECK_FALSE(cache.training(training->request));
    cache.keep({training, slice, std::make_shared<const RestartResult>(train_restarts(asked))});
    cache.keep({training, slice});
    CHECK(cache.training(training->request) == training);
    CHECK(cache.restarts(asked));
    CHECK_FALSE(cache.found({training, nullptr, experiment.seed, experiment.critical}));
    CHECK_FALSE(cache.curvature({training, experiment.seed}));
    Experiment other = experiment;
    other.seed = 5;
    CHECK_FALSE(cache.restarts(restart_request(other)));
    CHECK_FALSE(cache.training(train_request(other)));
  }
}
