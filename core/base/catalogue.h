// Catalogues: a visible table with one row per data set, optimizer, plane kind …, each with its settings and their
// ranges. Panels, experiment files, --set, help and tests all read these tables; nothing else lists what exists.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/types.h"

namespace cartograd {

enum class SettingType { real, integer, flag, choice, text, list };

// A number (real, integer, flag as 0/1), a word (choice, text), or numbers (list).
using SettingValue = std::variant<double, std::string, std::vector<double>>;

// One adjustable value: its name in files, its label on screen, its initial value and its range.
struct Setting {
  std::string id;
  std::string label;
  std::string help;
  SettingType type = SettingType::real;
  SettingValue initial;
  double low = 0, high = 0;  // inclusive range of every number in the value; of a text that may be a number
  bool logarithmic = false;  // a slider should be logarithmic
  std::vector<std::string> names =
      {};                         // choice, text: the allowed words; other types: words allowed beside numbers ("all")
  SettingValue alternative = {};  // what to propose when the word in `initial` is given up
  bool advanced = false;          // rarely changed: panels fold it away
  std::size_t min_count = 0, max_count = 0;  // list: how many numbers
};

// Factories, so that a table row reads as one line.
Setting real_setting(std::string id, std::string label, double initial, double low, double high, std::string help);
Setting log_setting(std::string id, std::string label, double initial, double low, double high, std::string help);
Setting integer_setting(std::string id, std::string label, double initial, double low, double high, std::string help);
Setting flag_setting(std::string id, std::string label, bool initial, std::string help);
Setting choice_setting(std::string id, std::string label, std::string initial, std::vector<std::string> names,
                       std::string help);
Setting text_setting(std::string id, std::string label, std::string initial, std::string help);
// A text that names a point: one of the words, perhaps with a number behind it ("seed 3"), or what begins with a number
// ("0:250", "0.5 -1").
Setting point_setting(std::string id, std::string label, std::string initial, std::string help,
                      std::vector<std::string> words);
Setting list_setting(std::string id, std::string label, std::vector<double> initial, double low, double high,
                     std::size_t min_count, std::size_t max_count, std::string help);
// The same setting, which also takes the given word instead of a number; the word becomes the initial value if asked.
Setting or_word(Setting setting, std::string word, bool initially = false);

// The same setting, marked as rarely changed.
Setting advanced(Setting setting);

// What is wrong with `value` for `setting`, in words ("expected …"); nothing if it is fine.
std::optional<std::string> problem(const Setting& setting, const SettingValue& value);
// What the setting takes, in words: "a number from 0 to 1", "one of a, b, c".
std::string expectation(const Setting& setting);
// As it stands in an experiment file: 0.1, "adam", [16, 16], true.
std::string to_text(const Setting& setting, const SettingValue& value);

// Values by setting id. Asking for an id or a type that is not there is a broken invariant (std::logic_error).
class Settings {
 public:
  double real(std::string_view id) const;
  Index integer(std::string_view id) const;
  bool flag(std::string_view id) const;
  const std::string& text(std::string_view id) const;
  const std::vector<double>& list(std::string_view id) const;
  // True if the value is a word (a number setting that holds "auto" or "all").
  bool is_word(std::string_view id) const;
  const SettingValue* find(std::string_view id) const;
  void set(std::string_view id, SettingValue value);
  bool operator==(const Settings&) const = default;

 private:
  std::map<std::string, SettingValue, std::less<>> values_;
};

// The initial value of every setting.
Settings initial_settings(const std::vector<Setting>& table);

// What one row of a catalogue tells about itself.
struct KindInfo {
  std::string id;
  std::string label;
  std::string summary;
  std::vector<Setting> settings;
};

// A row: what it tells, and how to make the thing.
template <class Signature>
struct Kind : KindInfo {
  std::function<Signature> make;
};

template <class Signature>
using Catalogue = std::vector<Kind<Signature>>;

// What the rows of a table tell about themselves. A row may be any type that begins with KindInfo.
template <class Row>
std::vector<const KindInfo*> infos(const std::vector<Row>& table) {
  std::vector<const KindInfo*> rows;
  for (const Row& row : table) rows.push_back(&row);
  return rows;
}

std::vector<std::string> ids(const std::vector<const KindInfo*>& rows);

// The row with this id; throws InputError naming the nearest one. `what`: "data set", "optimizer" …
const KindInfo& find_info(const std::vector<const KindInfo*>& rows, std::string_view what, std::string_view id);
template <class Row>
const Row& find_kind(const std::vector<Row>& table, std::string_view what, std::string_view id) {
  return static_cast<const Row&>(find_info(infos(table), what, id));
}

// One row chosen and its settings filled in: what an experiment stores.
struct Choice {
  std::string kind;
  Settings settings;
  bool operator==(const Choice&) const = default;
};

}  // namespace cartograd
