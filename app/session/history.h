// What undo and redo bring back.
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "app/scene/view.h"
#include "core/experiment/experiment.h"

namespace cartograd {

// The changes of an experiment and its view, up to 100 of them. Changes that follow each other closely (a drag of a
// slider) are one. The camera and the time are no part of it.
class History {
 public:
  // Once a frame, `seconds` after the last call.
  void note(const Experiment& experiment, const View& view, double seconds);
  // Takes the last change back, or makes it again.
  void undo(Experiment& experiment, View& view) { move(undo_, redo_, experiment, view); }
  void redo(Experiment& experiment, View& view) { move(redo_, undo_, experiment, view); }

 private:
  struct State {
    Experiment experiment;
    View view;
    bool operator==(const State&) const = default;
  };
  void move(std::vector<State>& from, std::vector<State>& to, Experiment& experiment, View& view);

  std::vector<State> undo_, redo_;
  std::optional<State> now_;  // none before the first frame
  double since_change_ = 0;   // seconds
};

}  // namespace cartograd
