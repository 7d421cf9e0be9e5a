#include "core/data/csv.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "core/base/csv_reader.h"
#include "core/base/error.h"
#include "core/base/file.h"

namespace cartograd {

namespace {

constexpr std::size_t size_limit = std::size_t{256} << 20;
constexpr std::size_t auto_classes = 100;
constexpr std::size_t max_classes = 1000;

std::optional<char> separator_of(const Settings& settings) {
  const std::string& name = settings.text("separator");
  if (name == "comma") return ',';
  if (name == "semicolon") return ';';
  if (name == "tab") return '\t';
  return {};
}

// The target column while it is read, before it is known whether it holds classes or values.
class Target {
 public:
  explicit Target(const CsvReader& reader) : reader_(reader) {}

  void add(const CsvReader::Cell& cell) {
    const std::optional<double> number = cell_number(cell.text);
    if (cell.text.empty()) reader_.fail("the target is empty; expected a number or a class", cell.offset);
    if (number && !std::isfinite(*number))
      reader_.fail(fmt::format("the target is \"{}\"; expected a finite number", cell.text), cell.offset);
    (number ? first_number_ : first_text_).try_emplace(cell);
    numbers_.push_back(number.value_or(0));
    whole_ = whole_ && number && std::floor(*number) == *number;
    if (names_.size() > max_classes) return;  // too many for classes; no need to keep them all
    // "1" and "1.0" are one class, and so are "0" and "-0".
    const std::string key = number ? fmt::format("{}", *number + 0.0) : std::string(cell.text);
    const auto [entry, added] = numbers_of_names_.try_emplace(key, names_.size());
    if (added) names_.emplace_back(cell.text);
    words_.push_back(entry->second);
  }

  void store(const std::string& task, Dataset& data) const {
    if (is_classification(task))
      store_classes(data);
    else
      data.values = Eigen::Map<const Matrix>(numbers_.data(), 1, static_cast<Index>(numbers_.size()));
  }

 private:
  // The first cell of a sort: where to point a message to.
  struct FirstCell {
    std::string text;
    std::optional<std::size_t> offset;
    void try_emplace(const CsvReader::Cell& cell) {
      if (offset) return;
      text = cell.text;
      offset = cell.offset;
    }
  };

  bool is_classification(const std::string& task) const {
    if (task == "regression") {
      if (first_text_.offset)
        reader_.fail(fmt::format("the target is \"{}\"; a regression expects a number", first_text_.text),
                     *first_text_.offset);
      return false;
    }
    const std::size_t limit = task == "auto" ? auto_classes : max_classes;
    const bool few = names_.size() <= limit;
    if (task == "auto" && first_text_.offset && first_number_.offset) {
      const bool text_came_second = *first_text_.offset > *first_number_.offset;
      const FirstCell& second = text_came_second ? first_text_ : first_number_;
      reader_.fail(fmt::format("the target \"{}\" is {}, unlike those before; expected only numbers or only names (if "
                               "these are classes, set task = \"classification\"; if the first line holds names, set "
                               "header = \"yes\")",
                               second.text, text_came_second ? "not a number" : "a number"),
                   *second.offset);
    }
    if (task == "auto" && !first_text_.offset) return whole_ && few && 2 * names_.size() < numbers_.size();
    if (!few) {
      const FirstCell& first = first_text_.offset ? first_text_ : first_number_;
      reader_.fail(fmt::format("the target column has more than {} different names (first \"{}\"); expected at most "
                               "that many classes, or numbers",
                               limit, first.text),
                   *first.offset);
    }
    return true;
  }

  void store_classes(Dataset& data) const {
    // Numbers as they count, text as it spells.
    const bool numeric = !first_text_.offset;
    std::vector<std::size_t> order(names_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return numeric ? *cell_number(names_[a]) < *cell_number(names_[b]) : names_[a] < names_[b];
    });
    std::vector<Index> class_of(names_.size());
    for (std::size_t word : order) {
      class_of[word] = static_cast<Index>(data.class_names.size());
      data.class_names.push_back(names_[word]);
    }
    data.class_count = static_cast<Index>(data.class_names.size());
    for (std::size_t word : words_) data.classes.push_back(class_of[word]);
  }

