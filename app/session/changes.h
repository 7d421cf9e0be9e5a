// A way back through the states of something that changes from frame to frame.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

namespace cartograd {

// Up to 100 states. Changes that follow each other closely (a drag) are one.
template <class State>
class Changes {
 public:
  // Once a frame, `seconds` after the last call.
  void note(State now, double seconds) {
    since_change_ += seconds;
    if (now_ == now) return;
    if (now_ && (since_change_ > pause || back_.empty())) {
      back_.push_back(std::move(*now_));
      if (back_.size() > most) back_.erase(back_.begin());
    }
    if (now_) forward_.clear();
    now_ = std::move(now);
    since_change_ = 0;
  }

  // The state before the last change, or after it again, which is then the present one; null where there is none.
  const State* back() { return move(back_, forward_); }
  const State* forward() { return move(forward_, back_); }

  void change_all(const std::function<void(State&)>& change) {
    for (std::vector<State>* states : {&back_, &forward_})
      for (State& state : *states) change(state);
    if (now_) change(*now_);
  }

 private:
  static constexpr double pause = 0.6;  // seconds
  static constexpr std::size_t most = 100;

  const State* move(std::vector<State>& from, std::vector<State>& to) {
    if (from.empty()) return nullptr;
    to.push_back(std::move(*now_));
    now_ = std::move(from.back());
    from.pop_back();
    since_change_ = std::numeric_limits<double>::infinity();  // the next change is one of its own
    return &*now_;
  }

  std::vector<State> back_, forward_;
  std::optional<State> now_;  // none before the first frame
  double since_change_ = 0;   // seconds
};

}  // namespace cartograd
