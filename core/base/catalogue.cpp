#include "core/base/catalogue.h"

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "core/base/error.h"

namespace cartograd {

namespace {

Setting make_setting(SettingType type, std::string id, std::string label, SettingValue initial, double low, double high,
                     std::string help) {
  Setting setting;
  setting.type = type;
  setting.id = std::move(id);
  setting.label = std::move(label);
  setting.initial = std::move(initial);
  setting.low = low;
  setting.high = high;
  setting.help = std::move(help);
  return setting;
}

bool is_whole(double value) { return std::floor(value) == value; }

bool allowed_word(const Setting& setting, const std::string& word) {
  return std::find(setting.names.begin(), setting.names.end(), word) != setting.names.end();
}

bool whole_numbers(const Setting& setting) {
  // A list counts as whole-numbered when its range and initial values are (hidden layers, resolution).
  if (setting.type == SettingType::integer) return true;
  if (setting.type != SettingType::list || !is_whole(setting.low)) return false;
  return setting.low >= 1;
}

template <class T>
const T& get(const SettingValue* value, std::string_view id) {
  if (value == nullptr) throw std::logic_error(fmt::format("no setting \"{}\"", id));
  if (const T* found = std::get_if<T>(value)) return *found;
  throw std::logic_error(fmt::format("setting \"{}\" holds another type", id));
}

// Of a text that is none of the words as it stands.
std::optional<std::string> problem_of_point(const Setting& setting, const std::string& text) {
  const std::string word = text.substr(0, text.find_first_of(" :0123456789+-."));
  if (!text.empty() && (word.empty() || (word != text && allowed_word(setting, word)))) return {};
  return unknown_name(setting.id, word, setting.names);
}

}  // namespace

Setting real_setting(std::string id, std::string label, double initial, double low, double high, std::string help) {
  return make_setting(SettingType::real, std::move(id), std::move(label), initial, low, high, std::move(help));
}

Setting log_setting(std::string id, std::string label, double initial, double low, double high, std::string help) {
  Setting setting = real_setting(std::move(id), std::move(label), initial, low, high, std::move(help));
  setting.logarithmic = true;
  return setting;
}

Setting integer_setting(std::string id, std::string label, double initial, double low, double high, std::string help) {
  return make_setting(SettingType::integer, std::move(id), std::move(label), initial, low, high, std::move(help));
}

Setting flag_setting(std::string id, std::string label, bool initial, std::string help) {
  return make_setting(SettingType::flag, std::move(id), std::move(label), initial ? 1.0 : 0.0, 0, 1, std::move(help));
}

Setting choice_setting(std::string id, std::string label, std::string initial, std::vector<std::string> names,
                       std::string help) {
  Setting setting =
      make_setting(SettingType::choice, std::move(id), std::move(label), std::move(initial), 0, 0, std::move(help));
  setting.names = std::move(names);
  return setting;
}

Setting text_setting(std::string id, std::string label, std::string initial, std::string help) {
  return make_setting(SettingType::text, std::move(id), std::move(label), std::move(initial), 0, 0, std::move(help));
}

Setting point_setting(std::string id, std::string label, std::string initial, std::string help,
                      std::vector<std::string> words) {
  Setting setting = text_setting(std::move(id), std::move(label), std::move(initial), std::move(help));
  setting.names = std::move(words);
  return setting;
}

Setting list_setting(std::string id, std::string label, std::vector<double> initial, double low, double high,
                     std::size_t min_count, std::size_t max_count, std::string help) {
  Setting setting =
      make_setting(SettingType::list, std::move(id), std::move(label), std::move(initial), low, high, std::move(help));
  setting.min_count = min_count;
  setting.max_count = max_count;
  return setting;
}

Setting or_word(Setting setting, std::string word, bool initially) {
  setting.alternative = setting.initial;
  if (initially) setting.initial = word;
  setting.names.push_back(std::move(word));
  return setting;
}

Setting advanced(Setting setting) {
  setting.advanced = true;
  return setting;
}

std::string expectation(const Setting& setting) {
  std::string words;
  for (const std::string& name : setting.names) words += fmt::format(" or \"{}\"", name);
  const char* number = whole_numbers(setting) ? "whole number" : "number";
  switch (setting.type) {
    case SettingType::flag:
      return "true or false";
    case SettingType::choice:
      return fmt::format("one of {}", fmt::join(setting.names, ", "));
    case SettingType::text:
      if (!setting.names.empty()) return fmt::format("one of {}, or a point", fmt::join(setting.names, ", "));
      return "a text in quotes";
    case SettingType::list: {
      const std::string count = setting.min_count == setting.max_count
                                    ? fmt::format("{}", setting.min_count)
                                    : fmt::format("{} to {}", setting.min_count, setting.max_count);
      return fmt::format("a list of {} {}s from {} to {}{}", count, number, setting.low, setting.high, words);
    }
    case SettingType::real:
    case SettingType::integer:
      break;
  }
  return fmt::format("a {} from {} to {}{}", number, setting.low, setting.high, words);
}

std::optional<std::string> problem(const Setting& setting, const SettingValue& value) {
  const auto expected = [&] { return "expected " + expectation(setting); };
  if (const auto* word = std::get_if<std::string>(&value)) {
    if (allowed_word(setting, *word)) return {};
    if (setting.type == SettingType::text)
      return setting.names.empty() ? std::nullopt : problem_of_point(setting, *word);
    if (setting.type == SettingType::choice) return unknown_name(setting.id, *word, setting.names);
    return expected();
  }
  if (setting.type == SettingType::text || setting.type == SettingType::choice) return expected();
  const auto in_range = [&](double number) {
    // Written so that nan fails.
    return number >= setting.low && number <= setting.high && (!whole_numbers(setting) || is_whole(number));
  };
  if (const auto* numbers = std::get_if<std::vector<double>>(&value)) {
    if (setting.type != SettingType::list) return expected();
    if (numbers->size() < setting.min_count || numbers->size() > setting.max_count) return expected();
    for (double number : *numbers)
      if (!in_range(number)) return expected();
    return {};
  }
  if (setting.type == SettingType::list || !in_range(std::get<double>(value))) return expected();
  return {};
}

std::string to_text(const Setting& setting, const SettingValue& value) {
  if (const auto* word = std::get_if<std::string>(&value)) {
    std::string quoted = "\"";
    for (char letter : *word) {
      if (letter == '"' || letter == '\\') quoted += '\\';
      const auto code = static_cast<unsigned char>(letter);
      if (letter == '\n')
        quoted += "\\n";
      else if (code < 0x20 || code == 0x7F)
        quoted += fmt::format("\\u{:04X}", code);
      else
        quoted += letter;
    }
    return quoted + '"';
  }
  const auto number = [&](double x) {
    if (setting.type == SettingType::flag) return std::string(x != 0 ? "true" : "false");
    std::string text = fmt::format("{}", x);  // shortest text that reads back to the same double
    if (whole_numbers(setting) && is_whole(x)) text = fmt::format("{:.0f}", x);
    return text;
  };
  if (const auto* numbers = std::get_if<std::vector<double>>(&value)) {
    std::string text;
    for (double x : *numbers) text += (text.empty() ? "" : ", ") + number(x);
    return "[" + text + "]";
  }
  return number(std::get<double>(value));
}

double Settings::real(std::string_view id) const { return get<double>(find(id), id); }
Index Settings::integer(std::string_view id) const { return static_cast<Index>(get<double>(find(id), id)); }
bool Settings::flag(std::string_view id) const { return get<double>(find(id), id) != 0; }
const std::string& Settings::text(std::string_view id) const { return get<std::string>(find(id), id); }
const std::vector<double>& Settings::list(std::string_view id) const { return get<std::vector<double>>(find(id), id); }

bool Settings::is_word(std::string_view id) const {
  const SettingValue* value = find(id);
  if (value == nullptr) throw std::logic_error(fmt::format("no setting \"{}\"", id));
  return std::holds_alternative<std::string>(*value);
}

const SettingValue* Settings::find(std::string_view id) const {
  const auto found = values_.find(id);
  return found == values_.end() ? nullptr : &found->second;
}

void Settings::set(std::string_view id, SettingValue value) {
  values_.insert_or_assign(std::string(id), std::move(value));
}

Settings initial_settings(const std::vector<Setting>& table) {
  Settings settings;
  for (const Setting& setting : table) settings.set(setting.id, setting.initial);
  return settings;
}

std::vector<std::string> ids(const std::vector<const KindInfo*>& rows) {
  std::vector<std::string> names;
  for (const KindInfo* row : rows) names.push_back(row->id);
  return names;
}

const KindInfo& find_info(const std::vector<const KindInfo*>& rows, std::string_view what, std::string_view id) {
  for (const KindInfo* row : rows)
    if (row->id == id) return *row;
  throw InputError(unknown_name(what, id, ids(rows)));
}

}  // namespace cartograd
