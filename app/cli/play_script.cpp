#include "app/cli/play_script.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "core/base/error.h"

namespace cartograd {

namespace {

constexpr std::size_t any_number = 99;

std::vector<std::string> split(const std::string& line, const SourcePlace& place) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < line.size();) {
    if (line[i] == '#') break;
    if (line[i] == ' ' || line[i] == '\t') {
      ++i;
      continue;
    }
    const bool quoted = line[i] == '"';
    const std::size_t begin = quoted ? i + 1 : i;
    const std::size_t end = quoted ? line.find('"', begin) : std::min(line.find_first_of(" \t", begin), line.size());
    if (end == line.npos) throw InputError("a quote without its end", place);
    words.push_back(line.substr(begin, end - begin));
    i = quoted ? end + 1 : end;
  }
  return words;
}

}  // namespace

const std::vector<PlayVerb>& play_verbs() {
  static const std::vector<PlayVerb> rows = {
      {"size", "W H", "the window has so many pixels", 2, 2},
      {"key", "ctrl+k …", "presses keys, one after the other", 1, any_number},
      {"type", "\"text\"", "types letters", 1, 1},
      {"click", "\"Label\" | X Y [right|double|ctrl]",
       "a control by what stands on it (a number behind: the how manieth), or a place in shares of the picture", 1, 3},
      {"drag", "X Y to X Y [right|middle|ctrl|shift]", "from one place of the picture to another", 5, 6},
      {"wheel", "X Y N [ctrl]", "turns the wheel by N notches up", 3, 4},
      {"drop", "FILE", "drops a file on the window", 1, 1},
      {"wait", "N", "lets N frames pass, 60 a second", 1, 1},
      {"until", "CONDITION", "lets frames pass until it is true, three minutes at most", 1, any_number},
      {"expect", "CONDITION", "fails if it is not true", 1, any_number},
      {"remember", "", "keeps the picture for `expect changed`", 0, 0},
      {"picture", "FILE.png [notes]", "saves what the window shows, or the speaker's own", 1, 2},
  };
  return rows;
}

std::vector<PlayLine> parse_play(std::string_view text, const std::string& file) {
  std::vector<std::string> names;
  for (const PlayVerb& verb : play_verbs()) names.push_back(verb.name);
  std::vector<PlayLine> lines;
  std::istringstream rows{std::string(text)};
  int number = 0;
  for (std::string row; std::getline(rows, row);) {
    const SourcePlace place{file, ++number, 0};
    std::vector<std::string> words = split(row, place);
    if (words.empty()) continue;
    const auto verb = std::ranges::find(play_verbs(), words.front(), &PlayVerb::name);
    if (verb == play_verbs().end()) throw InputError(unknown_name("verb", words.front(), names), place);
    PlayLine line{words.front(), {words.begin() + 1, words.end()}, file, number};
    if (line.words.size() < verb->least || line.words.size() > verb->most)
      throw InputError(fmt::format("expected {} {}", verb->name, verb->words), place);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace cartograd
