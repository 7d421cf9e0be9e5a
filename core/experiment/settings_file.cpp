#include "core/experiment/settings_file.h"

#include <fmt/format.h>

#include "core/experiment/document_sections.h"
#include "core/experiment/toml_value.h"

namespace cartograd {

Settings parse_settings(std::string_view text, const std::string& file, const std::vector<Setting>& table) {
  Settings settings = initial_settings(table);
  const toml::table root = parse_toml(text, file);
  for (const auto& [key, node] : root) {
    const Setting* setting = find_setting(table, key.str());
    if (setting == nullptr) {
      std::vector<std::string> names;
      for (const Setting& each : table) names.push_back(each.id);
      throw InputError(unknown_name("key", key.str(), names), place_of(key.source(), file));
    }
    settings.set(setting->id, read_value(*setting, node, file));
  }
  return settings;
}

std::string to_toml(const Settings& settings, const std::vector<Setting>& table) {
  std::string text;
  for (const Setting& setting : table)
    text += fmt::format("{} = {}  # {}\n", setting.id, to_text(setting, *settings.find(setting.id)), setting.help);
  return text;
}

}  // namespace cartograd
