#include "app/session/history.h"

namespace cartograd {

void History::note(const Experiment& experiment, const View& view, double seconds) {
  constexpr double pause = 0.6;  // seconds
  constexpr std::size_t most = 100;
  since_change_ += seconds;
  State now{experiment, view};
  now.view.camera = {};
  now.view.cursor.reset();
  now.view.cursor_loss.reset();
  if (now_ == now) return;
  if (now_ && (since_change_ > pause || undo_.empty())) {
    undo_.push_back(std::move(*now_));
    if (undo_.size() > most) undo_.erase(undo_.begin());
  }
  if (now_) redo_.clear();
  now_ = std::move(now);
  since_change_ = 0;
}

void History::move(std::vector<State>& from, std::vector<State>& to, Experiment& experiment, View& view) {
  note(experiment, view, 0);
  if (from.empty()) return;
  to.push_back(*now_);
  now_ = std::move(from.back());
  from.pop_back();
  View seen = now_->view;
  seen.camera = view.camera;
  seen.cursor = view.cursor;
  seen.cursor_loss = view.cursor_loss;
  experiment = now_->experiment;
  view = std::move(seen);
  since_change_ = std::numeric_limits<double>::infinity();  // the next change is one of its own
}

}  // namespace cartograd
