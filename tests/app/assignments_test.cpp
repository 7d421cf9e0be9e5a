// What differs between two documents, as assignments and as a command line; and files of one table of settings.
#include <doctest/doctest.h>

#include "app/scene/view.h"
#include "app/session/saving.h"
#include "core/base/assets.h"
#include "core/base/error.h"
#include "core/experiment/settings_file.h"

using namespace cartograd;

namespace {

std::vector<Document> examples() {
  std::vector<Document> all;
  for (const std::string_view path : assets_under("assets/experiments/")) {
    const std::string file(path);
    all.push_back(parse_document(asset(file), file, view_table()));
  }
  return all;
}

}  // namespace

TEST_SUITE("assignments") {
  TEST_CASE("from any example to any other: the assignments between them, applied, make it") {
    const std::vector<Document> all = examples();
    REQUIRE(all.size() > 10);
    for (const Document& from : all)
      for (const Document& to : all) {
        Document made = from;
        const std::vector<std::string> assignments = assignments_between(from, to, view_table());
        for (const std::string& assignment : assignments) apply_assignment(made, assignment, view_table());
        CHECK(made == to);
        CHECK(assignments.empty() == (from == to));
      }
  }

  TEST_CASE("texts with blanks, quotes and commas survive") {
    const Document from = default_document(view_table());
    for (const std::string title : {"it's \"so\"", " edges ", "a, b", "[1]", "true", "3", "\\n", "ä"}) {
      Document to = from, made = from;
      to.experiment.title = title;
      for (const std::string& assignment : assignments_between(from, to, view_table()))
        apply_assignment(made, assignment, view_table());
      CHECK(made == to);
    }
  }

  TEST_CASE("a command line quotes what a shell would change") {
    const Document before = default_document(view_table());
    Document after = before;
    CHECK(command_line_for(after, "", before) == "cartograd");
    CHECK(command_line_for(after, "/a b/it's.toml", before) == "cartograd '/a b/it'\\''s.toml'");
    after.experiment.seed = 9;
    after.experiment.title = "two words";
    const std::string line = command_line_for(after, "x.toml", before);
    CHECK(line.find("cartograd x.toml") == 0);
    CHECK(line.find("--set seed=9") != std::string::npos);
    CHECK(line.find("--set 'title=two words'") != std::string::npos);
  }

  TEST_CASE("a file of settings reads back; what is wrong in it is told with its place") {
    const std::vector<Setting> table = {real_setting("size", "Size", 1, 0, 5, "how large"),
                                        choice_setting("colour", "Colour", "red", {"red", "blue"}, "which")};
    Settings settings = initial_settings(table);
    settings.set("size", 2.5);
    settings.set("colour", std::string("blue"));
    CHECK(parse_settings(to_toml(settings, table), "x", table) == settings);
    CHECK(parse_settings("", "x", table) == initial_settings(table));
    for (const char* text : {"sise = 1", "size = 9", "size = \"a\"", "colour = \"green\"", "size = "}) {
      CAPTURE(text);
      try {
        parse_settings(text, "prefs.toml", table);
        FAIL("it was taken");
      } catch (const InputError& error) {
        CHECK(std::string(error.what()).find("prefs.toml:1") != std::string::npos);
      }
    }
  }
}
