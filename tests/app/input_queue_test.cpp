#include "app/platform/input_queue.h"

#include <doctest/doctest.h>

using namespace cartograd;

namespace {

std::vector<std::size_t> frames(const std::vector<InputEvent>& events) {
  InputQueue queue;
  for (const InputEvent& event : events) queue.push(event);
  std::vector<std::size_t> sizes;
  while (!queue.empty()) {
    sizes.push_back(queue.take_frame().size());
    REQUIRE(sizes.back() > 0);
  }
  return sizes;
}

constexpr int key_a = 65, key_control = 341;

}  // namespace

TEST_SUITE("input_queue") {
  TEST_CASE("a press and a release, and a click and the move after it, are told apart") {
    CHECK(frames({MouseButton{0, true}, MouseButton{0, false}}) == std::vector<std::size_t>{1, 1});
    CHECK(frames({MouseMove{1, 1}, MouseButton{0, true}, MouseMove{9, 9}, MouseButton{0, false}}) ==
          std::vector<std::size_t>{2, 2});
    CHECK(frames({KeyPress{key_a, true}, KeyPress{key_a, false}}) == std::vector<std::size_t>{1, 1});
  }

  TEST_CASE("positions are merged, the last one counts") {
    InputQueue queue;
    for (int i = 0; i < 50; ++i) queue.push(MouseMove{static_cast<float>(i), 0});
    const auto frame = queue.take_frame();
    REQUIRE(frame.size() == 1);
    CHECK(std::get<MouseMove>(frame[0]).x == 49);
    CHECK(queue.empty());
  }

  TEST_CASE("ctrl+a stays ctrl+a, and letters typed after a key wait for the next frame") {
    CHECK(frames({KeyPress{key_control, true}, KeyPress{key_a, true}, KeyPress{key_control, false}}).front() == 2);
    CHECK(frames({KeyPress{key_a, true}, TypedCharacter{'a'}}) == std::vector<std::size_t>{1, 1});
    CHECK(frames({TypedCharacter{'a'}, TypedCharacter{'b'}}) == std::vector<std::size_t>{2});
  }
}
