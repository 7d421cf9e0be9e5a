#include "app/session/worker.h"

#include <atomic>
#include <chrono>
#include <stdexcept>

#include <doctest/doctest.h>

using namespace cartograd;
using namespace std::chrono_literals;

namespace {

// Waits until the condition holds; false after ten seconds.
bool eventually(const std::function<bool()>& condition) {
  for (int i = 0; i < 10000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(1ms);
  }
  return false;
}

}  // namespace

TEST_SUITE("worker") {
  TEST_CASE("it answers a request, wakes its owner, and is idle again") {
    std::atomic<int> wakes = 0;
    Worker<int, int> worker([](int request, std::stop_token, const auto& publish) { publish(request * request); },
                            [&] { ++wakes; });
    CHECK(worker.latest() == nullptr);
    worker.submit(7);
    REQUIRE(eventually([&] { return !worker.busy(); }));
    CHECK(*worker.latest() == 49);
    CHECK(wakes >= 1);
  }

  TEST_CASE("the newest request replaces the waiting one, and running work is stopped only after it has published") {
    std::atomic<bool> may_publish = false;
    std::vector<int> begun;
    Worker<int, int> worker(
        [&](int request, std::stop_token stop, const auto& publish) {
          begun.push_back(request);
          while (!may_publish) std::this_thread::sleep_for(1ms);
          CHECK_FALSE(stop.stop_requested());  // not before it has shown something
          publish(request);
          if (request == 0) {
            CHECK(eventually([&] { return stop.stop_requested(); }));
          }
        },
        [] {});
    worker.submit(0);
    REQUIRE(eventually([&] { return worker.busy(); }));
    std::this_thread::sleep_for(20ms);
    for (int request : {1, 2, 3}) worker.submit(request);
    may_publish = true;
    REQUIRE(eventually([&] { return !worker.busy(); }));
    CHECK(*worker.latest() == 3);
    CHECK(begun == std::vector<int>{0, 3});
  }

  TEST_CASE("while requests keep coming, pictures keep appearing") {
    std::atomic<int> published = 0;
    Worker<int, int> worker(
        [&](int request, std::stop_token stop, const auto& publish) {
          for (int i = 0; i < 100 && !stop.stop_requested(); ++i) {
            std::this_thread::sleep_for(2ms);
            publish(request);
            ++published;
          }
        },
        [] {});
    for (int i = 0; i < 200; ++i) {
      worker.submit(i);
      std::this_thread::sleep_for(1ms);
    }
    CHECK(published > 20);
    worker.cancel();
  }

  TEST_CASE("a cancel stops the work, forgets what waits and keeps what there is") {
    Worker<int, int> worker(
        [&](int request, std::stop_token stop, const auto& publish) {
          while (!stop.stop_requested()) std::this_thread::sleep_for(1ms);
          publish(request);
        },
        [] {});
    worker.submit(1);
    REQUIRE(eventually([&] { return worker.busy(); }));
    std::this_thread::sleep_for(10ms);
    worker.submit(2);
    worker.cancel();
    REQUIRE(eventually([&] { return !worker.busy(); }));
    REQUIRE(worker.latest() != nullptr);
    CHECK(*worker.latest() == 1);
  }

  TEST_CASE("an exception becomes a message, and the next success clears it") {
    Worker<int, int> worker(
        [](int request, std::stop_token, const auto& publish) {
          if (request == 0) throw std::runtime_error("no such thing");
          publish(request);
        },
        [] {});
    worker.submit(0);
    REQUIRE(eventually([&] { return worker.error() == "no such thing"; }));
    worker.submit(1);
    REQUIRE(eventually([&] { return worker.latest() != nullptr && !worker.busy(); }));
    CHECK(worker.error().empty());
  }

  TEST_CASE("submit and latest never wait for the work") {
    std::atomic<bool> go = false;
    Worker<int, int> worker(
        [&](int request, std::stop_token stop, const auto& publish) {
          publish(request);
          while (!go && !stop.stop_requested()) std::this_thread::sleep_for(1ms);
        },
        [] {});
    worker.submit(1);
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 1000; ++i) {
      worker.latest();
      worker.busy();
    }
    CHECK(std::chrono::steady_clock::now() - begin < 500ms);
    go = true;
  }
}
