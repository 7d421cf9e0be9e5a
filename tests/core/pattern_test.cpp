// A plane that is made to show a picture.
#include "core/landscape/pattern.h"

#include "core/base/error.h"
#include "core/data/dataset.h"
#include "core/landscape/planes.h"
#include "core/nn/network.h"
#include "core/objective/network_objective.h"
#include "support.h"

using namespace cartograd;

namespace {

NetworkObjective small_classifier() {
  const auto& kind = find_kind(datasets(), "data set", "digits");
  Settings settings = initial_settings(kind.settings);
  settings.set("samples", 40.0);
  settings.set("pixels", std::string("4"));
  Rng rng(1);
  const Dataset data = kind.make(settings, rng);
  return {Network::mlp({16, 48, 10}, find_activation("tanh"), find_activation("linear")), data,
          find_loss("cross_entropy", data), 0};
}

Run one_place(const ParamVector& w) {
  Run run;
  run.parameters.push_back(std::make_shared<const ParamVector>(w));
  run.step = {0};
  run.loss = {0};
  return run;
}

Settings settings_with(const std::string& pattern, double steps) {
  Settings settings = initial_settings(find_kind(planes(), "plane", "pattern").settings);
  for (const Setting& setting : common_plane_settings()) settings.set(setting.id, setting.initial);
  settings.set("pattern", pattern);
  settings.set("pattern_steps", steps);
  settings.set("pattern_lr", 0.01);
  return settings;
}

}  // namespace

TEST_SUITE("pattern") {
  TEST_CASE("pictures are nine rows of nine, with high and low places, and stand upright") {
    for (const std::string& name : pattern_names()) {
      const Pattern& pattern = find_pattern(name);
      int high = 0;
      for (const std::string_view row : pattern) {
        CHECK(row.size() == pattern_side);
        high += static_cast<int>(std::ranges::count(row, '#'));
      }
      CHECK(high > 8);
      CHECK(high < 60);
    }
    CHECK(is_high(find_pattern("heart"), 4, 0));  // the tip is below, where b is small
    CHECK_FALSE(is_high(find_pattern("heart"), 4, pattern_side - 2));
    CHECK_THROWS_AS(find_pattern("fase"), InputError);
  }

  TEST_CASE("the plane shows the picture, says so, and is the same on any number of threads") {
    const NetworkObjective objective = small_classifier();
    Rng rng(5);
    const ParamVector origin = 0.3 * normal_vector(objective.dimension(), rng);
    const double high = objective.evaluate(origin, {}, nullptr);
    const std::vector<Run> runs = {one_place(origin)};
    const auto found = [&](const std::string& name, double steps) {
      const Settings settings = settings_with(name, steps);
      return *fit_plane("pattern", {settings, runs, objective, Rng(1)});
    };
    for (const std::string& name : pattern_names()) {
      CAPTURE(name);
      const PlaneFit fit = found(name, 600);
      const Pattern& pattern = find_pattern(name);
      const double share = pattern_agreement(objective, fit.plane, pattern, high / 4, high);
      CHECK(share >= 0.95);
      CHECK(pattern_agreement(objective, found(name, 1).plane, pattern, high / 4, high) < share);
      CHECK(std::abs(fit.plane.cosine()) < 1e-9);
      CHECK(fit.note.find(name) != std::string::npos);
    }
    const int before = thread_count();
    set_thread_count(1);
    const PlaneFit alone = found("face", 20);
    set_thread_count(8);
    const PlaneFit together = found("face", 20);
    set_thread_count(before);
    CHECK(alone.plane.origin == together.plane.origin);
    CHECK(alone.plane.u == together.plane.u);
    CHECK(alone.plane.v == together.plane.v);
  }

  TEST_CASE("a stop ends the search, and a loss of zero has no picture") {
    const NetworkObjective objective = small_classifier();
    const Settings settings = settings_with("face", 1e5);
    const std::vector<Run> runs = {one_place(ParamVector::Constant(objective.dimension(), 0.1))};
    std::stop_source stop;
    int shown = 0;
    PlaneInputs inputs{settings, runs, objective, Rng(1), stop.get_token()};
    inputs.on_the_way = [&](const PlaneFit&) {
      if (++shown == 2) stop.request_stop();
    };
    CHECK_FALSE(fit_plane("pattern", inputs).has_value());
    CHECK(shown == 2);
  }
}
