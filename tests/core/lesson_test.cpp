// Lesson files: how steps follow each other, and what is said of mistakes.
#include "core/experiment/lesson.h"

#include <doctest/doctest.h>

#include "core/base/error.h"

using namespace cartograd;

namespace {

Lesson parsed(const std::string& steps) {
  return parse_lesson("title = \"A lesson\"\nsource = \"Somebody 1999\"\n" + steps, "lesson.toml", {});
}

const std::string small =
    "[[step]]\nexperiment = \"\"\"\n[objective]\nloss = \"himmelblau\"\n\"\"\"\ncaption = \"One.\"\n";

}  // namespace

TEST_SUITE("lesson") {
  TEST_CASE("a step goes on from the one before, and the lesson's title stands above each") {
    const Lesson lesson =
        parsed(small +
               "[[step]]\nset = [\"run.0.lr=0.5\", \"seed=9\"]\ncaption = \"Two.\"\nwatch = false\n"
               "touch = [\"run.0.lr\"]\n[[step]]\nexperiment = \"\"\"\n\"\"\"\ncaption = \"Three.\"\n");
    REQUIRE(lesson.steps.size() == 3);
    CHECK(lesson.source == "Somebody 1999");
    CHECK(lesson.steps[1].document.experiment.objective.kind == "himmelblau");
    CHECK(lesson.steps[1].document.experiment.runs[0].settings.real("lr") == 0.5);
    CHECK(lesson.steps[1].document.experiment.seed == 9);
    CHECK(lesson.steps[0].document.experiment.seed == 1);
    CHECK_FALSE(lesson.steps[1].watch);
    CHECK(lesson.steps[2].document.experiment.objective.kind != "himmelblau");
    for (const LessonStep& step : lesson.steps) CHECK(step.document.experiment.title == "A lesson");
  }

  TEST_CASE("mistakes are told with file, line and the nearest right name") {
    const auto refused = [](const std::string& steps, const std::string& why) {
      CAPTURE(why);
      CHECK_THROWS_WITH_AS(parsed(steps), doctest::Contains(why.c_str()), InputError);
    };
    refused("", "expected [[step]]");
    refused("[[step]]\n", "without a caption");
    refused(small + "noets = \"x\"\n", "did you mean \"notes\"");
    refused(small + "set = [\"run.0.lrr=1\"]\n", "lesson.toml:9");
    refused(small + "touch = [\"run.0.lrr\"]\n", "did you mean \"lr\"");
    refused(small + "touch = [\"seed\"]\n", "unknown section \"seed\"");
    refused("[[step]]\nexample = \"himelblau\"\ncaption = \"x\"\n", "did you mean \"himmelblau\"");
    refused("[[step]]\ncaption = \"A. B. C.\"\n", "3 sentences");
    refused("[[step]]\ncaption = 3\n", "expected a text");
    refused("[[step]]\nexperiment = \"seeed = 1\"\ncaption = \"x\"\n", "did you mean \"seed\"");
    CHECK(is_lesson("title = \"x\"\n[[step]]\n"));
    CHECK_FALSE(is_lesson("[data]\nkind = \"moons\"\n"));
  }
}
