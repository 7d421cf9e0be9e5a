#include "core/experiment/document.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/experiment/document_sections.h"
#include "core/experiment/toml_value.h"

namespace cartograd {

namespace {

constexpr std::size_t size_limit = std::size_t{4} << 20;

// Reads one text into one document.
class Reader {
 public:
  Reader(std::string file, const std::vector<Setting>& view_table)
      : file_(std::move(file)),
        folder_(std::filesystem::path(file_).parent_path().string()),
        sections_(document_sections(view_table)),
        defaults_(default_document(view_table)) {}

  Document read(std::string_view text) {
    if (text.size() > size_limit)
      throw InputError(fmt::format("is larger than {} MB, the limit for an experiment", size_limit >> 20), {file_});
    const toml::table root = parse_toml(text, file_);
    Document document = defaults_;
    std::vector<Entry> top;  // the keys above the first table
    for (const Entry& entry : in_order(root)) {
      const auto section = std::find_if(sections_.begin() + 1, sections_.end(),
                                        [&](const Section& each) { return each.name == *entry.first; });
      if (section == sections_.end())
        top.push_back(entry);
      else
        set_choices(document, *section, read_section(*section, *entry.first, *entry.second));
    }
    set_choices(document, sections_.front(), {read_choice(sections_.front(), top)});
    return document;
  }

 private:
  using Entry = std::pair<const toml::key*, const toml::node*>;

  // As they stand in the file, so that the first mistake is the one reported; the library sorts by name.
  static std::vector<Entry> in_order(const toml::table& table) {
    std::vector<Entry> entries;
    for (const auto& [key, node] : table) entries.emplace_back(&key, &node);
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      const auto &first = a.first->source().begin, &second = b.first->source().begin;
      return std::pair(first.line, first.column) < std::pair(second.line, second.column);
    });
    return entries;
  }

  [[noreturn]] void fail(const std::string& message, const toml::source_region& source) const {
    throw InputError(message, place_of(source, file_));
  }

  std::vector<Choice> read_section(const Section& section, const toml::key& key, const toml::node& node) const {
    if (const toml::table* table = node.as_table()) return {read_choice(section, in_order(*table))};
    const toml::array* array = node.as_array();
    if (!section.repeated) {
      if (array != nullptr && array->is_array_of_tables())
        fail(fmt::format("[[{}]] may stand only once; write {}", section.name, title_of(section)), key.source());
      fail(fmt::format("{} = {}: expected a table, {}", section.name, shown(node), title_of(section)), key.source());
    }
    if (array == nullptr || (!array->empty() && !array->is_array_of_tables()))
      fail(fmt::format("{} = {}: expected tables, {}", section.name, shown(node), title_of(section)), key.source());
    if (array->size() > max_repeats)
      fail(fmt::format("{} tables {}; expected at most {}", array->size(), title_of(section), max_repeats),
           array->get(max_repeats)->source());
    std::vector<Choice> choices;
    for (const toml::node& element : *array) choices.push_back(read_choice(section, in_order(*element.as_table())));
    return choices;
  }

  Choice read_choice(const Section& section, const std::vector<Entry>& entries) const {
    const toml::node* selected = nullptr;
    for (const auto& [key, node] : entries)
      if (!section.selector.empty() && *key == section.selector) selected = node;
    Choice choice = starting_choice(section, defaults_, selected == nullptr ? "" : selected_kind(section, *selected));
    const std::vector<Setting> settings = settings_of(section, choice.kind);
    for (const auto& [key, node] : entries) {
      if (node == selected) continue;
      const Setting* setting = find_setting(settings, *key);
      if (setting == nullptr)
        fail(unknown_key(sections_, section, choice.kind, std::string(key->str())), key->source());
      SettingValue value = read_value(*setting, *node, file_);
      // A text that comes from no file has no folder; its paths stay as they are.
      if (!file_.empty() && file_ != "-") value = resolve_path(*setting, std::move(value), folder_);
      choice.settings.set(setting->id, std::move(value));
    }
    return choice;
  }

  std::string selected_kind(const Section& section, const toml::node& node) const {
    const auto* text = node.as_string();
    if (text == nullptr)
      fail(
          fmt::format("{} = {}: expected one of {}", section.selector, shown(node), fmt::join(ids(section.rows), ", ")),
          node.source());
    const std::vector<std::string> known = ids(section.rows);
    if (std::find(known.begin(), known.end(), text->get()) == known.end())
      fail(unknown_name(fmt::format("{} of {}", section.selector, title_of(section)), text->get(), known),
           node.source());
    return text->get();
  }

  std::string file_, folder_;
  std::vector<Section> sections_;
  Document defaults_;
};

// The lines of one table: the selector, then every setting, or those that differ from `start`.
std::string lines_of(const Section& section, const Choice& choice, const Choice& start, bool all_values,
                     const std::string& folder) {
  std::string text;
  if (!section.selector.empty()) text += fmt::format("{} = \"{}\"\n", section.selector, choice.kind);
  for (const Setting& setting : settings_of(section, choice.kind)) {
    const SettingValue* value = choice.settings.find(setting.id);
    const SettingValue* usual = start.settings.find(setting.id);
    if (value == nullptr || (!all_values && usual != nullptr && *usual == *value)) continue;
    std::string written = to_text(setting, *value);
    if (const auto* path = std::get_if<std::string>(value);
        path != nullptr && !folder.empty() && setting.id == "file" && setting.type == SettingType::text) {
      const auto relative = std::filesystem::path(*path).lexically_relative(folder).string();
      if (!relative.empty() && !relative.starts_with("..")) written = to_text(setting, relative);
    }
    text += fmt::format("{} = {}", setting.id, written);
    if (all_values && !setting.help.empty()) text += "  # " + setting.help;
    text += '\n';
  }
  return text;
}

}  // namespace

Document default_document(const std::vector<Setting>& view_table) {
  return {Experiment(), initial_settings(view_table)};
}

Document parse_document(std::string_view text, const std::string& file, const std::vector<Setting>& view_table) {
  return Reader(file, view_table).read(text);
}

Document read_document(const std::string& path, const std::vector<Setting>& view_table) {
  return parse_document(read_file(path, size_limit), path, view_table);
}

std::string to_toml(const Document& document, const std::vector<Setting>& view_table, bool all_values,
                    const std::string& folder) {
  const Document defaults = default_document(view_table);
  std::string top = "# Cartograd experiment";
  top += all_values ? "\n" : "; what is not given here has its default value\n";
  std::string tables;
  for (const Section& section : document_sections(view_table)) {
    const std::vector<Choice> choices = get_choices(document, section);
    if (!all_values && choices == get_choices(defaults, section)) continue;
    if (choices.empty()) top += fmt::format("{} = []\n", section.name);
    for (const Choice& choice : choices) {
      const Choice start = starting_choice(section, defaults, choice.kind);
      const std::string lines = lines_of(section, choice, start, all_values, folder);
      if (section.name.empty())
        top += lines;
      else
        tables += fmt::format("\n{}\n{}", title_of(section), lines);
    }
  }
  return top + tables;
}

}  // namespace cartograd
