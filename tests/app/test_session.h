// A session without a window.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

#include "app/session/session.h"

namespace cartograd {

inline Document small_document() {
  return parse_document(R"(
    [data]
    samples = 40
    [network]
    hidden = [4]
    [[run]]
    optimizer = "sgd"
    steps = 60
    [[run]]
    optimizer = "adam"
    steps = 40
    [slice]
    resolution = [9, 7]
  )",
                        "test", view_table());
}

// Runs frames until everything is computed and the condition holds.
inline bool frames_until(Session& session, const std::function<bool()>& condition) {
  for (int i = 0; i < 5000; ++i) {
    session.update(0.02);
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

inline bool settled(const Session& session) {
  return !session.training() && !session.slicing() && session.results().slice &&
         session.results().slice->slice.complete;
}

}  // namespace cartograd
