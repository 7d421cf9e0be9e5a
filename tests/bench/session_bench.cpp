// Times how fast the picture follows the hand, without a window, and prints a JSON object.
//   bench_session     a plane of a network 2-16-16-1 with 400 samples is turned a degree a frame: milliseconds from a
//                     change at rest to the first picture of it, pictures of new planes a second, the longest frame
//                     (milliseconds), and what a thousand changes more add to the memory (MB)
//   bench_session lessons [NUMBER]     every step of every lesson (or of one, "07") is opened with nothing prepared:
//                     seconds until it shows its first picture and until all of it is there, a line for each step; of
//                     the slowest ones the name too
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <tuple>
#include <unistd.h>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <glad/gl.h>

#include "app/platform/headless_context.h"
#include "app/render/page_view.h"
#include "app/session/session.h"
#include "core/base/assets.h"
#include "core/base/error.h"
#include "core/experiment/lesson.h"

using namespace cartograd;

namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

double resident_mb() {
  std::ifstream file("/proc/self/statm");
  double whole = 0, resident = 0;
  file >> whole >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

// What the window does in a frame while the hand moves, as often as its screen shows one.
class Frames {
 public:
  Frames(const Document& document, PageView& picture) : picture_(picture), session_(document, [] {}) {}

  void settle() {
    while (!session_.results().slice || session_.training() || session_.slicing()) frame();
  }

  void frame() {
    const double begin = now(), passed = begin - std::exchange(begun_, begin);
    if (session_.update(passed) || drawn_ == 0) {
      picture_.draw(session_.page(), session_.page_version(), session_.view.camera, {1058, 657, 1}, Quality::coarse);
      glFinish();
      drawn_ = session_.page_version();
    }
    const double taken = now() - begin;
    longest_ = std::max(longest_, taken);
    if (taken < frame_seconds) std::this_thread::sleep_for(std::chrono::duration<double>(frame_seconds - taken));
  }

  void turn() {
    Settings& plane = session_.experiment.plane.settings;
    plane.set("turn", std::remainder(plane.real("turn") + 1, 360));
  }

  // The runs are shown at their end instead of being played, which takes as long as it takes.
  void show_end() { session_.playback = Playback{}; }
  // The page has something on it, a coarse surface or a diagram of what there is so far.
  bool shows_something() const {
    return std::ranges::any_of(session_.page().cells, [](const PageCell& cell) {
      if (const auto* scene = std::get_if<Scene>(&cell.content)) return scene->surface.has_value();
      const auto& chart = std::get<Chart>(cell.content);
      return chart.map || chart.cells || !chart.regions.empty() || !chart.bars.empty() || !chart.series.empty() ||
             !chart.points.empty();
    });
  }
  // Nothing is left to compute. What follows from what has ended now is asked for in the next frame only.
  bool is_complete() const {
    if (!session_.at_rest()) return false;
    if (!session_.error().empty()) throw InputError(session_.error());
    const auto& slice = session_.results().slice;
    return slice && slice->slice.complete;
  }

  std::uint64_t page_version() const { return session_.page_version(); }
  const SliceResult* shown() const { return session_.results().slice.get(); }
  bool busy() const { return session_.slicing(); }
  void forget_longest() { longest_ = 0; }
  double longest() const { return longest_; }

 private:
  static constexpr double frame_seconds = 1.0 / 60;
  PageView& picture_;
  double begun_ = now();  // the frame before
  double longest_ = 0;
  std::uint64_t drawn_ = 0;
  Session session_;
};

double latency(Frames& frames) {
  std::vector<double> taken;
  for (int i = 0; i < 40; ++i) {
    while (frames.busy()) frames.frame();
    for (int rest = 0; rest < 3; ++rest) frames.frame();
    const SliceResult* before = frames.shown();
    const double begin = now();
    frames.turn();
    while (frames.shown() == before) frames.frame();
    taken.push_back(now() - begin);
  }
  std::sort(taken.begin(), taken.end());
  return taken[taken.size() / 2];
}

double drag(Frames& frames, int changes) {
  int pictures = 0;
  const double begin = now();
  for (int i = 0; i < changes; ++i) {
    const SliceResult* before = frames.shown();
    frames.turn();
    frames.frame();
    pictures += frames.shown() != before;
  }
  return pictures / (now() - begin);
}

// Seconds from opening a document to its first picture, and until it is complete.
struct Opening {
  double first = 0, complete = 0;
};
Opening open(const Document& document, PageView& picture) {
  constexpr int frames_at_rest = 3;
  Opening taken;
  const double begin = now();
  Frames frames(document, picture);
  frames.show_end();
  for (int at_rest = 0; at_rest < frames_at_rest;) {
    const std::uint64_t before = frames.page_version();
    frames.frame();
    const double passed = now() - begin;
    if (taken.first == 0 && frames.shows_something()) taken.first = passed;
    const bool rests = frames.is_complete() && frames.page_version() == before;
    at_rest = rests ? at_rest + 1 : 0;
    if (!rests) taken.complete = passed;  // up to here something has changed
  }
  return taken;
}

void open_lessons(const std::string& only) {
  PageView picture;
  open(default_document(view_table()), picture);  // its shaders are there when a lecture begins
  Opening slowest;
  std::string first_step, complete_step;
  for (const std::string& path : embedded_lessons()) {
    if (path.substr(path.rfind('/') + 1, only.size()) != only) continue;
    const Lesson lesson = parse_lesson(asset(path), path, view_table());
    for (std::size_t k = 0; k < lesson.steps.size(); ++k) {
      const std::string name = fmt::format("{} step {}", path.substr(path.rfind('/') + 1, 2), k + 1);
      const Opening taken = open(lesson.steps[k].document, picture);
      fmt::print("{}: first picture {:.2f} s, complete {:.2f} s\n", name, taken.first, taken.complete);
      std::fflush(stdout);
      if (taken.first > slowest.first) std::tie(slowest.first, first_step) = std::pair(taken.first, name);
      if (taken.complete > slowest.complete)
        std::tie(slowest.complete, complete_step) = std::pair(taken.complete, name);
    }
  }
  fmt::print("{{\"first_s\": {}, \"first_step\": \"{}\", \"complete_s\": {}, \"complete_step\": \"{}\"}}\n",
             slowest.first, first_step, slowest.complete, complete_step);
}

void drag_plane() {
  const std::string file = "assets/experiments/first.toml";
  PageView picture;
  Frames frames(parse_document(asset(file), file, view_table()), picture);
  frames.settle();
  const double first = latency(frames);
  frames.forget_longest();
  const double rate = drag(frames, 300);
  const double longest = frames.longest(), before = resident_mb();
  drag(frames, 1000);
  fmt::print("{{\"first_ms\": {}, \"pictures_per_second\": {}, \"longest_ms\": {}, \"growth_mb\": {}}}\n", 1e3 * first,
             rate, 1e3 * longest, resident_mb() - before);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const HeadlessContext context;
    if (argc > 1 && std::string(argv[1]) == "lessons")
      open_lessons(argc > 2 ? argv[2] : "");
    else
      drag_plane();
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
