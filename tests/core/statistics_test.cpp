// What a number of trials tells, against the tables.
#include "core/base/statistics.h"

#include "support.h"

using namespace cartograd;

TEST_SUITE("statistics") {
  TEST_CASE("Wilson's interval against the table") {
    for (const auto& row : oracle("17_statistics", "wilson")) {
      const Proportion found = wilson(row["successes"].get<Index>(), row["n"].get<Index>());
      CHECK(found.share == doctest::Approx(row["rate"].get<double>()));
      CHECK(found.low == doctest::Approx(row["wilson95"][0].get<double>()).epsilon(1e-9));
      CHECK(found.high == doctest::Approx(row["wilson95"][1].get<double>()).epsilon(1e-9));
    }
    CHECK(wilson(0, 0).high == 1);
  }

  TEST_CASE("the chance of at least one success, and how many trials it takes") {
    for (const auto& row : oracle("17_statistics", "restarts")) {
      const double chance = row["p"].get<double>();
      for (const auto& [k, expected] : row["at_least_one"].items())
        CHECK(at_least_one(chance, std::stoi(k)) == doctest::Approx(expected.get<double>()).epsilon(1e-12));
      CHECK(trials_for(chance, 0.99) == row["restarts_for_99_percent"].get<Index>());
    }
    CHECK(trials_for(0, 0.99) == -1);
    CHECK(trials_for(1, 0.99) == 1);
    CHECK(trials_for(0.5, 0.75) == 2);
  }

  TEST_CASE("the expected best of k without replacement") {
    const auto table = oracle("17_statistics", "best_of_k");
    const std::vector<double> losses = table["losses"], best = expected_best(losses);
    for (const auto& row : table["expected_best_of_k_without_replacement"])
      CHECK(best[row["k"].get<std::size_t>() - 1] ==
            doctest::Approx(row["expected_best"].get<double>()).epsilon(1e-12));
    // By counting all pairs.
    double sum = 0;
    for (std::size_t i = 0; i < losses.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) sum += std::min(losses[i], losses[j]);
    CHECK(best[1] == doctest::Approx(sum / 15));
    CHECK(expected_best({}).empty());
  }
}
