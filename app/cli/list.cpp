#include <algorithm>
#include <cstdio>
#include <sstream>

#include <fmt/format.h>

#include "app/cli/command_line.h"
#include "app/cli/export.h"
#include "app/cli/play_conditions.h"
#include "app/cli/play_script.h"
#include "app/figure/figure.h"
#include "app/figure/mesh.h"
#include "app/figure/movie.h"
#include "app/scene/colormap.h"
#include "app/scene/view.h"
#include "app/session/commands.h"
#include "core/base/assets.h"
#include "core/base/error.h"
#include "core/experiment/lesson.h"
#include "core/nn/network.h"
#include "core/objective/analytic.h"
#include "core/objective/loss.h"

namespace cartograd {

namespace {

constexpr std::size_t line_width = 100, indent = 4;

// How many letters a UTF-8 text has.
std::size_t letters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

// A name and, beside it from the given column on, a text that is broken between words.
void print_entry(const std::string& name, std::size_t column, const std::string& text) {
  std::string line = name;
  bool empty = true;  // of the text
  std::istringstream words(text);
  for (std::string word; words >> word; empty = false) {
    if (!empty && letters(line) + 1 + letters(word) > line_width) {
      fmt::print("{}\n", line);
      line.clear();
      empty = true;
    }
    line += empty ? std::string(std::max<std::size_t>(1, column - std::min(column, letters(line))), ' ') : " ";
    line += word;
  }
  fmt::print("{}\n", line);
}

void print_settings(const std::vector<Setting>& settings) {
  for (const Setting& setting : settings)
    print_entry(
        std::string(indent, ' ') + setting.id, 20,
        fmt::format("{}: {} (initially {})", setting.help, expectation(setting), to_text(setting, setting.initial)));
}

bool same(const Setting& a, const Setting& b) {
  return a.id == b.id && a.help == b.help && expectation(a) == expectation(b) && a.initial == b.initial;
}

// The settings that every row has.
std::vector<Setting> shared_settings(const std::vector<const KindInfo*>& rows) {
  if (rows.size() < 2) return {};
  std::vector<Setting> shared;
  for (const Setting& setting : rows.front()->settings)
    if (std::all_of(rows.begin(), rows.end(), [&](const KindInfo* row) {
          return std::any_of(row->settings.begin(), row->settings.end(),
                             [&](const Setting& other) { return same(setting, other); });
        }))
      shared.push_back(setting);
  return shared;
}

// Every row with its own settings, then once what they have in common.
void print_rows(const std::vector<const KindInfo*>& rows, std::string_view what, std::vector<Setting> common = {}) {
  const std::vector<Setting> shared = shared_settings(rows);
  std::size_t column = 16;
  for (const KindInfo* row : rows) column = std::max(column, row->id.size() + 2);
  for (const KindInfo* row : rows) {
    print_entry(row->id, column, row->summary);
    std::vector<Setting> own = row->settings;
    std::erase_if(own, [&](const Setting& setting) {
      return std::any_of(shared.begin(), shared.end(), [&](const Setting& other) { return same(setting, other); });
    });
    print_settings(own);
  }
  common.insert(common.begin(), shared.begin(), shared.end());
  if (!rows.empty() && !common.empty()) fmt::print("every {}\n", what);
  print_settings(common);
}

std::string name_of(const auto& row) {
  if constexpr (requires { row.id; })
    return std::string(row.id);
  else
    return std::string(row.extension);
}

void print_table(const auto& rows) {
  for (const auto& row : rows) print_entry(name_of(row), 16, std::string(row.summary));
}

void print_section(std::string_view name, std::string_view what) {
  for (const Section& section : experiment_sections())
    if (section.name == name) print_rows(section.rows, what, section.common);
}

using Topics = std::vector<std::pair<std::string, std::function<void()>>>;

const Topics& topics() {
  static const Topics rows = {
      {"datasets", [] { print_section("data", "data set"); }},
      {"networks", [] { print_section("network", "network"); }},
      {"activations", [] { print_table(activations()); }},
      {"initializers", [] { print_table(initializers()); }},
      {"losses", [] { print_rows(loss_infos(), "loss"); }},
      {"functions", [] { print_rows(infos(analytic_functions()), "function"); }},
      {"optimizers", [] { print_section("run", "run"); }},
      {"planes", [] { print_section("plane", "plane"); }},
      {"slice", [] { print_section("slice", "slice"); }},
      {"view", [] { print_settings(view_table()); }},
      {"colormaps",
       [] {
         for (const std::string& name : colormap_names()) fmt::print("{}\n", name);
       }},
      {"experiments",
       [] {
         for (std::string_view path : assets_under("assets/experiments/"))
           fmt::print("{}\n", path.substr(path.rfind('/') + 1));
       }},
      {"lessons",
       [] {
         for (const std::string& path : embedded_lessons()) {
           const Lesson lesson = parse_lesson(asset(path), path, view_table());
           print_entry(path.substr(path.rfind('/') + 1), 32, lesson.title + " · " + lesson.source);
         }
       }},
      {"formats", [] { print_table(export_formats()); }},
      {"figures",
       [] {
         print_table(figure_formats());
         print_table(mesh_formats());
         print_table(movie_formats());
         fmt::print("sizes by name\n");
         for (const NamedSize& size : named_sizes())
           print_entry(fmt::format("    {}", size.name), 20, fmt::format("{}: {}", size.size, size.summary));
       }},
      {"play",
       [] {
         for (const PlayVerb& verb : play_verbs())
           print_entry(fmt::format("{} {}", verb.name, verb.words), 24, verb.help);
         fmt::print("conditions, each also after \"no\"\n");
         for (const PlayCondition& condition : play_conditions())
           print_entry(fmt::format("    {} {}", condition.name, condition.words), 24, condition.help);
       }},
      {"keys",
       [] {
         for (const Command& command : commands())
           print_entry(fmt::format("{:<20} {}", command.keys, command.id), 38,
                       fmt::format("{}: {}", command.label, command.help));
       }},
  };
  return rows;
}

}  // namespace

std::vector<std::string> list_topics() {
  std::vector<std::string> names;
  for (const auto& [name, print] : topics()) names.push_back(name);
  return names;
}

int run_list(const Arguments& arguments) {
  for (const auto& [name, print] : topics())
    if (name == arguments.topic) {
      print();
      return exit_ok;
    }
  throw UsageError(unknown_name("list", arguments.topic, list_topics()));
}

}  // namespace cartograd
