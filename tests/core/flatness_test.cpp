// How wide valleys are, along directions that are scaled filter by filter.
#include "core/experiment/flatness.h"

#include <doctest/doctest.h>

#include "core/experiment/document.h"

using namespace cartograd;

namespace {

std::shared_ptr<const TrainResult> trained(const std::string& text) {
  return std::make_shared<const TrainResult>(train_all(train_request(parse_document(text, "test", {}).experiment)));
}

}  // namespace

TEST_SUITE("flatness") {
  TEST_CASE("of a bowl the loss grows with the square of the distance, whatever the direction") {
    const auto basis = trained("[objective]\nloss = \"bowl\"\n[[run]]\noptimizer = \"gd\"\nlr = 0.5\nsteps = 200\n");
    const FlatnessResult found = flatness_of({basis, 1});
    REQUIRE(found.runs.size() == 1);
    CHECK(found.directions == 10);
    const FlatnessProfile& profile = found.runs.front();
    const std::size_t middle = found.distances.size() / 2;
    CHECK(found.distances[middle] == 0);
    for (std::size_t i = 0; i < found.distances.size(); ++i) {
      const double squared = found.distances[i] * found.distances[i];
      CHECK(profile.mean[i] == doctest::Approx(profile.mean.back() * squared).epsilon(1e-6));
      CHECK(profile.highest[i] == doctest::Approx(profile.highest.back() * squared).epsilon(1e-6));
    }
  }

  TEST_CASE("of a network: its own loss in the middle, the same directions again, and a stop is heard") {
    const auto basis = trained(
        "[data]\nsamples = 30\n[network]\nhidden = [4]\n[[run]]\noptimizer = \"adam\"\nsteps = 40\n"
        "[[run]]\noptimizer = \"sgd\"\nsteps = 40\n");
    Index told = 0;
    const FlatnessResult found =
        flatness_of({basis, 1}, {}, [&](const FlatnessResult& each) { CHECK(each.directions == ++told); });
    CHECK(told == 10);
    for (std::size_t k = 0; k < 2; ++k) {
      const FlatnessProfile& profile = found.runs[k];
      CHECK(profile.step == 40);
      CHECK(profile.mean[found.distances.size() / 2] == doctest::Approx(basis->runs[k].loss.back()).epsilon(1e-12));
      for (std::size_t i = 0; i < profile.mean.size(); ++i) {
        CHECK(profile.lowest[i] <= profile.mean[i]);
        CHECK(profile.mean[i] <= profile.highest[i]);
      }
    }
    CHECK(flatness_of({basis, 1}).runs[1].mean == found.runs[1].mean);
    CHECK(flatness_of({basis, 2}).runs[1].mean != found.runs[1].mean);
    std::stop_source stop;
    stop.request_stop();
    CHECK(flatness_of({basis, 1}, stop.get_token()).directions == 0);
  }
}
