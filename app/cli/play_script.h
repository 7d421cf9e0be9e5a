// Scripted play: a text file of input events and of what must then be true, one a line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cartograd {

struct PlayLine {
  std::string verb;
  std::vector<std::string> words;  // behind the verb, without their quotes
  std::string file;
  int number = 0;  // of the line, from 1
};

// Splits a script into its lines; what follows # and empty lines are left out. Throws InputError for an unknown verb
// (with the nearest right one), a wrong number of words or a quote without an end.
std::vector<PlayLine> parse_play(std::string_view text, const std::string& file);

// The verbs of scripts with what they do, for `cartograd list play`.
struct PlayVerb {
  std::string name, words, help;
  std::size_t least = 0, most = 0;  // words behind it
};
const std::vector<PlayVerb>& play_verbs();

}  // namespace cartograd
