#include "app/scene/ticks.h"

#include <cmath>
#include <set>
#include <string>

#include <doctest/doctest.h>

using namespace cartograd;

TEST_SUITE("ticks") {
  TEST_CASE("nice values are round, evenly spaced, inside, and about as many as asked") {
    CHECK(nice_values(0, 1, 5) == std::vector<double>{0, 0.2, 0.4, 0.6000000000000001, 0.8, 1});
    for (auto [low, high] : {std::pair{-0.37, 12.1}, {1e-7, 3e-7}, {-5e8, 1e3}, {0.999, 1.001}})
      for (int count : {2, 5, 9}) {
        const std::vector<double> values = nice_values(low, high, count);
        CAPTURE(low);
        CHECK(static_cast<int>(values.size()) >= count / 2 - 1);
        CHECK(static_cast<int>(values.size()) <= count + 1);
        for (double value : values) {
          CHECK(value >= low - 1e-9 * (high - low));
          CHECK(value <= high + 1e-9 * (high - low));
        }
      }
  }

  TEST_CASE("ranges that are empty or not finite have no ticks") {
    CHECK(nice_values(1, 1, 5).empty());
    CHECK(nice_values(2, 1, 5).empty());
    CHECK(nice_values(0, INFINITY, 5).empty());
    CHECK(nice_values(NAN, 1, 5).empty());
    CHECK(nice_log_values(0, 1, 5).empty());
    CHECK(nice_log_values(-1, 1, 5).empty());
  }

  TEST_CASE("a logarithmic axis has 1-2-5 within three decades and powers of ten beyond") {
    CHECK(nice_log_values(0.09, 1.1, 6) == std::vector<double>{0.1, 0.2, 0.5, 1});
    const std::vector<double> wide = nice_log_values(1e-12, 1e3, 6);
    CHECK(wide.size() <= 8);
    for (double value : wide) CHECK(std::abs(std::log10(value) - std::round(std::log10(value))) < 1e-9);
  }

  TEST_CASE("labels are as long as needed and no longer") {
    CHECK(number_label(0.5, 0.1) == "0.5");
    CHECK(number_label(-2, 1) == "\u22122");
    CHECK(number_label(0.25, 0.05) == "0.25");
    CHECK(number_label(1e-17, 0.5) == "0");
    CHECK(number_label(10, 5) == "10");
    CHECK(number_label(1e-5, 1e-5) == "10⁻⁵");
    CHECK(number_label(5e5, 5e5) == "5·10⁵");
    CHECK(number_label(-1.25e306, 1e305) == "\u22121.25·10³⁰⁶");
  }

  TEST_CASE("on a logarithmic axis no two ticks read the same") {
    for (auto [low, high] : {std::pair{0.11, 0.28}, {0.09, 0.3}, {0.2, 0.4}, {1.0, 4.0}, {1e-5, 3e-5}, {0.01, 1.0}}) {
      const std::vector<double> values = nice_log_values(low, high, 8);
      std::set<std::string> labels;
      for (double value : values) labels.insert(number_label(value, log_step(value, values)));
      CAPTURE(low);
      CHECK(labels.size() == values.size());
    }
    CHECK(number_label(0.5, log_step(0.5, {0.1, 0.2, 0.5, 1})) == "0.5");
    CHECK(number_label(1, log_step(1, {0.1, 0.2, 0.5, 1})) == "1");
    CHECK(number_label(0.12, log_step(0.12, {0.1, 0.12, 0.14})) == "0.12");
  }
}
