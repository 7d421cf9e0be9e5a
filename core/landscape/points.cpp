#include "core/landscape/points.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "core/base/error.h"

namespace cartograd {

namespace {

template <class Number>
std::optional<Number> number_in(std::string_view digits) {
  Number value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// A long text is quoted by its beginning.
std::string quoted(const std::string& text) {
  return text.size() <= 60 ? fmt::format("\"{}\"", text) : fmt::format("\"{} …\"", text.substr(0, 60));
}

}  // namespace

ParamVector iterate_at(std::span<const Run> runs, const std::string& text) {
  const auto fail = [&](const std::string& problem) {
    throw InputError(fmt::format("{} names no iterate: {}; expected RUN:STEP, as in 0:start, 1:end or 0:250",
                                 quoted(text), problem));
  };
  const std::size_t colon = text.find(':');
  if (colon == text.npos) fail("there is no \":\"");
  const auto number = [&](std::string_view digits) {
    const auto value = number_in<Index>(digits);
    if (!value || *value < 0) fail("a number is wrong");
    return *value;
  };
  const auto k = static_cast<std::size_t>(number(std::string_view(text).substr(0, colon)));
  if (k >= runs.size()) fail(fmt::format("there are {} runs, counted from 0", runs.size()));
  const Run& run = runs[k];
  if (run.size() == 0) fail("that run has no iterate with a finite loss");
  const std::string step = text.substr(colon + 1);
  if (step == "start") return *run.parameters.front();
  if (step == "end") return *run.parameters.back();
  const auto after = std::ranges::lower_bound(run.step, number(step));
  if (after == run.step.end()) return *run.parameters.back();
  auto nearest = static_cast<std::size_t>(after - run.step.begin());
  if (nearest > 0 && number(step) - run.step[nearest - 1] < *after - number(step)) --nearest;
  return *run.parameters[nearest];
}

bool names_parameters(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789+-.eE, \t\n") == text.npos;
}

ParamVector point_at(std::span<const Run> runs, const std::string& text, Index dimension) {
  if (!names_parameters(text)) return iterate_at(runs, text);
  ParamVector w(dimension);
  Index count = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t begin = rest.find_first_not_of(", \t\n");
    if (begin == rest.npos) break;
    rest.remove_prefix(begin);
    const std::string_view word = rest.substr(0, rest.find_first_of(", \t\n"));
    const auto value = number_in<double>(word);
    if (!value || !std::isfinite(*value))
      throw InputError(
          fmt::format("\"{}\" is no finite number; expected {} numbers, one a parameter", word, dimension));
    if (count < dimension) w[count] = *value;
    ++count;
    rest.remove_prefix(word.size());
  }
  if (count != dimension)
    throw InputError(fmt::format("{} holds {} numbers, and there are {} parameters; expected one number for each",
                                 quoted(text), count, dimension));
  return w;
}

std::string point_text(const ParamVector& w) {
  constexpr Index most = 20000;
  if (w.size() > most)
    throw InputError(
        fmt::format("a place of {} parameters is too long to be written down; expected at most {}", w.size(), most));
  return fmt::format("{}", fmt::join(w.data(), w.data() + w.size(), " "));
}

std::string point_name(std::span<const Run> runs, const std::string& text) {
  if (names_parameters(text)) return "a place";
  const std::size_t colon = text.find(':');
  const std::string step = text.substr(colon + 1);
  if (step == "start") return "the start";  // of all runs
  const std::string when = step == "end" ? step : "step " + step;
  if (runs.size() == 1) return step == "end" ? "the end" : when;
  const auto short_label = [](const Run& run) { return run.label.substr(0, run.label.find(',')); };
  const Run& run = runs[static_cast<std::size_t>(std::stoul(text.substr(0, colon)))];
  const auto alike = std::ranges::count(runs, short_label(run), short_label);
  return (alike > 1 ? run.label : short_label(run)) + "’s " + when;
}

}  // namespace cartograd
