// What a script can ask of the program.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "app/panels/panels.h"
#include "app/platform/offscreen_window.h"

namespace cartograd {

struct PlayedProgram {
  Session& session;
  PanelState& panels;
  const OffscreenWindow& window;
  const std::vector<std::uint8_t>& remembered;  // the pixels of a picture
};

struct PlayCondition {
  std::string name, words, help;
  // Nothing if it is true, else what is there instead. `rest` is what follows the name.
  std::function<std::string(const PlayedProgram& program, const std::string& rest)> found_instead;
};

const std::vector<PlayCondition>& play_conditions();

// Of the condition that the first of the words names; "no" before it turns it round. Throws InputError for an unknown
// one.
std::string found_instead(const PlayedProgram& program, const std::vector<std::string>& words);

}  // namespace cartograd
