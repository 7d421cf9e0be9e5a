#include "core/experiment/variations.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/experiment/document.h"

namespace cartograd {

namespace {

constexpr std::size_t most_values = 32;

std::vector<std::string> parts_of(const std::string& text, const char* separators) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of(separators, begin), text.size());
    const std::size_t first = text.find_first_not_of(" \t", begin), last = text.find_last_not_of(" \t", end - 1);
    if (end > begin && first < end) parts.push_back(text.substr(first, last - first + 1));
    begin = end + 1;
  }
  return parts;
}

// What a key means: a row of a catalogue, or one setting with its present value.
struct Target {
  const Section* section = nullptr;
  std::optional<Setting> setting;  // nothing: the row itself
  SettingValue value;
};

Target target_of(const Experiment& experiment, const std::string& key) {
  const std::vector<std::string> path = parts_of(key, ".");
  Target target;
  for (const Section& section : experiment_sections())
    if (!path.empty() && section.name == path.front()) target.section = &section;
  const auto fail = [&](const std::string& expected) {
    throw InputError(fmt::format("restarts.vary = \"{}\": expected {}", key, expected));
  };
  if (!target.section || target.section->name == "restarts")
    fail("seed, or the name of a setting, as in network.init or run.0.lr");
  const std::vector<Choice> choices = get_section(experiment, target.section->name);
  if (choices.empty()) fail("a run");
  const std::string& last = path.back();
  const bool selects =
      path.size() == 1 || last == target.section->selector || last.find_first_not_of("0123456789") == std::string::npos;
  if (selects && !target.section->selector.empty()) return target;
  try {
    const NamedSetting found = named_setting(experiment, key);
    target.setting = found.setting;
    target.value = *choices[found.number].settings.find(found.setting.id);
  } catch (const InputError& error) {
    throw InputError(fmt::format("restarts.vary: {}", error.what()));
  }
  return target;
}

std::string number_text(double value, bool whole) {
  return fmt::format("{}", whole ? std::round(value) : std::stod(fmt::format("{:.2g}", value)));
}

// Around a number: some factors of it that its range allows.
std::vector<std::string> numbers_around(const Setting& setting, double middle) {
  const bool whole = setting.type != SettingType::real;
  const std::vector<double> factors =
      whole ? std::vector<double>{0.25, 0.5, 1, 2, 4} : std::vector<double>{0.1, 0.3, 1, 3, 10};
  std::vector<std::string> values;
  for (const double factor : factors) {
    const double value =
        middle == 0 ? setting.low + (setting.high - setting.low) * std::min(1.0, factor / 10) : middle * factor;
    const std::string text = number_text(std::clamp(value, setting.low, setting.high), whole);
    if (values.empty() || values.back() != text) values.push_back(text);
  }
  return values;
}

std::vector<std::string> usual_values(const Target& target) {
  if (!target.setting) return ids(target.section->rows);
  const Setting& setting = *target.setting;
  switch (setting.type) {
    case SettingType::choice:
      return setting.names;
    case SettingType::flag:
      return {"false", "true"};
    case SettingType::list: {
      const auto* list = std::get_if<std::vector<double>>(&target.value);
      Setting entry = setting;
      entry.type = SettingType::integer;
      return numbers_around(entry, list && !list->empty() ? list->front() : 8);
    }
    case SettingType::text:
      throw InputError(
          fmt::format("restarts.values: expected the values of \"{}\", with commas between them", setting.id));
    default: {
      const auto* number = std::get_if<double>(&target.value);
      const auto* other = std::get_if<double>(&setting.alternative);
      return numbers_around(setting, number ? *number : other ? *other : 1);
    }
  }
}

// As --set takes it: a list with the value in place of each of its entries.
std::string assigned(const Target& target, const std::string& value) {
  if (!target.setting || target.setting->type != SettingType::list) return value;
  const auto* list = std::get_if<std::vector<double>>(&target.value);
  return fmt::format(
      "[{}]", fmt::join(std::vector<std::string>(list ? std::max<std::size_t>(1, list->size()) : 1, value), ", "));
}

std::string label_of(const Target& target, const std::string& value) {
  if (!target.setting) return find_info(target.section->rows, target.section->name, value).label;
  if (target.setting->type == SettingType::choice) return value;
  if (target.setting->type == SettingType::flag) return (value == "true" ? "" : "no ") + target.setting->id;
  return target.setting->id + " " + value;
}

}  // namespace

std::vector<Variation> variations(const Experiment& experiment, const std::string& vary, const std::string& values) {
  std::vector<std::string> keys = parts_of(vary, ",");
  std::erase(keys, "seed");
  if (keys.size() > 1)
    throw InputError(fmt::format("restarts.vary = \"{}\": expected seed and at most one setting beside it", vary));
  if (keys.empty()) return {{"", experiment}};
  const Target target = target_of(experiment, keys.front());
  const std::vector<std::string> wanted = values.empty() ? usual_values(target) : parts_of(values, ",");
  if (wanted.empty() || wanted.size() > most_values)
    throw InputError(fmt::format("restarts.values = \"{}\": expected 1 to {} values", values, most_values));
  std::vector<Variation> found;
  for (const std::string& value : wanted) {
    Document document{experiment, {}};
    apply_assignment(document, keys.front() + "=" + assigned(target, value), {});
    found.push_back({label_of(target, value), std::move(document.experiment)});
  }
  return found;
}

}  // namespace cartograd
