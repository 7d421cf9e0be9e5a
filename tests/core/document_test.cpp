#include "core/experiment/document.h"

#include <cmath>
#include <filesystem>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/rng.h"
#include "tests/core/scratch_folder.h"

using namespace cartograd;

namespace {

// Stands for the application's table.
const std::vector<Setting> view_table = {
    choice_setting("colormap", "Colour map", "viridis", {"viridis", "magma"}, "colours of the surface"),
    choice_setting("height", "Height", "linear", {"linear", "log"}, "scale of the height"),
    flag_setting("contours", "Contours", true, "draw lines of equal loss"),
};

Document parse(std::string_view text, const std::string& file = "e.toml") {
  return parse_document(text, file, view_table);
}

Document assigned(const std::vector<std::string>& assignments, Document document = default_document(view_table)) {
  for (const std::string& assignment : assignments) apply_assignment(document, assignment, view_table);
  return document;
}

std::string parse_message(std::string_view text) {
  try {
    parse(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "(accepted)";
}

std::string assign_message(const std::string& assignment) {
  try {
    assigned({assignment});
  } catch (const InputError& error) {
    return error.what();
  }
  return "(accepted)";
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// A valid value, often an awkward one.
SettingValue random_value(const Setting& setting, Rng& rng) {
  const auto below = [&](std::size_t count) { return static_cast<std::size_t>(rng.next() % count); };
  const auto number = [&] {
    double x = setting.initial.index() == 0 && below(4) == 0 ? std::get<double>(setting.initial)
                                                             : rng.uniform(setting.low, setting.high);
    if (below(4) == 0) x = below(2) == 0 ? setting.low : setting.high;
    SettingValue value = x;
    if (setting.type == SettingType::list) value = std::vector<double>(std::max<std::size_t>(setting.min_count, 1), x);
    return problem(setting, value) ? std::round(x) : x;
  };
  if (setting.type == SettingType::text && !setting.names.empty())
    return below(2) == 0 ? std::string("0.5 -1e-300 3") : setting.names[below(setting.names.size())];
  if (setting.type == SettingType::text) {
    static const std::vector<std::string> texts = {
        "", "plain", "a \"quoted\" \\ word", "tab\tand\nline", "\x01\x7F\r", "caf\xC3\xA9 \xF0\x9F\x99\x82", "# no"};
    return setting.id == "file" ? "/data/" + texts[1 + below(3)] : texts[below(texts.size())];
  }
  if (setting.type == SettingType::choice || (!setting.names.empty() && below(2) == 0))
    return setting.names[below(setting.names.size())];
  if (setting.type == SettingType::flag) return below(2) == 0 ? 0.0 : 1.0;
  if (setting.type != SettingType::list) return number();
  std::vector<double> numbers(setting.min_count + below(setting.max_count - setting.min_count + 1));
  for (double& x : numbers) x = number();
  return numbers;
}

Choice random_choice(const Section& section, std::string_view kind, Rng& rng) {
  Choice choice = initial_choice(section, kind);
  for (const Setting& setting : settings_of(section, kind)) {
    const SettingValue value = random_value(setting, rng);
    CAPTURE(setting.id);
    REQUIRE_FALSE(problem(setting, value));
    if (rng.uniform() < 0.7) choice.settings.set(setting.id, value);
  }
  return choice;
}

}  // namespace

TEST_SUITE("document") {
  TEST_CASE("the empty file is the default experiment, and is written as nothing but a comment") {
    CHECK(parse("") == default_document(view_table));
    CHECK(parse("# only this") == default_document(view_table));
    const std::string text = to_toml(default_document(view_table), view_table);
    CHECK(text.front() == '#');
    CHECK(text.find('\n') == text.size() - 1);
  }

  TEST_CASE("every row of every section comes back from its text, with random values") {
    Rng rng(4);
    for (int round = 0; round < 20; ++round) {
      for (const Section& section : experiment_sections()) {
        std::vector<std::string> kinds = ids(section.rows);
        if (kinds.empty()) kinds = {""};
        for (const std::string& kind : kinds) {
          Document document = default_document(view_table);
          std::vector<Choice> choices(section.repeated ? rng.next() % 4 : 1);
          for (Choice& choice : choices) choice = random_choice(section, kind, rng);
          set_section(document.experiment, section.name, choices);
          document.experiment.title = round % 2 == 0 ? "a \"title\"\n" : "";
          document.experiment.seed = round % 3 == 0 ? std::uint64_t{1} << 53 : 0;
          document.view.set("contours", static_cast<double>(round % 2));
          for (bool all_values : {false, true}) {
            const std::string text = to_toml(document, view_table, all_values);
            CAPTURE(text);
            CHECK(parse(text) == document);
          }
        }
      }
    }
  }

  TEST_CASE("a file is read") {
    const Document document = parse(R"(
title = "Two optimizers"
seed = 7
[data]
kind = "spirals"
samples = 4e2            # whole numbers may be written as floats
[network]
hidden = [8, 4]
activation = "relu"
[[run]]
optimizer = "sgd"
batch = 32
[[run]]
optimizer = "adam"
batch = "all"
[slice]
range = [-1, 1, -2.5, 2]
[view]
height = "log"
)");
    CHECK(document.experiment.title == "Two optimizers");
    CHECK(document.experiment.seed == 7);
    CHECK(document.experiment.data.kind == "spirals");
    CHECK(document.experiment.data.settings.integer("samples") == 400);
    CHECK(document.experiment.network.settings.list("hidden") == std::vector<double>{8, 4});
    REQUIRE(document.experiment.runs.size() == 2);
    CHECK(document.experiment.runs[0].settings.integer("batch") == 32);
    CHECK(document.experiment.runs[1].kind == "adam");
    CHECK(document.experiment.runs[1].settings.is_word("batch"));
    CHECK(document.experiment.slice.list("range") == std::vector<double>{-1, 1, -2.5, 2});
    CHECK(document.view.text("height") == "log");
    CHECK(document.experiment.plane == default_document(view_table).experiment.plane);
  }

  TEST_CASE("the same experiment in other dress") {
    const Document expected = parse("[data]\nkind = \"xor\"\n[[run]]\noptimizer = \"adam\"\n");
    for (const char* text : {
             "\xEF\xBB\xBF[data]\r\nkind = 'xor'\r\n[[run]]\r\noptimizer = \"adam\"",
             "data.kind = \"xor\"\nrun = [{optimizer = \"adam\"}]",
             "data = {kind = \"xor\"}\n[run]\noptimizer = \"adam\"",  // one table is one run
             "[[run]]\noptimizer = \"adam\"\n[data]\nkind = \"xor\"",
         })
      CHECK(parse(text) == expected);
    CHECK(parse("run = []").experiment.runs.empty());
    // A choice between numbers may be written as a number.
    CHECK(parse("[data]\nkind = \"digits\"\npixels = 4") == parse("[data]\nkind = \"digits\"\npixels = \"4\""));
  }

  TEST_CASE("mistakes are named with line, column and what was expected") {
    struct Mistake {
      std::string text, message;
    };
    const std::vector<Mistake> mistakes = {
        {"[dta]\n",
         "e.toml:1:2: unknown section or key \"dta\"; did you mean \"data\"? (expected one of: title, seed, data"},
        {"seeed = 3\n", "e.toml:1:1: unknown section or key \"seeed\"; did you mean \"seed\"?"},
        {"\n  lr = 3\n", "e.toml:2:3: \"lr\" is not a key of the file; it belongs in [[run]]"},
        {"[data]\nkind = \"mons\"\n", "e.toml:2:8: unknown kind of [data] \"mons\"; did you mean \"moons\"?"},
        {"[data]\nkind = 3\n", "e.toml:2:8: kind = 3: expected one of moons, "},
        {"[data]\nkind = \"moons\"\nnoize = 1\n",
         "e.toml:3:1: unknown key of [data] \"noize\"; did you mean \"noise\"?"},
        {"[data]\nkind = \"moons\"\nturns = 2\n",
         "e.toml:3:1: \"turns\" is not a setting of moons; it has: samples, noise"},
        {"[data]\nhidden = [3]\n", "e.toml:2:1: \"hidden\" is not a key of [data]; it belongs in [network]"},
        {"[data]\nsamples = \"many\"\n", "e.toml:2:11: samples = \"many\": expected a whole number from 1 to"},
        {"[data]\nsamples = 2.5\n", "e.toml:2:11: samples = 2.5: expected a whole number"},
        {"[data]\nsamples = 0\n", "e.toml:2:11: samples = 0: expected a whole number from 1"},
        {"[data]\nnoise = -1\n", "noise = -1: expected a number from 0 to 10"},
        {"[data]\nnoise = nan\n", "noise = nan: expected a number"},
        {"[data]\nnoise = inf\n", "noise = inf: expected a number"},
        {"[data]\nnoise = true\n", "noise = true: expected a number"},
        {"[data]\nnoise = [1]\n", "expected a number"},
        {"[data]\nnoise = 2020-01-01\n", "noise = 2020-01-01: expected a number"},
        {"[data]\nnoise = {a = 1}\n", "noise = a table: expected a number"},
        {"[network]\nhidden = [1, \"x\"]\n", "e.toml:2:10: hidden = "},
        {"[network]\nhidden = [0]\n", "expected a list of"},
        {"[network]\nhidden = 3\n", "hidden = 3: expected a list of"},
        {"[network]\nactivation = \"tahn\"\n",
         "e.toml:2:14: activation = \"tahn\": unknown activation \"tahn\"; did you mean \"tanh\"?"},
        {"[slice]\nrange = \"automatic\"\n", "or \"auto\""},
        {"[slice]\nresolution = [65]\n", "expected a list of 2 whole numbers"},
        {"[[run]]\n[[run]]\nbatch = \"some\"\n", "e.toml:3:9: batch = \"some\": expected a whole number"},
        {"[view]\ncontours = 1\n", "e.toml:2:12: contours = 1: expected true or false"},
        {"[view]\ncolourmap = 1\n", "e.toml:2:1: unknown key of [view] \"colourmap\"; did you mean \"colormap\"?"},
        {"title = 3\n", "e.toml:1:9: title = 3: expected a text in quotes"},
        {"seed = -1\n", "seed = -1: expected a whole number from 0 to 9007199254740992"},
        {"seed = 9007199254740993\n", "expected a whole number from 0 to 9007199254740992"},
        {"seed = 9223372036854775807\n", "expected a whole number from 0 to 9007199254740992"},
        {"seed = 99999999999999999999\n", "e.toml:1:"},
        {"data = \"moons\"\n", "e.toml:1:1: data = \"moons\": expected a table, [data]"},
        {"[[data]]\n", "e.toml:1:3: [[data]] may stand only once; write [data]"},
        {"run = 3\n", "e.toml:1:1: run = 3: expected tables, [[run]]"},
        {"run = [1, 2]\n", "e.toml:1:1: run = "},
        {"title = \"a\"\ntitle = \"b\"\n", "e.toml:2:"},
        {"[data]\n[data]\n", "e.toml:2:"},
        {"title = \"open\n", "e.toml:1:"},
        {"[data\n", "e.toml:1:"},
        {"title = \n", "e.toml:1:"},
        {std::string("title = \"\0\"", 11), "e.toml:1:"},
        {"title = \"\xFF\"", "e.toml:1:"},
        {"\x89PNG\r\n\x1A\n", "e.toml:1:"},
        {"kind = 1\n[data]\nx = 1\n[dat", "e.toml:4:"},
    };
    for (const Mistake& mistake : mistakes) {
      CAPTURE(mistake.text);
      const std::string message = parse_message(mistake.text);
      CHECK_MESSAGE(contains(message, mistake.message), message);
      CHECK(message.size() < 600);
    }
  }

  TEST_CASE("the first mistake in the file is the one that is told") {
    CHECK(contains(parse_message("[network]\nx = 1\n[data]\ny = 1\n"), "e.toml:2:1"));
    CHECK(contains(parse_message("[data]\nzz = 1\naa = 1\n"), "e.toml:2:1"));
  }

  TEST_CASE("hostile texts are refused, not obeyed") {
    std::string keys = "a", brackets(100'000, '['), tables, runs;
    for (int i = 0; i < 200'000; ++i) keys += ".a";
    for (int i = 0; i < 200'000; ++i) runs += "[[run]]\n";
    CHECK(contains(parse_message(keys + " = 1"), "e.toml:1: a key with more than"));
    CHECK(contains(parse_message("x = \"...................\"\n\n[" + keys + "]"), "e.toml:3: a key with more than"));
    CHECK(contains(parse_message("x = [\"\"\"a\"\"\"\", {" + keys + " = 1}]"), "e.toml:1: a key with more than"));
    CHECK(parse_message("x = " + brackets) != "(accepted)");
    CHECK(parse_message("x = " + std::string(100'000, '{')) != "(accepted)");
    CHECK(contains(parse_message(runs), "e.toml:101:"));
    CHECK(contains(parse_message(std::string((4 << 20) + 1, '#')), "larger than 4 MB"));
    CHECK(parse("title = \"" + std::string(1'000'000, '.') + "\"").experiment.title.size() == 1'000'000);
    CHECK(parse("title = '''\n" + std::string(100, '.') + "'''").experiment.title.size() == 100);
  }

  TEST_CASE("a file is read from disk, and its data path is relative to it") {
    const ScratchFolder folder;
    write_file(folder / "e.toml", "[data]\nkind = \"csv\"\nfile = \"sub/d.csv\"\n");
    const Document document = read_document(folder / "e.toml", view_table);
    CHECK(document.experiment.data.settings.text("file") == folder / "sub/d.csv");
    CHECK(parse(to_toml(document, view_table), "/elsewhere/f.toml") == document);
    // Saved beside the data, the text names it by its relative path, wherever the folder goes.
    const std::string text = to_toml(document, view_table, false, folder.path());
    CHECK(contains(text, "file = \"sub/d.csv\""));
    CHECK(parse(text, folder / "f.toml") == document);
    CHECK(parse(text, "").experiment.data.settings.text("file") == "sub/d.csv");
    CHECK_THROWS_WITH_AS(read_document(folder / "none.toml", view_table), doctest::Contains("No such file"),
                         InputError);
    CHECK_THROWS_WITH_AS(read_document(folder.path(), view_table), doctest::Contains("is a folder"), InputError);
  }

  TEST_CASE("assignments change one value") {
    CHECK(assigned({"title=a = b", "seed=12", "data.kind=spirals", "data.samples=10", "view.height=log"}) ==
          parse("title = \"a = b\"\nseed = 12\n[data]\nkind = \"spirals\"\nsamples = 10\n[view]\nheight = \"log\""));
    CHECK(assigned({"data=spirals"}) == assigned({"data.kind=\"spirals\""}));
    CHECK(assigned({"title=2024"}).experiment.title == "2024");
    CHECK(assigned({"title=\"x\\ty\""}).experiment.title == "x\ty");
    CHECK(assigned({"title="}).experiment.title.empty());
    for (const char* hidden : {"network.hidden=[8, 4]", "network.hidden = 8,4", "network.hidden=[8,4,]"})
      CHECK(assigned({hidden}).experiment.network.settings.list("hidden") == std::vector<double>{8, 4});
    CHECK(assigned({"network.hidden=8"}).experiment.network.settings.list("hidden") == std::vector<double>{8});
    CHECK(assigned({"network.hidden=[]"}).experiment.network.settings.list("hidden").empty());
    CHECK(assigned({"run.0.lr=.5"}) == assigned({"run.0.lr=5e-1"}));
    CHECK(assigned({"slice.range=-1,1,-2,2", "slice.range=auto"}).experiment.slice.is_word("range"));
    CHECK_FALSE(assigned({"view.contours=false"}).view.flag("contours"));
  }

  TEST_CASE("assignments choose among the runs") {
    const Document two = assigned({"run.0.optimizer=sgd", "run.1.optimizer=adam", "run.1.lr=0.3"});
    REQUIRE(two.experiment.runs.size() == 2);
    CHECK(two.experiment.runs[1].kind == "adam");
    CHECK(two.experiment.runs[1].settings.real("lr") == 0.3);
    for (const Choice& run : assigned({"run.steps=5"}, two).experiment.runs) CHECK(run.settings.integer("steps") == 5);
    CHECK(assigned({"run.0=adam"}, two).experiment.runs[0].kind == "adam");
    CHECK_THROWS_WITH_AS(assigned({"run.3.lr=1"}, two), doctest::Contains("there are 2 [[run]]"), InputError);
    CHECK_THROWS_WITH_AS(assigned({"run.lr=1"}, parse("run = []")), doctest::Contains("there is no [[run]]"),
                         InputError);
  }

  TEST_CASE("another kind keeps the settings that both have") {
    const Document document = assigned({"data.samples=12", "data.kind=spirals"});
    CHECK(document.experiment.data.settings.integer("samples") == 12);
    CHECK(document.experiment.data.settings.find("turns") != nullptr);
  }

  TEST_CASE("a refused assignment is quoted, explained and without effect") {
    struct Mistake {
      std::string assignment, message;
    };
    for (const Mistake& mistake : std::vector<Mistake>{
             {"", "\"\": expected KEY=VALUE"},
             {"data", "\"data\": expected KEY=VALUE"},
             {"=3", "\"=3\": unknown section or key \"\""},
             {"dta.kind=moons", "did you mean \"data\"?"},
             {"lr=1", "\"lr=1\": \"lr\" is not a key of the file; it belongs in [[run]]"},
             {"data.kind=mons", "did you mean \"moons\"?"},
             {"data.turns=3", "\"turns\" is not a setting of moons; it has: "},
             {"data.samples=", "no value after \"=\"; expected a whole number"},
             {"data.samples=few", "samples = \"few\": expected a whole number"},
             {"data.samples=1\nx=2", "expected a whole number"},
             {"data.samples=0", "samples = 0: expected a whole number from 1"},
             {"data.samples.x=0", "expected data.KEY=VALUE with one of the keys kind, samples"},
             {"slice=3", "expected slice.KEY=VALUE with one of the keys resolution, range"},
             {"network.hidden=[8", "expected a list"},
             {"run.99999999999999999999999.lr=1", "numbered from 0; expected run.0 to run."},
             {"seed=1.5", "seed = 1.5: expected a whole number"},
             {"seed.x=1", "\"seed\" has no keys; expected seed=VALUE"},
             {"title=\xFF", "not UTF-8"},
             {"view.height=high", "unknown height \"high\""},
         }) {
      CAPTURE(mistake.assignment);
      const std::string message = assign_message(mistake.assignment);
      CHECK_MESSAGE(contains(message, mistake.message), message);
      CHECK(contains(message, "\"" + mistake.assignment + "\": "));
    }
    Document document = assigned({"run.1.optimizer=adam"});
    const Document before = document;
    CHECK_THROWS_AS(apply_assignment(document, "run.momentum=0.5", view_table), InputError);  // adam has none
    CHECK(document == before);
  }
}
