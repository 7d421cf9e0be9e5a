// The lessons that are part of the program, their steps, and whether what these say is what they compute.
#pragma once

#include <algorithm>
#include <list>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "app/scene/view.h"
#include "core/base/assets.h"
#include "core/experiment/compute.h"
#include "core/experiment/lesson.h"

namespace cartograd {

// Under a sanitizer only the problems are made: what lessons compute is what all other tests compute, ten times slower.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool computes = false;
#else
inline constexpr bool computes = true;
#endif

inline Lesson lesson_at(const std::string& path) { return parse_lesson(asset(path), path, view_table()); }

// Whether a text holds these words. A number at either end of them must be a whole one: "0.53" is in "still 0.53.", and
// not in "10.53" or "0.531".
inline bool holds(std::string_view text, std::string_view words) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto goes_on = [&](auto neighbours) {  // nearest first
    const auto next = neighbours.begin();
    if (next == neighbours.end()) return false;
    const bool joint = *next == '.' || *next == ',';
    return is_digit(*next) || (joint && std::next(next) != neighbours.end() && is_digit(*std::next(next)));
  };
  for (std::size_t at = text.find(words); at != text.npos; at = text.find(words, at + 1)) {
    const std::string_view before = text.substr(0, at), after = text.substr(at + words.size());
    if (!(is_digit(words.front()) && goes_on(std::views::reverse(before))) &&
        !(is_digit(words.back()) && goes_on(after)))
      return true;
  }
  return false;
}

// 2410 as lessons write it: 2,410.
inline std::string with_comma(Index number) {
  return number < 1000 ? fmt::format("{}", number) : fmt::format("{},{:03}", number / 1000, number % 1000);
}

// A step of a lesson with what it computes.
struct TestedStep {
  LessonStep step;
  Results results;

  const Experiment& experiment() const { return step.document.experiment; }
  const Run& run(std::size_t k = 0) const { return results.training->runs.at(k); }
  double last_loss(std::size_t k = 0) const { return run(k).loss.back(); }
  const ParamVector& start(std::size_t k = 0) const { return *run(k).parameters.front(); }
  const ParamVector& end(std::size_t k = 0) const { return *run(k).parameters.back(); }
  const Problem& problem() const { return *results.training->problem; }
  const Objective& objective() const { return *problem().objective; }
  Index dimension() const { return objective().dimension(); }
  const PlaneFit& fit() const { return *results.slice->fit; }
  const Slice& slice() const { return results.slice->slice; }

  // Checks that the caption, the notes or the answer hold these words with these numbers.
  template <class... Numbers>
  void says(fmt::format_string<Numbers...> words, Numbers&&... numbers) const {
    const std::string said = fmt::format(words, std::forward<Numbers>(numbers)...);
    const std::string text = fmt::format("{}\n{}\n{}", step.caption, step.notes, step.answer);
    CHECK_MESSAGE(holds(text, said), "\"" << said << "\" is computed, and the step says: " << text);
  }
};

// An embedded lesson whose steps are computed when they are asked for.
class TestedLesson {
 public:
  // By the number at the beginning of its file's name.
  explicit TestedLesson(const std::string& number) {
    for (const std::string& path : embedded_lessons())
      if (path.starts_with("assets/lessons/" + number)) lesson_ = lesson_at(path);
    REQUIRE_FALSE(lesson_.steps.empty());
  }

  // The one step whose caption holds these words. What several steps only show in another way is computed once.
  const TestedStep& step(std::string_view words) {
    const LessonStep* found = nullptr;
    for (const LessonStep& each : lesson_.steps)
      if (holds(each.caption, words)) {
        REQUIRE_MESSAGE(!found, "two captions hold \"" << words << "\"");
        found = &each;
      }
    REQUIRE_MESSAGE(found, "no caption holds \"" << words << "\"");
    const auto untitled = [](Experiment experiment) {
      experiment.title.clear();
      return experiment;
    };
    const auto same = [&](const TestedStep& known) {
      return untitled(known.experiment()) == untitled(found->document.experiment);
    };
    const auto known = std::ranges::find_if(steps_, same);
    Results results = known != steps_.end() ? known->results : compute(found->document.experiment);
    steps_.push_back({*found, std::move(results)});
    return steps_.back();
  }

 private:
  Lesson lesson_;
  std::list<TestedStep> steps_;  // a step that was given out stays where it is
};

}  // namespace cartograd
