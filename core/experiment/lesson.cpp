#include "core/experiment/lesson.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/assets.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/experiment/toml_value.h"

namespace cartograd {

namespace {

constexpr std::size_t longest_caption = 190;
constexpr std::string_view folder = "assets/lessons/";

// Sentences end with a full stop, a question mark or an exclamation mark before a blank or the end.
std::ptrdiff_t sentences(const std::string& text) {
  std::ptrdiff_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (std::string_view(".?!").find(text[i]) != std::string_view::npos && (i + 1 == text.size() || text[i + 1] == ' '))
      ++count;
  return count;
}

class Reader {
 public:
  Reader(std::string file, const std::vector<Setting>& view_table) : file_(std::move(file)), view_table_(view_table) {}

  Lesson read(std::string_view text) const {
    const toml::table root = parse_toml(text, file_);
    check_keys(root, {"title", "source", "try", "step"}, "a lesson");
    Lesson lesson{text_of(root, "title"), text_of(root, "source"), text_of(root, "try"), {}};
    const toml::array* steps = root["step"].as_array();
    if (!steps || steps->empty() || !steps->is_array_of_tables())
      throw InputError("a lesson without steps; expected [[step]]", {file_});
    for (const toml::node& node : *steps)
      lesson.steps.push_back(read_step(*node.as_table(), lesson.steps.empty() ? nullptr : &lesson.steps.back()));
    // What stands above every picture.
    for (LessonStep& step : lesson.steps) step.document.experiment.title = lesson.title;
    return lesson;
  }

 private:
  [[noreturn]] void fail(const std::string& message, const toml::node& node) const {
    throw InputError(message, place_of(node.source(), file_));
  }

  void check_keys(const toml::table& table, const std::vector<std::string>& known, const char* where) const {
    for (const auto& [key, node] : table)
      if (std::ranges::find(known, std::string(key.str())) == known.end())
        throw InputError(unknown_name(fmt::format("key of {}", where), std::string(key.str()), known),
                         place_of(key.source(), file_));
  }

  std::string text_of(const toml::table& table, const char* key) const {
    const toml::node* node = table.get(key);
    if (!node) return {};
    const auto* text = node->as_string();
    if (!text) fail(fmt::format("{} = {}: expected a text", key, shown(*node)), *node);
    return text->get();
  }

  std::vector<std::string> texts_of(const toml::table& table, const char* key) const {
    std::vector<std::string> texts;
    const toml::node* node = table.get(key);
    if (!node) return texts;
    const toml::array* array = node->as_array();
    if (!array) fail(fmt::format("{} = {}: expected a list of texts", key, shown(*node)), *node);
    for (const toml::node& element : *array) {
      const auto* text = element.as_string();
      if (!text) fail(fmt::format("{}: {}: expected a text", key, shown(element)), element);
      texts.push_back(text->get());
    }
    return texts;
  }

  LessonStep read_step(const toml::table& table, const LessonStep* before) const {
    check_keys(table,
               {"example", "experiment", "set", "caption", "notes", "question", "answer", "watch", "breakpoints",
                "panels", "touch"},
               "a step");
    LessonStep step;
    step.document = start_of(table, before);
    if (const toml::node* node = table.get("set")) {
      const auto changes = texts_of(table, "set");
      for (std::size_t i = 0; i < changes.size(); ++i) try {
          apply_assignment(step.document, changes[i], view_table_);
        } catch (const InputError& error) {
          fail(error.what(), *node->as_array()->get(i));
        }
    }
    step.caption = text_of(table, "caption");
    if (step.caption.empty()) fail("a step without a caption", table);
    if (step.caption.size() > longest_caption || sentences(step.caption) > 2)
      fail(fmt::format("a caption of {} characters and {} sentences; expected at most {} and 2", step.caption.size(),
                       sentences(step.caption), longest_caption),
           *table.get("caption"));
    step.notes = text_of(table, "notes");
    step.question = text_of(table, "question");
    step.answer = text_of(table, "answer");
    step.panels = texts_of(table, "panels");
    step.touch = texts_of(table, "touch");
    for (const std::string& name : step.touch) check_touch(step.document, name, *table.get("touch"));
    if (const toml::node* node = table.get("breakpoints")) {
      const Setting steps = list_setting("breakpoints", "", {0}, 0, 1e9, 1, 20, "");
      const SettingValue value = read_value(steps, *node, file_);
      for (const double at : std::get<std::vector<double>>(value)) step.breakpoints.push_back(static_cast<Index>(at));
    }
    if (const toml::node* node = table.get("watch")) {
      if (!node->is_boolean()) fail(fmt::format("watch = {}: expected true or false", shown(*node)), *node);
      step.watch = node->as_boolean()->get();
    }
    return step;
  }

  Document start_of(const toml::table& table, const LessonStep* before) const {
    const std::string example = text_of(table, "example"), experiment = text_of(table, "experiment");
    if (table.contains("example") && table.contains("experiment"))
      fail("a step begins with an example or with an experiment; expected one of both", *table.get("example"));
    if (table.contains("experiment")) try {
        return parse_document(experiment, "", view_table_);
      } catch (const InputError& error) {
        fail(fmt::format("experiment: {}", error.what()), *table.get("experiment"));
      }
    if (example.empty()) return before ? before->document : default_document(view_table_);
    std::vector<std::string> names;
    for (const std::string_view path : assets_under("assets/experiments/")) {
      std::string name = asset_name(path);
      if (name == example) return parse_document(asset(path), std::string(path), view_table_);
      names.push_back(std::move(name));
    }
    fail(unknown_name("example", example, names), *table.get("example"));
  }

  // A lecture shows controls for settings of the experiment's sections.
  void check_touch(const Document& document, const std::string& name, const toml::node& node) const {
    try {
      named_setting(document.experiment, name);
    } catch (const InputError& error) {
      fail(fmt::format("touch: {}", error.what()), node);
    }
  }

  std::string file_;
  const std::vector<Setting>& view_table_;
};

}  // namespace

bool is_lesson(std::string_view text) { return text.find("\n[[step]]") != text.npos || text.starts_with("[[step]]"); }

Lesson parse_lesson(std::string_view text, const std::string& file, const std::vector<Setting>& view_table) {
  return Reader(file, view_table).read(text);
}

std::optional<Lesson> read_lesson(const std::string& path, const std::vector<Setting>& view_table) {
  constexpr std::size_t size_limit = std::size_t{4} << 20;
  const bool embedded = std::ranges::count(embedded_lessons(), path) > 0;
  const std::string text = embedded ? std::string(asset(path)) : read_file(path, size_limit);
  return is_lesson(text) ? std::optional(parse_lesson(text, path, view_table)) : std::nullopt;
}

std::vector<std::string> embedded_lessons() {
  std::vector<std::string> paths;
  for (const std::string_view path : assets_under(folder)) paths.emplace_back(path);
  return paths;
}

}  // namespace cartograd
