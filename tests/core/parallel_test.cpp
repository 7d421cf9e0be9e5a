#include "core/base/parallel.h"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

using namespace cartograd;

TEST_SUITE("parallel") {
  TEST_CASE("every task runs exactly once, for any number of threads") {
    for (int threads : {1, 2, 8}) {
      set_thread_count(threads);
      std::vector<std::atomic<int>> runs(1000);
      CHECK(parallel_for(1000, [&](Index i) { ++runs[static_cast<std::size_t>(i)]; }));
      for (const auto& count : runs) CHECK(count == 1);
    }
    set_thread_count(0);
  }

  TEST_CASE("calls may nest and come from many threads") {
    std::atomic<int> sum = 0;
    std::vector<std::jthread> callers;
    for (int k = 0; k < 4; ++k)
      callers.emplace_back([&] { parallel_for(20, [&](Index) { parallel_for(5, [&](Index) { ++sum; }); }); });
    callers.clear();
    CHECK(sum == 400);
  }

  TEST_CASE("an exception reaches the caller") {
    CHECK_THROWS_AS(parallel_for(100,
                                 [](Index i) {
                                   if (i == 37) throw std::runtime_error("37");
                                 }),
                    std::runtime_error);
  }

  TEST_CASE("a stop lets no further task begin") {
    std::stop_source stop;
    std::atomic<int> count = 0;
    CHECK_FALSE(parallel_for(
        100000,
        [&](Index) {
          if (++count == 10) stop.request_stop();
        },
        stop.get_token()));
    CHECK(count < 100);
    CHECK(parallel_for(0, [](Index) {}));
  }
}
