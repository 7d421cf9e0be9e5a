#include "core/experiment/document_sections.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/error.h"

namespace cartograd {

namespace {

constexpr double largest_seed = 9007199254740992;  // 2^53: every whole number up to here is a double

std::vector<std::string> setting_ids(const std::vector<Setting>& table) {
  std::vector<std::string> names;
  for (const Setting& setting : table) names.push_back(setting.id);
  return names;
}

bool has_setting(const Section& section, std::string_view id) {
  if (find_setting(section.common, id) != nullptr) return true;
  return std::any_of(section.rows.begin(), section.rows.end(),
                     [&](const KindInfo* row) { return find_setting(row->settings, id) != nullptr; });
}

}  // namespace

std::vector<Section> document_sections(const std::vector<Setting>& view_table) {
  std::vector<Section> sections = {
      {"",
       "Experiment",
       "",
       {},
       {text_setting("title", "Title", "", "one line that says what this shows"),
        integer_setting("seed", "Seed", 1, 0, largest_seed, "all randomness follows from it")}}};
  sections.insert(sections.end(), experiment_sections().begin(), experiment_sections().end());
  sections.push_back({"view", "View", "", {}, view_table});
  return sections;
}

std::vector<Choice> get_choices(const Document& document, const Section& section) {
  if (section.name == "view") return {{"", document.view}};
  if (!section.name.empty()) return get_section(document.experiment, section.name);
  Settings top;
  top.set("title", document.experiment.title);
  top.set("seed", static_cast<double>(document.experiment.seed));
  return {{"", top}};
}

void set_choices(Document& document, const Section& section, std::vector<Choice> choices) {
  if (section.name == "view") {
    document.view = std::move(choices.at(0).settings);
  } else if (section.name.empty()) {
    document.experiment.title = choices.at(0).settings.text("title");
    document.experiment.seed = static_cast<std::uint64_t>(choices.at(0).settings.integer("seed"));
  } else {
    set_section(document.experiment, section.name, std::move(choices));
  }
}

Choice starting_choice(const Section& section, const Document& defaults, std::string_view kind) {
  const std::vector<Choice> choices = get_choices(defaults, section);
  if (!choices.empty() && (kind.empty() || choices.front().kind == kind)) return choices.front();
  return initial_choice(section, kind.empty() && !section.rows.empty() ? section.rows.front()->id : kind);
}

std::string title_of(const Section& section) {
  if (section.name.empty()) return "the file";
  return section.repeated ? fmt::format("[[{}]]", section.name) : fmt::format("[{}]", section.name);
}

const Setting* find_setting(const std::vector<Setting>& table, std::string_view id) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const Setting& setting) { return setting.id == id; });
  return found == table.end() ? nullptr : &*found;
}

std::string unknown_key(const std::vector<Section>& sections, const Section& section, const std::string& kind,
                        const std::string& key) {
  std::vector<std::string> names = setting_ids(settings_of(section, kind));
  if (has_setting(section, key))
    return fmt::format("\"{}\" is not a setting of {}; it has: {}", key, kind, fmt::join(names, ", "));
  for (const Section& other : sections)
    if (other.name != section.name && (has_setting(other, key) || (!key.empty() && other.selector == key)))
      return fmt::format("\"{}\" is not a key of {}; it belongs in {}", key, title_of(section), title_of(other));
  if (!section.selector.empty()) names.insert(names.begin(), section.selector);
  if (section.name.empty())
    for (const Section& other : sections)
      if (!other.name.empty()) names.push_back(other.name);
  const std::string what = section.name.empty() ? "section or key" : "key of " + title_of(section);
  return unknown_name(what, key, names);
}

SettingValue resolve_path(const Setting& setting, SettingValue value, const std::string& folder) {
  const auto* path = std::get_if<std::string>(&value);
  if (setting.id != "file" || setting.type != SettingType::text || path->empty()) return value;
  std::error_code error;
  const auto absolute = std::filesystem::absolute(std::filesystem::path(folder) / *path, error);
  return error ? value : SettingValue(absolute.lexically_normal().string());
}

}  // namespace cartograd
