#include "core/base/rng.h"

#include <set>

#include <doctest/doctest.h>

using namespace cartograd;

TEST_SUITE("rng") {
  TEST_CASE("SplitMix64 with seed 42 gives the published words") {
    Rng rng(42);
    CHECK(rng.next() == 0xbdd732262feb6e95u);
    CHECK(rng.next() == 0x28efe333b266f103u);
  }

  TEST_CASE("uniform and normal numbers agree with the table") {
    Rng uniform(0);
    CHECK(uniform.uniform() == 0.8833108082136426);
    CHECK(uniform.uniform() == 0.43152799704850997);
    Rng normal(42);
    for (double expected : {0.8822489062222688, 1.388473285287707, -0.4508498757188599, 0.6707164409024291})
      CHECK(normal.normal() == doctest::Approx(expected).epsilon(1e-14));
  }

  TEST_CASE("shuffle is the table's permutation") {
    CHECK(Rng(123456789).shuffle(10) == std::vector<Index>{8, 3, 9, 2, 4, 6, 1, 5, 0, 7});
    CHECK(Rng(1).shuffle(0).empty());
  }

  TEST_CASE("derived seeds differ by seed, purpose and index") {
    std::set<std::uint64_t> seeds;
    for (std::uint64_t seed : {0u, 1u, 2u})
      for (const char* purpose : {"data", "weights", ""})
        for (std::uint64_t index : {0u, 1u, 2u}) seeds.insert(derive_seed(seed, purpose, index));
    CHECK(seeds.size() == 27);
  }
}
