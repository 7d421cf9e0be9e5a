#include "core/base/catalogue.h"

#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include "core/base/error.h"

using namespace cartograd;

namespace {

using Numbers = std::vector<double>;

const Setting noise = real_setting("noise", "Noise", 0.1, 0, 1, "how much");
const Setting steps = integer_setting("steps", "Steps", 10, 1, 1000, "how many");
const Setting batch = or_word(integer_setting("batch", "Batch", 32, 1, 100, "how many"), "all", true);
const Setting shuffled = flag_setting("shuffled", "Shuffled", true, "whether");
const Setting loss = choice_setting("loss", "Loss", "mse", {"mse", "cross_entropy"}, "which");
const Setting title = text_setting("title", "Title", "", "what");
const Setting hidden = list_setting("hidden", "Hidden", {16, 16}, 1, 64, 0, 3, "units");
const Setting window = or_word(list_setting("window", "Window", {-1, 1}, -5, 5, 2, 2, "from, to"), "auto");

}  // namespace

TEST_SUITE("catalogue") {
  TEST_CASE("initial values are valid values") {
    for (const Setting& setting : {noise, steps, batch, shuffled, loss, title, hidden, window})
      CHECK_FALSE(problem(setting, setting.initial));
    CHECK(std::get<std::string>(batch.initial) == "all");
    CHECK(std::get<Numbers>(window.initial) == Numbers{-1, 1});
  }

  TEST_CASE("the ends of a range belong to it, and nothing beyond") {
    for (double fine : {0.0, 0.5, 1.0}) CHECK_FALSE(problem(noise, fine));
    for (double wrong : {-0.1, 1.1, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
      CHECK(problem(noise, wrong) == "expected a number from 0 to 1");
    CHECK_FALSE(problem(steps, 1000.0));
    CHECK(problem(steps, 2.5) == "expected a whole number from 1 to 1000");
  }

  TEST_CASE("words and lists are taken where the setting allows them") {
    CHECK_FALSE(problem(batch, std::string("all")));
    CHECK_FALSE(problem(batch, 5.0));
    CHECK(problem(batch, std::string("some")) == "expected a whole number from 1 to 100 or \"all\"");
    CHECK(problem(noise, std::string("all")));
    CHECK(problem(noise, Numbers{0.5}));
    CHECK(problem(loss, 1.0) == "expected one of mse, cross_entropy");
    CHECK(problem(loss, std::string("msee"))->find("did you mean \"mse\"?") != std::string::npos);
    CHECK_FALSE(problem(title, std::string("anything")));
    CHECK(problem(title, 1.0) == "expected a text in quotes");
    CHECK_FALSE(problem(hidden, Numbers{}));
    CHECK(problem(hidden, Numbers{1, 2, 3, 4}) == "expected a list of 0 to 3 whole numbers from 1 to 64");
    CHECK(problem(hidden, Numbers{1.5}));
    CHECK(problem(window, Numbers{1}) == "expected a list of 2 numbers from -5 to 5 or \"auto\"");
    CHECK_FALSE(problem(window, std::string("auto")));
    CHECK(problem(shuffled, std::string("yes")) == "expected true or false");
  }

  TEST_CASE("values are written as in an experiment file") {
    CHECK(to_text(noise, 0.1) == "0.1");
    CHECK(to_text(noise, 1e-9) == "1e-09");
    CHECK(to_text(steps, 1000000.0) == "1000000");
    CHECK(to_text(shuffled, 1.0) == "true");
    CHECK(to_text(batch, std::string("all")) == "\"all\"");
    CHECK(to_text(hidden, Numbers{16, 8}) == "[16, 8]");
    CHECK(to_text(hidden, Numbers{}) == "[]");
    CHECK(to_text(title, std::string("a\"b\\c\nd\te\x7F")) == "\"a\\\"b\\\\c\\nd\\u0009e\\u007F\"");
  }

  TEST_CASE("settings are found by id; a missing id or another type is a broken invariant") {
    Settings settings = initial_settings({noise, steps, batch, shuffled, loss, hidden});
    CHECK(settings.real("noise") == 0.1);
    CHECK(settings.integer("steps") == 10);
    CHECK(settings.flag("shuffled"));
    CHECK(settings.text("loss") == "mse");
    CHECK(settings.is_word("batch"));
    CHECK_FALSE(settings.is_word("steps"));
    CHECK(settings.list("hidden") == Numbers{16, 16});
    CHECK(settings.find("none") == nullptr);
    CHECK_THROWS_AS(settings.real("none"), std::logic_error);
    CHECK_THROWS_AS(settings.is_word("none"), std::logic_error);
    CHECK_THROWS_AS(settings.real("loss"), std::logic_error);
    const Settings before = settings;
    settings.set("noise", 0.2);
    CHECK_FALSE(settings == before);
    settings.set("noise", 0.1);
    CHECK(settings == before);
  }

  TEST_CASE("a row is found by id, an unknown one answered with the nearest") {
    const Catalogue<int()> rows = {{{"one", "One", "the first", {}}, [] { return 1; }},
                                   {{"two", "Two", "the second", {}}, [] { return 2; }}};
    CHECK(ids(infos(rows)) == std::vector<std::string>{"one", "two"});
    CHECK(find_kind(rows, "number", "two").make() == 2);
    CHECK_THROWS_WITH_AS(find_kind(rows, "number", "tow"), doctest::Contains("unknown number \"tow\""), InputError);
  }
}
