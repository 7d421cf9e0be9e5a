// One value of a document, changed by a text like "run.0.lr=0.1".
#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/experiment/document.h"
#include "core/experiment/document_sections.h"
#include "core/experiment/toml_value.h"

namespace cartograd {

namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (char letter : text) {
    if (letter == separator)
      parts.emplace_back();
    else
      parts.back() += letter;
  }
  return parts;
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
  return begin == text.npos ? "" : text.substr(begin, end - begin + 1);
}

bool is_quoted(const std::string& text) {
  return text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
}

// Parses one TOML value, or nothing if it is none; "1\nb = 2" is none.
std::optional<toml::table> try_toml(const std::string& value) {
  try {
    toml::table table = parse_toml("value = " + value, "");
    // Only a copy: it forgets its place in a text that nobody has typed.
    if (value.find('\n') == value.npos && table.size() == 1) return toml::table(std::as_const(table));
  } catch (const InputError&) {
  }
  return {};
}

// What the user typed after "=", as a value of this setting. Words need no quotes, lists no brackets.
SettingValue typed_value(const Setting& setting, const std::string& typed) {
  const bool wordy = setting.type == SettingType::text || setting.type == SettingType::choice;
  std::string text = typed;
  if (setting.type == SettingType::list && !text.starts_with('[') && text.find_first_of("0123456789") != text.npos)
    text = "[" + text + "]";
  if (typed.empty() && setting.type != SettingType::text)
    throw InputError(fmt::format("no value after \"=\"; expected {}", expectation(setting)));
  std::optional<toml::table> parsed;
  if (!wordy || is_quoted(text)) parsed = try_toml(text);
  if (parsed) return read_value(setting, *parsed->get("value"), "");
  // ".5" and "5." are no TOML, but people type them.
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!wordy && error == std::errc() && end == text.data() + text.size())
    return read_value(setting, toml::value<double>(number), "");
  // A bare word. Written out as TOML it must be readable again, or the document could not be saved.
  const toml::value<std::string> word(typed);
  const Setting plain = text_setting("", "", "", "");
  if (!try_toml(to_text(plain, typed))) throw InputError("the value is not UTF-8 text");
  return read_value(setting, word, "");
}

// The part of a document that an assignment names: some tables of a section, and a key in each.
class Assignment {
 public:
  Assignment(Document& document, const std::vector<Setting>& view_table)
      : document_(document), sections_(document_sections(view_table)), defaults_(default_document(view_table)) {}

  void apply(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == text.npos) throw InputError("expected KEY=VALUE, as in run.0.lr=0.1 or data.kind=spirals");
    std::vector<std::string> path = split(trimmed(text.substr(0, equals)), '.');
    const std::string value = trimmed(text.substr(equals + 1));

    const Section& section = take_section(path);
    std::vector<Choice> choices = get_choices(document_, section);
    std::size_t first = 0, last = choices.size();
    if (section.repeated && !path.empty() && is_number(path.front())) {
      first = take_number(section, path, choices.size());
      if (path.empty() && value == "none" && first < choices.size()) {
        choices.erase(choices.begin() + static_cast<std::ptrdiff_t>(first));
        return set_choices(document_, section, std::move(choices));
      }
      if (first == choices.size()) choices.push_back(starting_choice(section, defaults_));
      last = first + 1;
    }
    if (first == last) throw InputError(fmt::format("there is no {}; {}.0 adds one", title_of(section), section.name));
    for (std::size_t i = first; i < last; ++i) assign(section, choices[i], path, value);
    set_choices(document_, section, std::move(choices));
  }

 private:
  static bool is_number(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  }

  const Section& take_section(std::vector<std::string>& path) const {
    const Section& top = sections_.front();
    for (const Section& section : sections_) {
      if (section.name.empty() || section.name != path.front()) continue;
      path.erase(path.begin());
      return section;
    }
    if (find_setting(top.common, path.front()) != nullptr) {
      if (path.size() == 1) return top;
      throw InputError(fmt::format("\"{}\" has no keys; expected {}=VALUE", path.front(), path.front()));
    }
    throw InputError(unknown_key(sections_, top, "", path.front()));
  }

  static std::size_t take_number(const Section& section, std::vector<std::string>& path, std::size_t count) {
    std::size_t number = max_repeats;
    std::from_chars(path.front().data(), path.front().data() + path.front().size(), number);
    if (number > count || number >= max_repeats)
      throw InputError(fmt::format("there are {} {}, numbered from 0; expected {}.0 to {}.{}", count, title_of(section),
                                   section.name, section.name, std::min(count, max_repeats - 1)));
    path.erase(path.begin());
    return number;
  }

  void assign(const Section& section, Choice& choice, const std::vector<std::string>& path,
              const std::string& value) const {
    const bool selects = !section.selector.empty() && (path.empty() || path.front() == section.selector);
    if (path.size() > 1 || (path.empty() && !selects))
      throw InputError(fmt::format("expected {}.KEY=VALUE with one of the keys {}", section.name,
                                   fmt::join(key_names(section, choice.kind), ", ")));
    if (selects) {
      const std::string kind = is_quoted(value) ? value.substr(1, value.size() - 2) : value;
      const std::vector<std::string> known = ids(section.rows);
      if (std::find(known.begin(), known.end(), kind) == known.end())
        throw InputError(unknown_name(fmt::format("{} of {}", section.selector, title_of(section)), kind, known));
      choice = with_kind(section, choice, kind);
      return;
    }
    const std::vector<Setting> settings = settings_of(section, choice.kind);
    const Setting* setting = find_setting(settings, path.front());
    if (setting == nullptr) throw InputError(unknown_key(sections_, section, choice.kind, path.front()));
    choice.settings.set(setting->id, resolve_path(*setting, typed_value(*setting, value), ""));
  }

  static std::vector<std::string> key_names(const Section& section, const std::string& kind) {
    std::vector<std::string> names;
    if (!section.selector.empty()) names.push_back(section.selector);
    for (const Setting& setting : settings_of(section, kind)) names.push_back(setting.id);
    return names;
  }

  Document& document_;
  std::vector<Section> sections_;
  Document defaults_;
};

}  // namespace

void apply_assignment(Document& document, const std::string& assignment, const std::vector<Setting>& view_table) {
  try {
    Assignment(document, view_table).apply(assignment);
  } catch (const InputError& error) {
    throw InputError(fmt::format("\"{}\": {}", assignment, error.what()));
  }
}

}  // namespace cartograd
