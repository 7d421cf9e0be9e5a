// Lessons: an ordered list of steps, each a whole experiment with its view and what is said about it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/experiment/document.h"

namespace cartograd {

struct LessonStep {
  Document document;                // all of what it shows
  std::string caption;              // at most two sentences, for everybody
  std::string notes;                // for the speaker
  std::string question, answer;     // to the audience; may be empty
  std::vector<Index> breakpoints;   // training steps at which watching pauses, until the next key
  bool watch = true;                // the runs are played from their start; else shown at their end
  std::vector<std::string> panels;  // floating panels that show, by id
  std::vector<std::string> touch;   // settings that the audience may change, as --set names them
};

struct Lesson {
  std::string title, source, attempt;  // attempt: one thing to try at the end
  std::vector<LessonStep> steps;       // at least one
};

// True for the text of a lesson file rather than an experiment's.
bool is_lesson(std::string_view text);

// Each [[step]] is an example by name, an experiment as a text, or the step before it; `set` then changes single
// values. Throws InputError with file, line and what was expected, as parse_document does; also for a caption that is
// too long to be read from the back of a hall, and a setting to touch that there is not.
Lesson parse_lesson(std::string_view text, const std::string& file, const std::vector<Setting>& view_table);
// The same from an embedded file or another one; nothing if it holds an experiment. Throws InputError as read_document
// does.
std::optional<Lesson> read_lesson(const std::string& path, const std::vector<Setting>& view_table);

// The lessons that are part of the program, as paths of embedded files, in their order.
std::vector<std::string> embedded_lessons();

}  // namespace cartograd
