// Times how fast the picture follows the hand, without a window, and prints a JSON object.
//   bench_session     a plane of a network 2-16-16-1 with 400 samples is turned a degree a frame: milliseconds from a
//                     change at rest to the first picture of it, pictures of new planes a second, the longest frame
//                     (milliseconds), and what a thousand changes more add to the memory (MB)
#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <thread>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>
#include <glad/gl.h>

#include "app/platform/headless_context.h"
#include "app/render/page_view.h"
#include "app/session/session.h"
#include "core/base/assets.h"

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
  explicit Frames(const Document& document) : session_(document, [] {}) {
    while (!session_.results().slice || session_.training() || session_.slicing()) frame();
  }

  void frame() {
    const double begin = now();
    if (session_.update(frame_seconds) || drawn_ == 0) {
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

  const SliceResult* shown() const { return session_.results().slice.get(); }
  bool busy() const { return session_.slicing(); }
  void forget_longest() { longest_ = 0; }
  double longest() const { return longest_; }

 private:
  static constexpr double frame_seconds = 1.0 / 60;
  PageView picture_;
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

}  // namespace

int main() {
  try {
    const HeadlessContext context;
    const std::string file = "assets/experiments/first.toml";
    Frames frames(parse_document(asset(file), file, view_table()));
    const double first = latency(frames);
    frames.forget_longest();
    const double rate = drag(frames, 300);
    const double longest = frames.longest(), before = resident_mb();
    drag(frames, 1000);
    fmt::print("{{\"first_ms\": {}, \"pictures_per_second\": {}, \"longest_ms\": {}, \"growth_mb\": {}}}\n",
               1e3 * first, rate, 1e3 * longest, resident_mb() - before);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
