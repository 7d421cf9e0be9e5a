// The cursor over the recorded iterates.
#include <algorithm>
#include <cmath>

#include "app/session/session.h"
#include "core/optim/iterates.h"

namespace cartograd {

void Session::move_cursor(double seconds) {
  const auto end = static_cast<double>(last_step());
  if (playback.at_end) {
    playback.step = end;
    return;
  }
  if (!playback.playing || paths_.empty()) return;
  Index planned = 1;
  for (const Choice& run : experiment.runs) planned = std::max(planned, run.settings.integer("steps"));
  // A run that ended early is watched for as long as a whole one.
  const double length = training() ? static_cast<double>(planned) : std::max(end, 1.0);
  const double before = playback.step;
  playback.step += std::min(seconds, 0.1) * length / playback.seconds * playback.speed;
  for (const Index step : playback.breakpoints)
    if (const auto there = static_cast<double>(step); before < there && playback.step >= there && there < end) {
      playback.step = there;
      return pause();
    }
  if (playback.step < end) return;
  if (playback.loop && !training()) {
    playback.step = 0;
    return;
  }
  playback.step = end;  // waits here for training to go on
  if (!training()) pause();
  playback.at_end = !training();
}

// What the picture shows of the playback.
void Session::place_cursor() {
  view.cursor = playback.at_end ? std::nullopt : std::optional<Index>(static_cast<Index>(playback.step));
  view.cursor_loss.reset();
  if (!playback.by_loss || !view.cursor || !results_.training) return;
  const Run& first = results_.training->runs.front();
  if (const std::size_t count = iterates_until(first, view.cursor); count > 0)
    view.cursor_loss = *std::min_element(first.loss.begin(), first.loss.begin() + static_cast<std::ptrdiff_t>(count));
}

Index Session::last_step() const {
  Index last = 0;
  if (results_.training)
    for (const Run& run : results_.training->runs)
      if (run.size() > 0) last = std::max(last, run.step.back());
  return last;
}

void Session::restart(bool new_seed) {
  if (new_seed) ++experiment.seed;
  ++attempt_;
  play();
}

// Where nothing newer has come since, there is nothing to do, now or later.
void Session::fit_plane() { fit_requested_ = results_.training && results_.training != basis_; }

void Session::play() {
  if (playback.at_end || playback.step >= static_cast<double>(last_step())) playback.step = 0;
  playback.at_end = false;
  playback.playing = true;
}

void Session::pause() { playback.playing = false; }

void Session::step(int iterates) {
  pause();
  if (!results_.training) return;
  // The recorded steps of all runs, in order.
  std::vector<Index> steps;
  for (const Run& run : results_.training->runs) steps.insert(steps.end(), run.step.begin(), run.step.end());
  if (steps.empty()) return;
  std::sort(steps.begin(), steps.end());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  const auto past = std::upper_bound(steps.begin(), steps.end(), static_cast<Index>(playback.step));
  const auto here = std::max<std::ptrdiff_t>(0, past - steps.begin() - 1);
  const auto there = std::clamp<std::ptrdiff_t>(here + iterates, 0, static_cast<std::ptrdiff_t>(steps.size()) - 1);
  seek(static_cast<double>(steps[static_cast<std::size_t>(there)]));
}

void Session::seek(double step) {
  pause();
  playback.at_end = false;
  playback.step = std::max(0.0, step);
}

}  // namespace cartograd
