#include "app/cli/speaker_window.h"

#include <utility>

#include "app/panels/lecture.h"

namespace cartograd {

std::vector<std::string> SpeakerWindow::frame(Theme theme) {
  if (window_ && window_->should_close()) lecture_.shows_notes = false;
  if (!lecture_.active() || !lecture_.shows_notes) {
    close();
    return {};
  }
  if (!window_) {
    window_ = beside_.second_window("Cartograd: notes");
    window_->on_scale = [this](float) { styled_.reset(); };
    touched_ = true;
  }
  // Its clock shows seconds.
  const auto now = std::chrono::steady_clock::now();
  const bool due = now - drawn_ > std::chrono::milliseconds(250);
  std::vector<std::string> keys;
  if (!std::exchange(touched_, false) && !due && step_ == lecture_.number()) return keys;
  drawn_ = now;
  step_ = lecture_.number();
  window_->set_zoom(beside_.zoom());
  window_->want_large_text(speaker_text(static_cast<float>(window_->width()), static_cast<float>(window_->height())) *
                           beside_.zoom());
  keys = window_->begin_frame();
  if (styled_ != theme) {
    apply_style(theme, window_->scale());
    styled_ = theme;
  }
  draw_speaker(lecture_);
  window_->end_frame([] {});
  if (!keys.empty()) touched_ = true;  // what they lead to shows in the next frame
  beside_.activate();
  return keys;
}

bool SpeakerWindow::touched() {
  if (window_ && window_->wait(0)) touched_ = true;
  return touched_;
}

void SpeakerWindow::close() {
  if (!window_) return;
  window_.reset();
  styled_.reset();
  beside_.activate();
}

}  // namespace cartograd
