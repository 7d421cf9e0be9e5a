// The journeys (tests/journeys) lead through every command.
#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include <doctest/doctest.h>

#include "app/cli/play_script.h"
#include "app/session/commands.h"
#include "core/base/error.h"
#include "core/base/file.h"

using namespace cartograd;

TEST_SUITE("journeys") {
  TEST_CASE("every command is used by a journey: by one of its keys, or by its name") {
    std::set<std::string> keys, labels;
    std::string typed;
    int scripts = 0;
    for (const auto& entry : std::filesystem::directory_iterator(std::string(CARTOGRAD_TEST_DATA) + "/../journeys")) {
      if (entry.path().extension() != ".play") continue;
      ++scripts;
      for (const PlayLine& line : parse_play(read_file(entry.path().string(), 100000), entry.path().string())) {
        if (line.verb == "key") keys.insert(line.words.begin(), line.words.end());
        if (line.verb == "click") labels.insert(line.words.front());
        if (line.verb == "type") typed += line.words.front() + "\n";
      }
    }
    CHECK(scripts >= 40);
    for (const Command& command : commands()) {
      CAPTURE(command.id);
      std::istringstream bound(command.keys);
      bool used = labels.contains(command.label);
      for (std::string key; bound >> key;) used |= keys.contains(key);
      std::string name = command.label;
      name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
      std::istringstream lines(typed);
      for (std::string word; std::getline(lines, word);) used |= name.find(word) == 0;
      CHECK(used);
    }
  }

  TEST_CASE("a script is refused with the line and what was expected") {
    const auto message = [](const std::string& text) -> std::string {
      try {
        parse_play(text, "x.play");
      } catch (const InputError& error) {
        return error.what();
      }
      return "taken";
    };
    CHECK(parse_play("# nothing\n\nkey a b  # two\ntype \"a # b\"\n", "x").size() == 2);
    CHECK(parse_play("type \"a # b\"", "x")[0].words[0] == "a # b");
    CHECK(message("key a\nclik \"x\"").find("x.play:2") == 0);
    CHECK(message("clik \"x\"").find("did you mean \"click\"?") != std::string::npos);
    CHECK(message("size 3").find("expected size W H") != std::string::npos);
    CHECK(message("type \"x").find("quote") != std::string::npos);
  }
}
