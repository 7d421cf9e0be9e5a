// A lecture: one lesson's steps, shown one after the other. The same step always shows the same.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/session/session.h"
#include "core/experiment/lesson.h"

namespace cartograd {

class Presentation {
 public:
  explicit Presentation(Session& session) : session_(session) {}

  // Begins with a lesson's first step, or another one. `file`: an embedded one, or one that is read again when it
  // changes.
  void start(Lesson lesson, std::string file, std::size_t number = 0);
  // Back to the work that was there before.
  void leave();
  bool active() const { return lesson_.has_value(); }
  const Lesson& lesson() const { return *lesson_; }
  const LessonStep& step() const { return lesson_->steps[number_]; }
  const std::string& file() const { return file_; }
  std::size_t number() const { return number_; }
  std::size_t count() const { return lesson_->steps.size(); }

  // To a step by its number from 0; one that there is not is the nearest.
  void go(std::ptrdiff_t number);
  // On from the last step of an embedded lesson is the first of the one after it, and back the other way round: a hall
  // sees all lessons by one key.
  void next();
  void previous();
  // What next() shows; null at the very end.
  const LessonStep* following() const;
  // The same step from its beginning.
  void replay() { go(static_cast<std::ptrdiff_t>(number_)); }

  // A key of the lecture's own; false if it has none.
  bool press(const std::string& key);

  // Once a frame: what has been typed of a number, and a file that has changed. Returns what is wrong with that file.
  std::string update();

  bool blank = false, shows_notes = false;
  int reveals = 0;  // of a question: 1 = it, 2 = also its answer
  const std::string& typed() const { return typed_; }
  // Since the lecture began.
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count(); }

  // What the keys do; a key stands in one row only.
  struct Key {
    std::string keys, help;
    void (*act)(Presentation& lecture);
  };
  static const std::vector<Key>& keys();

 private:
  void show();
  // The embedded lesson so many behind this one; nothing for others, and where there is none.
  std::optional<std::string> lesson_beside(std::ptrdiff_t offset) const;
  void reveal();
  void change_theme();
  // Watching has paused where the step wants it to; the next key goes on with it.
  bool waits_at_breakpoint() const;

  Session& session_;
  std::optional<Lesson> lesson_, after_;  // the one that is given, and the one after it
  std::string file_;
  std::filesystem::file_time_type written_{};
  std::chrono::steady_clock::time_point looked_{}, begun_{};
  std::size_t number_ = 0;
  std::string typed_;  // digits of a step's number
  Document before_;
  std::string file_before_;
};

}  // namespace cartograd
