#include "core/base/error.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace cartograd {

namespace {

// Levenshtein distance with two rows.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> previous(b.size() + 1), current(b.size() + 1);
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    current[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j)
      current[j + 1] = std::min({previous[j] + (a[i] == b[j] ? 0u : 1u), previous[j + 1] + 1, current[j] + 1});
    std::swap(previous, current);
  }
  return previous.back();
}

std::string located(const std::string& message, const SourcePlace& place) {
  const std::string where = to_string(place);
  return where.empty() ? message : where + ": " + message;
}

}  // namespace

InputError::InputError(const std::string& message, const SourcePlace& place)
    : std::runtime_error(located(message, place)), place_(place) {}

std::string to_string(const SourcePlace& place) {
  std::string text = place.file;
  if (place.line > 0) text += fmt::format("{}{}", text.empty() ? "line " : ":", place.line);
  if (place.line > 0 && place.column > 0) text += fmt::format(":{}", place.column);
  return text;
}

std::optional<std::string> nearest_name(std::string_view word, std::span<const std::string> candidates) {
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 2) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string unknown_name(std::string_view what, std::string_view word, std::span<const std::string> candidates) {
  std::string message = fmt::format("unknown {} \"{}\"", what, word);
  if (const auto near = nearest_name(word, candidates)) message += fmt::format("; did you mean \"{}\"?", *near);
  return message + fmt::format(" (expected one of: {})", fmt::join(candidates, ", "));
}

}  // namespace cartograd
