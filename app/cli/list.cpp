#include <cstdio>
#include <map>

#include <fmt/format.h>

#include "app/cli/command_line.h"
#include "app/cli/export.h"
#include "app/scene/colormap.h"
#include "app/scene/view.h"
#include "app/session/commands.h"
#include "core/base/assets.h"
#include "core/base/error.h"
#include "core/nn/network.h"
#include "core/objective/analytic.h"
#include "core/objective/loss.h"

namespace cartograd {

namespace {

void print_settings(const std::vector<Setting>& settings) {
  for (const Setting& setting : settings)
    fmt::print("    {:<14} {} (initially {}): {}\n", setting.id, expectation(setting),
               to_text(setting, setting.initial), setting.help);
}

void print_rows(const std::vector<const KindInfo*>& rows) {
  for (const KindInfo* row : rows) {
    fmt::print("{:<14} {}\n", row->id, row->summary);
    print_settings(row->settings);
  }
}

template <class Row>
void print_table(const std::vector<Row>& rows) {
  for (const Row& row : rows) fmt::print("{:<14} {}\n", row.id, row.summary);
}

void print_section(std::string_view name) {
  for (const Section& section : experiment_sections())
    if (section.name == name) {
      print_rows(section.rows);
      if (!section.rows.empty() && !section.common.empty()) fmt::print("every {}\n", section.name);
      print_settings(section.common);
    }
}

}  // namespace

int run_list(const Arguments& arguments) {
  const std::map<std::string, std::function<void()>> topics = {
      {"datasets", [] { print_section("data"); }},
      {"networks", [] { print_section("network"); }},
      {"losses", [] { print_rows(loss_infos()); }},
      {"functions", [] { print_rows(infos(analytic_functions())); }},
      {"optimizers", [] { print_section("run"); }},
      {"planes", [] { print_section("plane"); }},
      {"slice", [] { print_section("slice"); }},
      {"view", [] { print_settings(view_table()); }},
      {"activations", [] { print_table(activations()); }},
      {"initializers", [] { print_table(initializers()); }},
      {"colormaps",
       [] {
         for (const std::string& name : colormap_names()) fmt::print("{}\n", name);
       }},
      {"formats",
       [] {
         for (const ExportFormat& format : export_formats()) fmt::print("{:<6} {}\n", format.extension, format.summary);
       }},
      {"experiments",
       [] {
         for (std::string_view path : assets_under("assets/experiments/"))
           fmt::print("{}\n", path.substr(path.rfind('/') + 1));
       }},
      {"keys",
       [] {
         for (const Command& command : commands())
           fmt::print("{:<16} {:<14} {}\n", command.keys, command.id, command.help);
       }},
  };
  const auto topic = topics.find(arguments.topic);
  if (topic == topics.end()) {
    std::vector<std::string> names;
    for (const auto& [name, print] : topics) names.push_back(name);
    throw UsageError(unknown_name("list", arguments.topic, names));
  }
  topic->second();
  return exit_ok;
}

}  // namespace cartograd
