#include "app/session/presentation.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"

namespace cartograd {

namespace {

constexpr std::size_t size_limit = std::size_t{4} << 20;

bool is_one_of(const std::string& key, const std::string& keys) {
  std::istringstream words(keys);
  for (std::string word; words >> word;)
    if (word == key) return true;
  return false;
}

}  // namespace

const std::vector<Presentation::Key>& Presentation::keys() {
  using Lecture = Presentation&;
  static const std::vector<Key> rows = {
      {"pagedown right down space n enter", "next step, or next lesson (with a number before it: Enter goes there)",
       [](Lecture lecture) { lecture.waits_at_breakpoint() ? lecture.session_.play() : lecture.next(); }},
      {"pageup left up backspace", "step before", [](Lecture lecture) { lecture.previous(); }},
      {"home", "first step", [](Lecture lecture) { lecture.go(0); }},
      {"end", "last step", [](Lecture lecture) { lecture.go(static_cast<std::ptrdiff_t>(lecture.count()) - 1); }},
      {"r", "this step again from its beginning", [](Lecture lecture) { lecture.replay(); }},
      {". b", "blank, and back", [](Lecture lecture) { lecture.blank ^= true; }},
      {"q", "question, answer, neither", [](Lecture lecture) { lecture.reveal(); }},
      {"s", "speaker's notes, in a window of their own", [](Lecture lecture) { lecture.shows_notes ^= true; }},
      {"p", "play or pause",
       [](Lecture lecture) { lecture.session_.playback.playing ? lecture.session_.pause() : lecture.session_.play(); }},
      {"c", "light, dark, or high contrast", [](Lecture lecture) { lecture.change_theme(); }},
      {"escape", "leave", [](Lecture lecture) { lecture.leave(); }},
  };
  return rows;
}

void Presentation::start(Lesson lesson, std::string file, std::size_t number) {
  if (!active()) {
    before_ = session_.document();
    file_before_ = session_.file;
    begun_ = std::chrono::steady_clock::now();
  }
  lesson_ = std::move(lesson);
  file_ = std::move(file);
  std::error_code ignored;
  written_ = std::filesystem::last_write_time(file_, ignored);
  blank = false;
  number_ = number;
  const auto path = lesson_beside(1);
  after_ = path ? read_lesson(*path, view_table()) : std::nullopt;
  show();
}

void Presentation::leave() {
  if (!active()) return;
  lesson_.reset();
  session_.unpin();
  session_.open(before_, file_before_);
}

void Presentation::go(std::ptrdiff_t number) {
  number_ = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(number, 0, static_cast<std::ptrdiff_t>(count()) - 1));
  show();
}

std::optional<std::string> Presentation::lesson_beside(std::ptrdiff_t offset) const {
  const std::vector<std::string> all = embedded_lessons();
  const auto here = std::ranges::find(all, file_);
  const std::ptrdiff_t place = here - all.begin() + offset;
  if (here == all.end() || place < 0 || place >= std::ssize(all)) return std::nullopt;
  return all[static_cast<std::size_t>(place)];
}

void Presentation::next() {
  if (number_ + 1 < count() || !after_) return go(static_cast<std::ptrdiff_t>(number_) + 1);
  start(*std::exchange(after_, std::nullopt), *lesson_beside(1));
}

void Presentation::previous() {
  const auto path = lesson_beside(-1);
  if (number_ > 0 || !path) return go(static_cast<std::ptrdiff_t>(number_) - 1);
  Lesson before = *read_lesson(*path, view_table());
  const std::size_t last = before.steps.size() - 1;
  start(std::move(before), *path, last);
}

const LessonStep* Presentation::following() const {
  if (number_ + 1 < count()) return &lesson_->steps[number_ + 1];
  return after_ ? &after_->steps.front() : nullptr;
}

void Presentation::show() {
  typed_.clear();
  reveals = 0;
  session_.unpin();
  session_.turning = false;
  const Theme theme = session_.view.theme;  // is the hall's, not the step's
  session_.open(step().document);
  session_.view.theme = theme;
  session_.playback = Playback{};
  session_.playback.breakpoints = step().breakpoints;
  if (step().watch) session_.play();
  if (const LessonStep* step = following()) session_.prepare(step->document);
}

bool Presentation::press(const std::string& key) {
  if (key.size() == 1 && key[0] >= '0' && key[0] <= '9') {
    typed_ += key;
    return true;
  }
  if (key == "enter" && !typed_.empty()) {
    go(typed_.size() < 4 ? std::stol(typed_) - 1 : static_cast<std::ptrdiff_t>(count()));
    return true;
  }
  for (const Key& row : keys())
    if (is_one_of(key, row.keys)) {
      row.act(*this);
      return true;
    }
  return false;
}

void Presentation::reveal() {
  const int ends = step().question.empty() ? 1 : step().answer.empty() ? 2 : 3;
  reveals = (reveals + 1) % ends;
}

void Presentation::change_theme() {
  Theme& theme = session_.view.theme;
  theme = theme == Theme::light ? Theme::dark : theme == Theme::dark ? Theme::contrast : Theme::light;
}

bool Presentation::waits_at_breakpoint() const {
  const Playback& playback = session_.playback;
  return !playback.playing && !playback.at_end &&
         std::ranges::find(playback.breakpoints, static_cast<Index>(playback.step)) != playback.breakpoints.end();
}

std::string Presentation::update() {
  using Clock = std::chrono::steady_clock;
  if (!active() || Clock::now() - looked_ < std::chrono::milliseconds(500)) return {};
  looked_ = Clock::now();
  std::error_code missing;
  const auto written = std::filesystem::last_write_time(file_, missing);
  if (missing || written == written_) return {};
  written_ = written;
  try {
    lesson_ = parse_lesson(read_file(file_, size_limit), file_, view_table());
    go(static_cast<std::ptrdiff_t>(number_));
    return {};
  } catch (const InputError& error) {
    return error.what();
  }
}

}  // namespace cartograd
