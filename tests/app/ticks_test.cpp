#include "app/scene/ticks.h"

#include <doctest/doctest.h>

TEST_SUITE("ticks") {
  TEST_CASE("nice values are round and inside") {
    CHECK(cartograd::nice_values(0, 1, 5) == std::vector<double>{0, 0.2, 0.4, 0.6000000000000001, 0.8, 1});
  }
}
