#include "core/data/csv.h"

#include <chrono>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/core/scratch_folder.h"

using namespace cartograd;

namespace {

using Words = std::vector<std::pair<std::string, std::string>>;

Settings with(const Words& words) {
  Settings settings = initial_settings(csv_settings());
  for (const auto& [id, value] : words) settings.set(id, value);
  return settings;
}

Dataset parse(std::string_view text, const Words& words = {}) {
  const Dataset data = parse_csv(text, "d.csv", with(words));
  check_dataset(data);
  return data;
}

std::string message(std::string_view text, const Words& words = {}) {
  try {
    parse(text, words);
  } catch (const InputError& error) {
    return error.what();
  }
  return "(accepted)";
}

}  // namespace

TEST_SUITE("csv") {
  TEST_CASE("numbers and classes are read") {
    const Dataset data = parse("x,y,kind\n1,-2.5,b\n+3,4e-1,a\n5,6,b\n");
    CHECK(data.inputs == Matrix({{1, 3, 5}, {-2.5, 0.4, 6}}));
    CHECK(data.feature_names == std::vector<std::string>{"x", "y"});
    CHECK(data.class_names == std::vector<std::string>{"a", "b"});
    CHECK(data.classes == std::vector<Index>{1, 0, 1});
  }

  TEST_CASE("the same table in other dress") {
    const Matrix inputs{{1, 3}, {2, 4}};
    for (const char* text : {
             "1,2,0.5\n3,4,1.5\n",
             "1,2,0.5\n3,4,1.5",        // no line end at the end
             "1,2,0.5\r\n3,4,1.5\r\n",  // Windows
             "1,2,0.5\r3,4,1.5\r",      // old Mac
             "\xEF\xBB\xBF"
             "1,2,0.5\n3,4,1.5\n",                            // byte order mark
             "a,b,t\n1,2,0.5\n3,4,1.5\n",                     // header
             "\n\n1,2,0.5\n  \n\n3,4,1.5\n\n",                // blank lines
             "# what, who\n1,2,0.5\n # more\n3,4,1.5\n#",     // comments
             "1;2;0.5\n3;4;1.5\n",                            // semicolons
             "1\t2\t0.5\n3\t4\t1.5\n",                        // tabs
             " 1 , 2 ,0.5 \n3 ,4\t, 1.5\n",                   // spaces
             "\"1\",\"2\",0.5\n \"3\" ,4,\"1.5\"\n",          // quotes
             "\"a\n\"\"x\"\"\",\"b,c\",t\n1,2,0.5\n3,4,1.5",  // separators, quotes and line ends in quotes
         }) {
      CAPTURE(text);
      const Dataset data = parse(text);
      CHECK(data.inputs == inputs);
      CHECK(data.values == Matrix({{0.5, 1.5}}));
    }
    CHECK(parse("\"a\n\"\"x\"\"\",\"b,c\",t\n1,2,0.5\n").feature_names == std::vector<std::string>{"a\n\"x\"", "b,c"});
  }

  TEST_CASE("the task is what the target looks like, unless it is set") {
    const std::string digits = "1,7\n2,3\n3,7\n4,3\n5,7.0\n";
    CHECK(parse(digits).class_names == std::vector<std::string>{"3", "7"});
    CHECK(parse(digits).classes == std::vector<Index>{1, 0, 1, 0, 1});
    CHECK_FALSE(parse(digits, {{"task", "regression"}}).is_classification());
    CHECK_FALSE(parse("1,7\n2,3\n3,7\n4,3\n").is_classification());  // not fewer classes than half the samples
    CHECK(parse("1,7\n2,3\n3,7\n4,3\n", {{"task", "classification"}}).is_classification());
    CHECK_FALSE(parse("1,0.5\n2,1\n3,1\n4,1\n5,1\n").is_classification());
    CHECK(parse("1,10\n2,9\n3,10\n4,9\n5,9\n").class_names == std::vector<std::string>{"9", "10"});
    CHECK(parse("1,yes\n2,no\n").class_names == std::vector<std::string>{"no", "yes"});
    CHECK(parse("1,1\n2,a\n", {{"task", "classification"}, {"header", "no"}}).class_count == 2);
  }

  TEST_CASE("one sample and one class are data, if silly ones") {
    CHECK(parse("1,2\n").samples() == 1);
    CHECK(parse("1,a\n2,a\n").class_count == 1);
  }

  TEST_CASE("the target is found by name or number") {
    const std::string text = "t,x,y\n0.5,1,2\n1.5,3,4\n";
    for (const char* target : {"t", "1"}) {
      const Dataset data = parse(text, {{"target", target}});
      CHECK(data.values == Matrix({{0.5, 1.5}}));
      CHECK(data.feature_names == std::vector<std::string>{"x", "y"});
    }
  }

  TEST_CASE("standardized features have mean 0 and deviation 1, a constant one is 0") {
    Settings settings = with({});
    settings.set("standardize", 1.0);
    const Dataset data = parse_csv("1,5,1e300,0.5\n2,5,-1e300,1\n6,5,1e300,1\n", "d.csv", settings);
    CHECK_NOTHROW(check_dataset(data));
    for (Index f : {0, 2}) {
      CHECK(std::abs(data.inputs.row(f).mean()) < 1e-15);
      CHECK(data.inputs.row(f).array().square().mean() == doctest::Approx(1));
    }
    CHECK(data.inputs.row(1).isZero(0));
    CHECK(data.values(0, 0) == 0.5);
  }

  TEST_CASE("mistakes are named with their place") {
    struct Mistake {
      std::string text;
      std::string message;
      Words settings = {};
    };
    const std::vector<Mistake> mistakes = {
        {"", "d.csv: holds no samples"},
        {"# only\n\n", "d.csv: holds no samples"},
        {"a,b\n", "d.csv: holds no samples"},
        {"1\n2\n", "d.csv:1:1: only one column; expected at least one feature and the target"},
        {"1 2 3\n", "only one column"},
        {"1,2\n1,2,3\n", "d.csv:2:1: this line has 3 cells; expected 2"},
        {"1,2\n1\n", "d.csv:2:1: this line has 1 cells; expected 2"},
        {"1,2,\n", "d.csv:1:5: the target is empty"},
        {"1,,2\n", "d.csv:1:3: column 2 holds nothing; expected a finite number"},
        {"x,y,t\n1,2,3\n1,,3\n", "d.csv:3:3: column 2 (\"y\") holds nothing"},
        {"x,t\n1,2\nnan,3\n", "d.csv:3:1: column 1 (\"x\") holds \"nan\"; expected a finite number"},
        {"1,2\n-inf,3\n", "d.csv:2:1: column 1 holds \"-inf\""},
        {"1,2\n1e999,3\n", "d.csv:2:1: column 1 holds \"1e999\""},
        {"1,2\n2,inf\n", "d.csv:2:3: the target is \"inf\"; expected a finite number"},
        {"1,2\n0x10,3\n", "column 1 holds \"0x10\""},
        {"1,2\n+-1,3\n", "column 1 holds \"+-1\""},
        {"1;2\n1,5;3\n", "column 1 holds \"1,5\""},
        {"1,2\nabc,3\n", "d.csv:2:1: column 1 holds \"abc\""},
        {"1.x,2\n1,3\n", "d.csv:1:1: column 1 holds \"1.x\"; expected a finite number (if this line holds names, set"},
        {"1,t\n1,3\n2,3\n", "d.csv:2:3: the target \"3\" is a number, unlike those before"},
        {"1,0\n1,1\n2,O\n", "d.csv:3:3: the target \"O\" is not a number, unlike those before"},
        {"1,a\n", "d.csv:1:3: the target is \"a\"; a regression expects a number", {{"task", "regression"}}},
        {"1,\"2\n3,4\n", "d.csv:1:3: this quote is not closed"},
        {"1,\"2\"3\n", "d.csv:1:6: text after a closing quote"},
        {"a,\xC3\xA9\xC3\xA9,\"t\"x\n", "d.csv:1:9: text after a closing quote"},  // columns are characters
        {"\"a\nb\",t\r\n1,2\r\nx,3\r\n", "d.csv:4:1: column 1 (\"a\nb\") holds \"x\""},
        {std::string("1,2\n\0", 5), "d.csv: is a binary file"},
        {"\xFF\xFE"
         "1",
         "d.csv: is UTF-16"},
        {"gr\xF6\xDF"
         "e,t\n1,2\n",
         "d.csv:1:3: is not UTF-8 text"},
        {"x,t\n1,2\n", "unknown target column \"tt\"; did you mean \"t\"?", {{"target", "tt"}}},
        {"x,t\n1,2\n", "no target column \"3\"; expected \"last\", a number from 1 to 2 or a name", {{"target", "3"}}},
        {"1,2\n",
         "no target column \"t\"; expected \"last\", a number from 1 to 2 (it has no header)",
         {{"target", "t"}}},
        {"x,t,t\n1,2,3\n", "two columns \"t\"", {{"target", "t"}}},
    };
    for (const Mistake& mistake : mistakes) {
      CAPTURE(mistake.text);
      CHECK_MESSAGE(message(mistake.text, mistake.settings).find(mistake.message) != std::string::npos,
                    message(mistake.text, mistake.settings));
    }
  }

  TEST_CASE("too many names are no classes") {
    std::string text;
    for (int i = 0; i < 101; ++i) text += fmt::format("{},name{}\n", i, i);
    CHECK(message(text).find("more than 100 different names (first \"name0\")") != std::string::npos);
    CHECK(parse(text, {{"task", "classification"}}).class_count == 101);
    for (int i = 0; i < 1000; ++i) text += fmt::format("{},more{}\n", i, i);
    CHECK(message(text, {{"task", "classification"}}).find("more than 1000") != std::string::npos);
  }

  TEST_CASE("time grows with the file, not with its square") {
    std::string text = "\"a\"\"b\",t\n";
    for (int i = 0; i < 200'000; ++i) text += "\"1\"\"\"\n1,\n";
    std::string wide = "1";
    for (int i = 0; i < 99'000; ++i) wide += ",1";
    std::string numbers;
    for (int i = 0; i < 300'000; ++i) numbers += fmt::format("{},{}.5\n", i, i);
    const auto start = std::chrono::steady_clock::now();
    CHECK(message(text) != "(accepted)");
    CHECK(parse(wide).features() == 99'000);
    CHECK(parse(numbers).samples() == 300'000);
    CHECK(message(wide + wide).find("more than 100000 cells") != std::string::npos);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
  }

  TEST_CASE("the file is read, and its absence reported") {
    const ScratchFolder folder;
    write_file(folder / "a.csv", "1,2\n3,4\n");
    CHECK(read_csv(with({{"file", folder / "a.csv"}})).samples() == 2);
    CHECK_THROWS_WITH_AS(read_csv(with({{"file", folder / "b.csv"}})), doctest::Contains("No such file"), InputError);
    CHECK_THROWS_WITH_AS(read_csv(with({{"file", folder.path()}})), doctest::Contains("is a folder"), InputError);
    CHECK_THROWS_WITH_AS(read_csv(with({})), doctest::Contains("needs the setting \"file\""), InputError);
  }
}
