#include "core/experiment/toml_value.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include <fmt/format.h>

namespace cartograd {

namespace {

// Where a string that opens at `begin` ends (one past its closing quotes, or the end of the text).
std::size_t skip_string(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  const bool multiline = text.substr(begin, 3) == std::string(3, quote);
  for (std::size_t i = begin + (multiline ? 3 : 1); i < text.size(); ++i) {
    if (text[i] == '\\' && quote == '"') {
      ++i;
    } else if (!multiline && (text[i] == quote || text[i] == '\n')) {
      return i + 1;
    } else if (multiline && text.substr(i, 3) == std::string(3, quote)) {
      const std::size_t end = std::min(text.find_first_not_of(quote, i), text.size());
      return std::min(end, i + 5);  // up to two more quotes belong to the string
    }
  }
  return text.size();
}

// The parser limits nested brackets, but makes one table in another for every dot of a key (a.a.a.a = 1), and these
// are freed one inside the other. No key of ours has more than one dot.
void refuse_deep_keys(std::string_view text, const std::string& file) {
  constexpr int max_dots = 16;
  int dots = 0, line = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    if (letter == '"' || letter == '\'') {
      const std::size_t end = skip_string(text, i);
      line += static_cast<int>(std::count(text.begin() + static_cast<std::ptrdiff_t>(i),
                                          text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
      i = end - 1;
    } else if (letter == '#') {
      i = std::min(text.find('\n', i), text.size()) - 1;
    } else if (letter == '.') {
      if (++dots > max_dots)
        throw InputError(fmt::format("a key with more than {} dots; keys have at most one", max_dots), {file, line});
    } else if (std::string_view("=,[]{}\n").find(letter) != std::string_view::npos) {
      dots = 0;
      line += letter == '\n';
    }
  }
}

// A number that a double holds exactly; integers beyond 2^53 may not be.
std::optional<double> number_of(const toml::node& node) {
  if (const auto* real = node.as_floating_point()) return real->get();
  const auto* integer = node.as_integer();
  if (integer == nullptr) return {};
  const auto number = static_cast<double>(integer->get());
  const bool exact = std::abs(number) < 0x1p63 && static_cast<std::int64_t>(number) == integer->get();
  return exact ? std::optional(number) : std::nullopt;
}

// Several words or numbers as one text, with commas between them.
std::optional<SettingValue> joined(const toml::array& array) {
  std::string text;
  for (const toml::node& element : array) {
    if (!text.empty()) text += ", ";
    if (const auto* word = element.as_string())
      text += word->get();
    else if (const std::optional<double> number = number_of(element))
      text += fmt::format("{}", *number);
    else
      return {};
  }
  return text;
}

// The node as a value of any setting; nothing if no setting holds such a thing, or not this one.
std::optional<SettingValue> value_of(const Setting& setting, const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  // A choice between numbers, or a name that may be a number.
  const bool wordy =
      setting.type == SettingType::choice || (setting.type == SettingType::text && setting.high > setting.low);
  if (wordy && node.is_integer()) return fmt::format("{}", node.as_integer()->get());
  if ((setting.type == SettingType::flag) != node.is_boolean()) return {};
  if (const auto* flag = node.as_boolean()) return flag->get() ? 1.0 : 0.0;
  if (const auto* array = node.as_array(); array && setting.type == SettingType::text) return joined(*array);
  if (const auto* array = node.as_array()) {
    std::vector<double> numbers;
    for (const toml::node& element : *array) {
      const std::optional<double> number = number_of(element);
      if (!number) return {};
      numbers.push_back(*number);
    }
    return numbers;
  }
  if (const std::optional<double> number = number_of(node)) return *number;
  return {};
}

}  // namespace

SourcePlace place_of(const toml::source_region& source, const std::string& file) {
  return {file, static_cast<int>(source.begin.line), static_cast<int>(source.begin.column)};
}

toml::table parse_toml(std::string_view text, const std::string& file) {
  refuse_deep_keys(text, file);
  try {
    return toml::parse(text, std::string_view(file));
  } catch (const toml::parse_error& error) {
    throw InputError(std::string(error.description()), place_of(error.source(), file));
  }
}

std::string shown(const toml::node& node) {
  if (node.is_table()) return "a table";
  std::ostringstream out;
  if (const auto* word = node.as_string())
    out << to_text(text_setting("", "", "", ""), word->get());
  else if (const auto* array = node.as_array(); array != nullptr && array->size() > 8)
    out << "a list of " << array->size();
  else
    node.visit([&](const auto& value) { out << value; });
  std::string text = out.str();
  std::replace(text.begin(), text.end(), '\n', ' ');
  constexpr std::size_t longest = 60;
  if (text.size() > longest) {
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a character
    text = text.substr(0, end) + "…";
  }
  return text;
}

SettingValue read_value(const Setting& setting, const toml::node& node, const std::string& file) {
  const std::optional<SettingValue> value = value_of(setting, node);
  const std::optional<std::string> wrong =
      value ? problem(setting, *value) : std::optional("expected " + expectation(setting));
  if (wrong)
    throw InputError(fmt::format("{} = {}: {}", setting.id, shown(node), *wrong), place_of(node.source(), file));
  return *value;
}

}  // namespace cartograd
