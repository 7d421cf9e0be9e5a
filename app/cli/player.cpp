#include "app/cli/player.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <thread>

#include <fmt/format.h>

#include "app/cli/play_conditions.h"
#include "app/figure/png.h"
#include "app/panels/widgets.h"
#include "app/session/commands.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/rng.h"

namespace cartograd {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double frame_seconds = 1.0 / 60;
constexpr auto patience = std::chrono::minutes(3);  // a sanitizer on a busy machine is slow

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

int button_of(const std::string& name) { return name == "right" ? 1 : name == "middle" ? 2 : 0; }

}  // namespace

void Player::play(const std::vector<PlayLine>& lines) {
  for (const PlayLine& line : lines) {
    line_ = &line;
    play(line);
    settle();
  }
}

void Player::play(const PlayLine& line) {
  const std::vector<std::string>& words = line.words;
  if (line.verb == "size") {
    window_.resize(static_cast<int>(number(words[0])), static_cast<int>(number(words[1])));
  } else if (line.verb == "key") {
    for (const std::string& key : words) press(key);
  } else if (line.verb == "type") {
    type(words[0]);
  } else if (line.verb == "click") {
    const bool label =
        std::ranges::any_of(words[0], [](unsigned char letter) { return std::isdigit(letter) == 0 && letter != '.'; });
    const std::string how = words.size() > 2 ? words[2] : "";
    if (label || words.size() < 2)
      click_label(words[0], words.size() > 1 ? static_cast<int>(number(words[1])) : 1);
    else
      click(place(words[0], words[1]), button_of(how), how == "double", how == "ctrl" ? how : "");
  } else if (line.verb == "drag") {
    const std::string how = words.size() > 5 ? words[5] : "";
    drag(place(words[0], words[1]), place(words[3], words[4]), button_of(how),
         how == "ctrl" || how == "shift" ? how : "");
  } else if (line.verb == "wheel") {
    const glm::vec2 where = place(words[0], words[1]);
    window_.push(MouseMove{where.x, where.y});
    settle();
    if (words.size() > 3) hold("ctrl", true);
    for (double left = number(words[2]); std::abs(left) > 0.5; left -= std::copysign(1, left)) {
      window_.push(MouseWheel{0, left > 0 ? 1.f : -1.f});
      settle();
    }
    if (words.size() > 3) hold("ctrl", false);
  } else if (line.verb == "drop") {
    window_.drop(words[0]);
  } else if (line.verb == "wait") {
    frames(static_cast<int>(number(words[0])));
  } else if (line.verb == "remember") {
    remembered_ = window_.pixels();
  } else if (line.verb == "picture") {
    const auto* window =
        words.size() < 2 ? &window_ : dynamic_cast<const OffscreenWindow*>(app_.speaker_window().window());
    if (!window) fail("the speaker's notes are not open");
    write_file(words[0], encode_png({window->width(), window->height(), window->pixels()}, {}));
  } else {
    const auto end = Clock::now() + patience;
    std::string found = instead(words);
    while (!found.empty() && line.verb == "until" && Clock::now() < end) {
      frames(1);
      std::this_thread::sleep_for(std::chrono::milliseconds(2));  // the workers, too, need a processor
      found = instead(words);
    }
    if (!found.empty()) fail(fmt::format("expected {}; found {}", joined(words), found));
  }
}

std::string Player::instead(const std::vector<std::string>& condition) const {
  try {
    return found_instead({app_.session(), app_.panels(), window_, remembered_}, condition);
  } catch (const InputError& error) {
    fail(error.what());
  }
}

void Player::frames(int count) {
  for (int i = 0; i < count; ++i) {
    window_.wait(0);
    app_.frame(frame_seconds);
  }
}

void Player::settle() {
  const auto begin = Clock::now();
  do frames(1);
  while (window_.has_input());
  longest_answer_ = std::max(longest_answer_, std::chrono::duration<double>(Clock::now() - begin).count());
  frames(frames_to_settle_);
}

void Player::hold(const std::string& key, bool down) { window_.push(KeyPress{key_number(key), down}); }

void Player::press(const std::string& key) {
  std::string name = key;
  std::vector<std::string> held;
  for (const std::string modifier : {"ctrl", "shift"})
    if (name.starts_with(modifier + "+")) {
      held.push_back(modifier);
      name.erase(0, modifier.size() + 1);
    }
  if (key_number(name) < 0) fail(fmt::format("there is no key \"{}\"", key));
  for (const std::string& modifier : held) hold(modifier, true);
  hold(name, true);
  hold(name, false);
  for (const std::string& modifier : held) hold(modifier, false);
  settle();
}

void Player::type(const std::string& text) {
  for (const char letter : text) window_.push(TypedCharacter{static_cast<unsigned char>(letter)});
  settle();
}

