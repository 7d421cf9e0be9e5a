#include "app/session/saving.h"

#include <filesystem>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/objective/analytic.h"

namespace cartograd {

namespace {

std::string shell_quoted(const std::string& word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
  if (!word.empty() && word.find_first_not_of(plain) == word.npos) return word;
  std::string quoted(1, '\'');
  for (const char letter : word)
    if (letter == '\'')
      quoted.append("'\\''");
    else
      quoted.push_back(letter);
  quoted.push_back('\'');
  return quoted;
}

}  // namespace

bool SavedStates::unsaved(const Session& session) const {
  const auto found = states_.find(session.file);
  return found == states_.end() || !(found->second == session.edit());
}

void save_document(const Document& document, const std::string& path) {
  constexpr std::size_t largest = 64 << 20;
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  const std::string text = to_toml(document, view_table(), false, folder);
  std::error_code missing;
  if (std::filesystem::is_regular_file(path, missing)) {
    try {
      if (const std::string before = read_file(path, largest); before != text) write_file(path + "~", before);
    } catch (const InputError& error) {
      throw OutputError(error.what());
    }
  }
  write_file(path, text);
}

Document with_data_file(Document document, const std::string& path) {
  apply_assignment(document, "data=csv", view_table());
  apply_assignment(document, fmt::format("data.file={}", to_text(text_setting("file", "", "", ""), path)),
                   view_table());
  if (is_analytic(document.experiment.objective.kind)) apply_assignment(document, "plane=pca", view_table());
  apply_assignment(document, "objective=auto", view_table());
  return document;
}

std::string command_line_for(const Document& document, const std::string& file, const Document& in_file) {
  std::string line = "cartograd";
  if (!file.empty()) line += fmt::format(" {}", shell_quoted(file));
  for (const std::string& assignment : assignments_between(in_file, document, view_table()))
    line += fmt::format(" --set {}", shell_quoted(assignment));
  return line;
}

}  // namespace cartograd
