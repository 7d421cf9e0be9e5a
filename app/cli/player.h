// Plays scripts on the program: the same events as a hand's, and what must be true then.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "app/cli/play_script.h"
#include "app/cli/windowed_app.h"
#include "app/platform/offscreen_window.h"

namespace cartograd {

class Player {
 public:
  Player(OffscreenWindow& window, WindowedApp& app) : window_(window), app_(app) {}

  // Throws InputError with the line for what is not true or cannot be done.
  void play(const std::vector<PlayLine>& lines);
  // So many random events: keys, clicks on controls and anywhere, drags, wheels, letters, other sizes.
  void play_at_random(int events, std::uint64_t seed);

  // The longest time from an event to the first picture that is another one, in seconds.
  double longest_answer() const { return longest_answer_; }

 private:
  void play(const PlayLine& line);
  void frames(int count);
  // Until the queue is empty, and what it has led to is on the screen.
  void settle();
  void press(const std::string& key);
  void type(const std::string& text);
  void click_label(const std::string& label, int which);
  void click(glm::vec2 place, int button, bool twice, const std::string& held);
  void drag(glm::vec2 from, glm::vec2 to, int button, const std::string& held);
  void hold(const std::string& key, bool down);
  // A place in shares of the picture, in pixels.
  glm::vec2 place(const std::string& x, const std::string& y) const;
  // Nothing if the condition is true, else what was found instead.
  std::string instead(const std::vector<std::string>& condition) const;
  double number(const std::string& word) const;
  [[noreturn]] void fail(const std::string& why) const;

  OffscreenWindow& window_;
  WindowedApp& app_;
  const PlayLine* line_ = nullptr;
  std::vector<std::uint8_t> remembered_;
  double longest_answer_ = 0;
  int frames_to_settle_ = 2;  // after the last event's: the user interface needs them to place what is new
};

}  // namespace cartograd