// What is scrolled away is scrolled to, as a hand would.
void Player::click_label(const std::string& label, int which) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    int left = which;
    const auto found = std::ranges::find_if(marked_items(),
                                            [&](const MarkedItem& item) { return item.label == label && --left == 0; });
    if (found == marked_items().end()) {
      std::vector<std::string> names;
      for (const MarkedItem& item : marked_items()) names.push_back(item.label);
      const auto nearest = nearest_name(label, names);
      fail(fmt::format("nothing on the screen is called \"{}\"{}", label,
                       nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : std::string()));
    }
    const glm::vec2 middle(.5f * (found->low.x + found->high.x), .5f * (found->low.y + found->high.y));
    const auto height = static_cast<float>(window_.height());
    if (found->visible && middle.y > 0 && middle.y < height) return click(middle, 0, false, "");
    window_.push(MouseMove{middle.x, .5f * height});
    settle();
    window_.push(MouseWheel{0, middle.y > .5f * height ? -1.f : 1.f});
    settle();
  }
  fail(fmt::format("\"{}\" cannot be scrolled to", label));
}

void Player::click(glm::vec2 where, int button, bool twice, const std::string& held) {
  window_.push(MouseMove{where.x, where.y});
  settle();
  if (!held.empty()) hold(held, true);
  for (int i = 0; i < (twice ? 2 : 1); ++i) {
    window_.push(MouseButton{button, true});
    window_.push(MouseButton{button, false});
  }
  if (!held.empty()) hold(held, false);
  settle();
}

void Player::drag(glm::vec2 from, glm::vec2 to, int button, const std::string& held) {
  constexpr int steps = 8;
  window_.push(MouseMove{from.x, from.y});
  settle();
  if (!held.empty()) hold(held, true);
  window_.push(MouseButton{button, true});
  for (int i = 1; i <= steps; ++i) {
    const glm::vec2 here = glm::mix(from, to, static_cast<float>(i) / steps);
    window_.push(MouseMove{here.x, here.y});
    settle();
  }
  window_.push(MouseButton{button, false});
  if (!held.empty()) hold(held, false);
  settle();
}

void Player::play_at_random(int events, std::uint64_t seed) {
  frames_to_settle_ = 0;
  window_.resize(800, 500);
  Rng rng(seed);
  const auto below = [&](std::size_t end) { return static_cast<std::size_t>(rng.next() % end); };
  const auto anywhere = [&] { return glm::vec2(rng.uniform() * window_.width(), rng.uniform() * window_.height()); };
  constexpr std::string_view letters = "0123456789 .,=-aeinorst/";
  for (int i = 0; i < events; ++i) {
    const double what = rng.uniform();
    if (what < 0.3) {
      const Command& command = commands()[below(commands().size())];
      if (!command.keys.empty() && !command.id.starts_with("save"))
        press(command.keys.substr(0, command.keys.find(' ')));
    } else if (what < 0.5 && !marked_items().empty()) {
      const MarkedItem item = marked_items()[below(marked_items().size())];
      if (!item.label.starts_with("Save"))
        click(.5f * glm::vec2(item.low.x + item.high.x, item.low.y + item.high.y), 0, false, "");
    } else if (what < 0.65) {
      click(anywhere(), static_cast<int>(below(3)), below(5) == 0, below(4) == 0 ? "ctrl" : "");
    } else if (what < 0.8) {
      drag(anywhere(), anywhere(), static_cast<int>(below(3)), below(3) == 0 ? "ctrl" : below(3) == 0 ? "shift" : "");
    } else if (what < 0.9) {
      const glm::vec2 where = anywhere();
      window_.push(MouseMove{where.x, where.y});
      settle();
      window_.push(MouseWheel{0, below(2) == 0 ? 1.f : -1.f});
      settle();
    } else if (what < 0.97) {
      type(std::string(1, letters[below(letters.size())]));
      if (below(3) == 0) press("enter");
    } else if (what < 0.98) {
      window_.resize(800 + static_cast<int>(below(480)), 500 + static_cast<int>(below(220)));
    } else {
      press("escape");
    }
    app_.stay();
  }
}

glm::vec2 Player::place(const std::string& x, const std::string& y) const {
  const PanelState& panels = app_.panels();
  return {panels.scene_position.x + static_cast<float>(number(x)) * panels.scene_size.x,
          panels.scene_position.y + static_cast<float>(number(y)) * panels.scene_size.y};
}

double Player::number(const std::string& word) const {
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) fail(fmt::format("\"{}\" is no number", word));
  return value;
}

void Player::fail(const std::string& why) const {
  throw InputError(why, line_ ? SourcePlace{line_->file, line_->number, 0} : SourcePlace{});
}

}  // namespace cartograd
