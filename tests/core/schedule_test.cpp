#include "core/optim/schedule.h"

#include <cmath>

#include "support.h"

using namespace cartograd;

namespace {

Schedule make_schedule(const std::string& name, SettingValue steps, SettingValue factor, Index run_steps = 100) {
  Settings settings = initial_settings(schedule_settings());
  settings.set("schedule", name);
  settings.set("schedule_steps", std::move(steps));
  settings.set("schedule_factor", std::move(factor));
  return Schedule(settings, run_steps);
}

const SettingValue automatic = std::string("auto");

}  // namespace

TEST_SUITE("schedule") {
  TEST_CASE("constant leaves the rate alone") {
    CHECK(Schedule().constant());
    CHECK(make_schedule("constant", automatic, automatic).constant());
    CHECK(Schedule().factor(12345) == 1);
  }

  TEST_CASE("step: a stair of powers") {
    const Schedule schedule = make_schedule("step", 30.0, 0.5);
    CHECK_FALSE(schedule.constant());
    for (const auto& [step, factor] : {std::pair{0, 1.0}, {29, 1.0}, {30, 0.5}, {59, 0.5}, {60, 0.25}, {90, 0.125}})
      CHECK(schedule.factor(step) == factor);
    CHECK(make_schedule("step", automatic, automatic, 99).factor(33) == 0.1);
  }

  TEST_CASE("cosine: half a wave, then its end") {
    const Schedule schedule = make_schedule("cosine", 10.0, 0.2);
    CHECK(schedule.factor(0) == doctest::Approx(1));
    CHECK(schedule.factor(5) == doctest::Approx(0.6));
    CHECK(schedule.factor(2) == doctest::Approx(0.2 + 0.4 * (1 + std::cos(0.2 * 3.14159265358979))));
    CHECK(schedule.factor(10) == doctest::Approx(0.2));
    CHECK(schedule.factor(50) == doctest::Approx(0.2));
    CHECK(std::abs(make_schedule("cosine", automatic, automatic, 100).factor(100)) < 1e-15);
  }

  TEST_CASE("warmup: a straight line up") {
    const Schedule schedule = make_schedule("warmup", 4.0, 0.25);
    for (const auto& [step, factor] : {std::pair{0, 0.25}, {1, 0.4375}, {2, 0.625}, {3, 0.8125}, {4, 1.0}, {9, 1.0}})
      CHECK(schedule.factor(step) == doctest::Approx(factor));
  }

  TEST_CASE("one_cycle: up in three tenths of the steps, down to nearly nothing") {
    // OneCycleLR with total_steps = 10: the top is at step 0.3 · 10 − 1 = 2, the end at step 9.
    const Schedule schedule = make_schedule("one_cycle", 10.0, automatic);
    CHECK(schedule.factor(0) == doctest::Approx(0.04));
    CHECK(schedule.factor(1) == doctest::Approx(0.52));
    CHECK(schedule.factor(2) == doctest::Approx(1));
    const double end = 0.04 / 1e4;
    for (int step : {3, 5, 8})
      CHECK(schedule.factor(step) ==
            doctest::Approx(end + (1 - end) / 2 * (1 + std::cos(3.14159265358979 * (step - 2) / 7))));
    CHECK(schedule.factor(9) == doctest::Approx(end));
    CHECK(schedule.factor(99) == doctest::Approx(end));
  }

  TEST_CASE("plateau: a drop after more than so many records without a better loss") {
    Schedule schedule = make_schedule("plateau", 2.0, 0.5);
    const auto after = [&](double loss) {
      schedule.observe(loss);
      return schedule.factor(0);
    };
    CHECK(after(1) == 1);
    CHECK(after(0.5) == 1);
    CHECK(after(0.6) == 1);
    CHECK(after(0.49999) == 1);  // better by less than a ten-thousandth: not better
    CHECK(after(0.5) == 0.5);    // the third in a row
    CHECK(after(0.5) == 0.5);
    CHECK(after(0.5) == 0.5);
    CHECK(after(0.5) == 0.25);
    CHECK(after(0.4) == 0.25);
    schedule.observe(std::nan(""));
    CHECK(schedule.factor(7) == 0.25);
  }

  TEST_CASE("every schedule stays between 0 and 1, and every one but constant and plateau changes the rate") {
    const Setting names = schedule_settings().front();
    REQUIRE(names.names.size() == 6);
    for (const std::string& name : names.names)
      for (Index steps : {1, 2, 7, 1000}) {
        CAPTURE(name);
        const Schedule schedule = make_schedule(name, automatic, automatic, steps);
        double low = 1, high = 0;
        for (Index step = 0; step <= steps; ++step) {
          low = std::min(low, schedule.factor(step));
          high = std::max(high, schedule.factor(step));
        }
        CHECK(low >= 0);
        CHECK(high <= 1 + 1e-12);
        if (steps == 1000) CHECK((low < 0.2) == (name != "constant" && name != "plateau"));
      }
  }
}
