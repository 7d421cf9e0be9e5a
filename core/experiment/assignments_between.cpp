#include <algorithm>

#include <fmt/format.h>

#include "core/experiment/document.h"
#include "core/experiment/document_sections.h"

namespace cartograd {

namespace {

// What an assignment reads as this value: words go without quotes where nothing can be mistaken.
std::string assigned_text(const Setting& setting, const SettingValue& value) {
  const std::string text = to_text(setting, value);
  if (const auto* word = std::get_if<std::string>(&value)) {
    const bool edges = word->starts_with(' ') || word->ends_with(' ') || word->starts_with('\'');
    return edges || text.size() != word->size() + 2 || word->empty() ? text : *word;
  }
  if (setting.type != SettingType::list) return text;
  std::string list = text.substr(1, text.size() - 2);
  std::erase(list, ' ');
  return list.empty() ? text : list;
}

}  // namespace

std::vector<std::string> assignments_between(const Document& from, const Document& to,
                                             const std::vector<Setting>& view_table) {
  std::vector<std::string> assignments;
  // Everything is tried out at once: another kind keeps some values and brings others along.
  Document now = from;
  const auto assign = [&](const std::string& text) {
    apply_assignment(now, text, view_table);
    assignments.push_back(text);
  };
  for (const Section& section : document_sections(view_table)) {
    const auto present = [&] { return get_choices(now, section); };
    const std::vector<Choice> wanted = get_choices(to, section);
    for (std::size_t count = present().size(); count > wanted.size(); --count)
      assign(fmt::format("{}.{}=none", section.name, count - 1));
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const std::string name = section.repeated ? fmt::format("{}.{}", section.name, i) : section.name;
      if (i == present().size() || present()[i].kind != wanted[i].kind)
        assign(fmt::format("{}={}", name, wanted[i].kind));
      for (const Setting& setting : settings_of(section, wanted[i].kind)) {
        const SettingValue& value = *wanted[i].settings.find(setting.id);
        if (value != *present()[i].settings.find(setting.id))
          assign(fmt::format("{}{}{}={}", name, name.empty() ? "" : ".", setting.id, assigned_text(setting, value)));
      }
    }
  }
  return assignments;
}

}  // namespace cartograd