  const CsvReader& reader_;
  std::vector<double> numbers_;     // 0 for text
  std::vector<std::size_t> words_;  // per sample: which of names_
  std::vector<std::string> names_;  // the different names, in the order of their first use
  std::unordered_map<std::string, std::size_t> numbers_of_names_;
  FirstCell first_number_, first_text_;
  bool whole_ = true;
};

bool is_header(const std::vector<CsvReader::Cell>& cells, const std::string& setting) {
  if (setting != "auto") return setting == "yes";
  return std::none_of(cells.begin(), cells.end(), [](const auto& cell) { return cell_number(cell.text).has_value(); });
}

std::size_t target_column(const std::vector<std::string>& names, std::size_t columns, const std::string& wanted,
                          const std::string& file) {
  const auto named = std::find(names.begin(), names.end(), wanted);
  if (named != names.end()) {
    if (std::find(named + 1, names.end(), wanted) != names.end())
      throw InputError(fmt::format("has two columns \"{}\"; choose the target by its number", wanted), {file});
    return static_cast<std::size_t>(named - names.begin());
  }
  if (wanted == "last") return columns - 1;
  const std::optional<double> number = cell_number(wanted);
  if (number && *number >= 1 && *number <= static_cast<double>(columns) && std::floor(*number) == *number)
    return static_cast<std::size_t>(*number) - 1;
  if (names.empty() || number)
    throw InputError(fmt::format("has no target column \"{}\"; expected \"last\", a number from 1 to {}{}", wanted,
                                 columns, names.empty() ? " (it has no header)" : " or a name from the header"),
                     {file});
  throw InputError(unknown_name("target column", wanted, names), {file});
}

std::string column_name(const std::vector<std::string>& names, std::size_t column) {
  return names.empty() ? fmt::format("column {}", column + 1)
                       : fmt::format("column {} (\"{}\")", column + 1, names[column]);
}

void standardize(Matrix& inputs) {
  for (Index feature = 0; feature < inputs.rows(); ++feature) {
    auto row = inputs.row(feature).array();
    // Scaled by its largest value first: the square of a large but finite number may overflow.
    const double scale = row.abs().maxCoeff();
    if (scale == 0) continue;
    row /= scale;
    row -= row.mean();
    const double deviation = std::sqrt(row.square().mean());
    // What rounding leaves of a constant feature is not a signal.
    if (deviation > 1e-14)
      row /= deviation;
    else
      row.setZero();
  }
}

}  // namespace

std::vector<Setting> csv_settings() {
  return {
      text_setting("file", "File", "", "path of the CSV file, relative to the experiment file"),
      text_setting("target", "Target column", "last", "the target: a name from the header, a number from 1, or last"),
      choice_setting("task", "Task", "auto", {"auto", "classification", "regression"}, "what the target column holds"),
      choice_setting("separator", "Separator", "auto", {"auto", "comma", "semicolon", "tab"},
                     "what stands between cells"),
      choice_setting("header", "Header", "auto", {"auto", "yes", "no"}, "whether the first line holds column names"),
      flag_setting("standardize", "Standardize", false, "scale each feature to mean 0 and deviation 1"),
  };
}

Dataset parse_csv(std::string_view text, const std::string& file, const Settings& settings) {
  CsvReader reader(text, file, separator_of(settings));
  const InputError no_samples("holds no samples; expected one per line, with its numbers and its target", {file});
  if (!reader.next()) throw no_samples;
  const std::size_t columns = reader.cells().size();
  if (columns < 2)
    reader.fail(
        "only one column; expected at least one feature and the target, separated by commas, semicolons or tabs",
        reader.cells()[0].offset);

  Dataset data;
  std::vector<std::string> names;
  const bool header = is_header(reader.cells(), settings.text("header"));
  if (header)
    for (const auto& cell : reader.cells()) names.emplace_back(cell.text);
  const std::size_t target = target_column(names, columns, settings.text("target"), file);

  std::vector<double> inputs;
  Target targets(reader);
  Index samples = 0;
  for (bool more = !header || reader.next(); more; more = reader.next()) {
    const auto& cells = reader.cells();
    if (cells.size() != columns)
      reader.fail(fmt::format("this line has {} cells; expected {} as in the first line", cells.size(), columns),
                  cells[0].offset);
    for (std::size_t column = 0; column < columns; ++column) {
      if (column == target) {
        targets.add(cells[column]);
        continue;
      }
      const std::optional<double> number = cell_number(cells[column].text);
      if (!number || !std::isfinite(*number)) {
        const bool maybe_header = samples == 0 && !header && !cells[column].text.empty();
        reader.fail(fmt::format("{} holds {}; expected a finite number{}", column_name(names, column),
                                cells[column].text.empty() ? "nothing" : fmt::format("\"{}\"", cells[column].text),
                                maybe_header ? " (if this line holds names, set header = \"yes\")" : ""),
                    cells[column].offset);
      }
      inputs.push_back(*number);
    }
    ++samples;
  }
  if (samples == 0) throw no_samples;

  data.inputs = Eigen::Map<const Matrix>(inputs.data(), static_cast<Index>(columns) - 1, samples);
  targets.store(settings.text("task"), data);
  if (settings.flag("standardize")) standardize(data.inputs);
  if (!names.empty()) {
    names.erase(names.begin() + static_cast<std::ptrdiff_t>(target));
    data.feature_names = std::move(names);
  }
  return data;
}

Dataset read_csv(const Settings& settings) {
  const std::string& file = settings.text("file");
  if (file.empty()) throw InputError("the data set \"csv\" needs the setting \"file\": the path of a CSV file");
  return parse_csv(read_file(file, size_limit), file, settings);
}

}  // namespace cartograd
