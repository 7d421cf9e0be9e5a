#include "app/cli/windowed_app.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>

#include "app/panels/lecture.h"
#include "app/panels/picture.h"
#include "app/platform/headless_context.h"
#include "app/scene/view.h"
#include "app/session/commands.h"
#include "core/base/error.h"
#include "core/experiment/lesson.h"

namespace cartograd {

namespace {

constexpr double frame_seconds = 1.0 / 60;
constexpr double rest_seconds = 0.15;         // after the last movement the picture is drawn once more, smoothly
constexpr double slow_draft_seconds = 0.033;  // 30 pictures a second

}  // namespace

WindowedApp::WindowedApp(AppWindow& window, Document document, const std::string& file)
    : window_(window),
      session_(preferred(std::move(document)), [this] { window_.wake(); }),
      files_(session_, panels_,
             {[this](const std::string& text) { window_.copy(text); },
              [this](const std::string& text, bool is_error) { tell(text, is_error); },
              [this](Settings& view) { preferences_.apply_theme(view); }},
             file) {
  window_.on_scale = [this](float) { styled_ = {}; };
  panels_.lecture = &lecture_;
  panels_.picture = [this](const std::string& path) { return thumbnails_.find(path); };
  window_.set_zoom(static_cast<float>(preferences_.values.real("text_size")));
  panels_.show_panels = preferences_.values.flag("panels");
  if (preferences_.values.flag("welcome") && file.empty() && panels_.open.empty()) panels_.open.insert("welcome");
  if (!preferences_.message.empty()) tell(preferences_.message, true);
}

void WindowedApp::run() {
  while (!window_.should_close() && !wishes_.quit) {
    const bool touched = window_.wait(time_to_wait());
    if (speaker_.touched() || touched) frames_due_ = 3;  // ImGui needs a few frames to settle after input
    frame(std::chrono::duration<double>(Clock::now() - last_frame_).count());
  }
}

void WindowedApp::frame(double seconds) {
  const Clock::time_point now = Clock::now();
  open_dropped_files();
  tell_written_figures();
  const bool changed = session_.update(seconds);
  last_frame_ = now;
  // A wake without a change still has news for the status line.
  frames_due_ = std::max(frames_due_, 1);
  draw_frame(changed);
  --frames_due_;
  count_frame(now);
}

void WindowedApp::report() const {
  fmt::print(stderr, "OpenGL {}\nfirst surface {:.0f} ms after the start, {} frames, the longest took {:.0f} ms\n",
             describe_opengl(), 1e3 * first_surface_, frames_, 1e3 * longest_frame_);
}

Document WindowedApp::preferred(Document document) const {
  preferences_.apply_theme(document.view);
  return document;
}

void WindowedApp::keep_preferences(Theme theme_before) {
  if (session_.view.theme != theme_before)
    preferences_.values.set("theme", std::string(session_.view.theme == Theme::dark ? "dark" : "light"));
  preferences_.values.set("text_size", static_cast<double>(window_.zoom()));
  preferences_.values.set("panels", panels_.show_panels ? 1.0 : 0.0);
  if (welcome_shown_ && !panels_.open.contains("welcome")) preferences_.values.set("welcome", 0.0);
  welcome_shown_ = panels_.open.contains("welcome");
  try {
    preferences_.store();
  } catch (const OutputError& error) {
    tell(error.what(), true);
  }
}

void WindowedApp::count_frame(Clock::time_point begin) {
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  if (frame_quality_ == Quality::draft) draft_seconds_ = seconds;
  if (frame_quality_ == Quality::coarse) coarse_seconds_ = seconds;
  frame_quality_.reset();
  ++frames_;
  if (first_surface_ == 0) {
    if (session_.results().slice) first_surface_ = std::chrono::duration<double>(Clock::now() - start_).count();
    return;  // shaders and fonts load with the first picture
  }
  longest_frame_ = std::max(longest_frame_, seconds);
}

double WindowedApp::time_to_wait() const {
  const double since = std::chrono::duration<double>(Clock::now() - last_frame_).count();
  if (frames_due_ > 0 || session_.playback.playing) return std::max(0.0, frame_seconds - since);
  if (refined_bands_ < bands()) return rest_seconds;
  if (lecture_.active()) return 0.5;  // its clock goes on, and a mouse that rests is hidden
  return -1;
}

void WindowedApp::draw_frame(bool scene_changed) {
  apply_theme();
  const Camera camera_before = session_.view.camera;
  const Theme theme_before = session_.view.theme;
  std::vector<std::string> keys = speaker_keys();
  std::ranges::copy(window_.begin_frame(), std::back_inserter(keys));
  if (!keys.empty() || any_click()) panels_.message.clear();  // what was said has been seen
  take_keys(keys);
  panels_.scale = picture_scale();
  steer_picture(session_, panels_);
  draw_panels(session_, panels_);
  session_.page_aspect = panels_.scene_size.x / panels_.scene_size.y;
  keep_preferences(theme_before);
  fulfil_wishes();
  files_.update();
  window_.set_title(files_.title());
  // What panels and keys changed shows in this very frame.
  scene_changed |= session_.update(0);
  show_scene(scene_changed || !(session_.view.camera == camera_before));
  window_.end_frame([this] { picture_.blit_to_screen(session_.page(), 0, window_.height() - drawn_viewport_.height); });
}

std::vector<std::string> WindowedApp::speaker_keys() {
  try {
    return speaker_.frame(session_.view.theme);
  } catch (const GraphicsError& error) {
    lecture_.shows_notes = false;
    tell(error.what(), true);
    return {};
  }
}

float WindowedApp::picture_scale() const {
  if (!lecture_.active()) return window_.scale();
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  return std::max(window_.scale(), lecture_sizes(display.x, display.y).scale);
}

// A lecture has keys of its own, as long as nothing floats that Esc would close.
void WindowedApp::take_keys(const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    const bool closes_panel =
        key == "escape" && !panels_.open.empty() && lecture_.active() && lecture_.step().panels.empty();
    if (lecture_.active() && !closes_panel) {
      const bool had = lecture_.press(key);
      if (!lecture_.active()) window_.set_full_screen(false);
      if (had) continue;
    }
    if (const Command* command = command_for(key)) attempt(panels_, [&] { command->run(session_, wishes_); });
  }
  if (const std::string wrong = lecture_.update(); !wrong.empty()) tell(wrong, true);
  show_lecture_panels();
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  window_.want_large_text(lecture_.active() ? lecture_sizes(display.x, display.y).caption : 0);
}

// The panels that a step names, once it has begun.
void WindowedApp::show_lecture_panels() {
  const std::string file = lecture_.active() ? lecture_.file() : "";
  const std::size_t step = lecture_.active() ? lecture_.number() : 0;
  if (file == lecture_file_ && step == lecture_step_) return;
  lecture_file_ = file;
  lecture_step_ = step;
  panels_.open.clear();
  if (!lecture_.active()) return;
  panels_.open.insert(lecture_.step().panels.begin(), lecture_.step().panels.end());
}

void WindowedApp::open_lesson(const std::string& path) {
  auto lesson = read_lesson(path, view_table());
  if (!lesson) throw InputError("not a lesson; expected [[step]]", {path});
  lecture_.start(std::move(*lesson), path);
  if (window_.has_other_screen()) lecture_.shows_notes = true;
  window_.set_full_screen(true);
}

void WindowedApp::toggle_lecture() {
  if (!lecture_.active())
    return attempt(panels_,
                   [&] { open_lesson(lecture_.file().empty() ? embedded_lessons().front() : lecture_.file()); });
  lecture_.leave();
  window_.set_full_screen(false);
}

void WindowedApp::show_scene(bool moving) {
  const Viewport viewport{static_cast<int>(panels_.scene_size.x), static_cast<int>(panels_.scene_size.y),
                          picture_scale()};
  const Camera& camera = session_.view.camera;
  const Clock::time_point now = Clock::now();
  if (moving || session_.playback.playing) last_movement_ = now;
  if (!(viewport == drawn_viewport_)) draft_seconds_ = 0;  // another size: measure anew
  const bool at_rest = std::chrono::duration<double>(now - last_movement_).count() >= rest_seconds * 0.9;
  if (moving || !(viewport == drawn_viewport_) || !(camera == drawn_camera_)) {
    draw_scene(draft_seconds_ > slow_draft_seconds && coarse_seconds_ > slow_draft_seconds / 3 ? Quality::coarse
                                                                                               : Quality::draft,
               viewport);
  } else if (at_rest && drawn_quality_ == Quality::coarse) {
    draw_scene(Quality::draft, viewport);
  } else if (at_rest && refined_bands_ < bands()) {
    picture_.refine(session_.page(), session_.page_version(), camera, refined_bands_, bands());
    ++refined_bands_;
  }
  if (at_rest && refined_bands_ < bands()) frames_due_ = std::max(frames_due_, 2);  // the next band follows at once
}

void WindowedApp::draw_scene(Quality quality, const Viewport& viewport) {
  picture_.draw(session_.page(), session_.page_version(), session_.view.camera, viewport, quality);
  drawn_viewport_ = viewport;
  drawn_camera_ = session_.view.camera;
  drawn_quality_ = quality;
  frame_quality_ = quality;
  refined_bands_ = 0;
}

int WindowedApp::bands() const { return std::clamp(static_cast<int>(std::ceil(4 * draft_seconds_ / 0.04)), 1, 32); }

void WindowedApp::apply_theme() {
  if (styled_ == session_.view.theme) return;
  apply_style(session_.view.theme, window_.scale());
  styled_ = session_.view.theme;
  frames_due_ = std::max(frames_due_, 2);
}

void WindowedApp::fulfil_wishes() {
  if (const std::string id = std::exchange(wishes_.toggle_panel, {}); !id.empty()) {
    toggle_panel(panels_, id);
    window_.hold_input(2);
  }
  if (const std::string id = std::exchange(wishes_.show_panel, {}); !id.empty()) panels_.open.insert(id);
  if (std::exchange(wishes_.escape, false)) escape(session_, panels_);
  if (const std::string path = std::exchange(wishes_.open_example, {}); !path.empty()) files_.open_example(path);
  if (const std::string path = std::exchange(wishes_.open_lesson, {}); !path.empty())
    attempt(panels_, [&] { open_lesson(path); });
  if (std::exchange(wishes_.lecture, false)) toggle_lecture();
  if (std::exchange(wishes_.toggle_panels, false)) panels_.show_panels ^= true;
  if (std::exchange(wishes_.toggle_full_screen, false)) window_.toggle_full_screen();
  if (const int steps = std::exchange(wishes_.text_size, 0); steps != 0)
    window_.set_zoom(window_.zoom() * std::pow(1.25f, static_cast<float>(steps)));
  if (std::exchange(wishes_.reset_text_size, false)) window_.set_zoom(1);
  if (std::exchange(wishes_.files.reset_preferences, false)) reset_preferences();
  if (const std::string format = std::exchange(wishes_.save_figure, {}); !format.empty()) save_figure(format);
  if (std::exchange(wishes_.copy_caption, false)) {
    window_.copy(session_.caption());
    tell("copied: " + session_.caption(), false);
  }
}

void WindowedApp::reset_preferences() {
  try {
    preferences_.reset();
    window_.set_zoom(1);
    panels_.show_panels = true;
    session_.view.theme = Theme::light;
    tell("preferences are as they were at first", false);
  } catch (const OutputError& error) {
    tell(error.what(), true);
  }
}

void WindowedApp::save_figure(const std::string& extension) {
  try {
    if (!figure_context_) figure_context_ = window_.second_context();
    FigureJob job;
    job.folder = std::filesystem::current_path();
    job.figure.page = session_.figure();
    job.figure.camera = session_.view.camera;
    job.figure.size.viewport = drawn_viewport_;
    job.figure.size.viewport.width *= 2;
    job.figure.size.viewport.height *= 2;
    job.figure.size.viewport.scale *= 2;
    job.figure.title = session_.experiment.title;
    job.figure.caption = session_.caption();
    job.figure.experiment = to_toml(session_.document(), view_table());
    for (const FigureFormat& format : figure_formats())
      if (format.extension == extension) job.format = &format;
    figure_writer_.write(std::move(job));
    tell("drawing the figure …", false);
  } catch (const std::exception& error) {
    tell(error.what(), true);
  }
}

void WindowedApp::tell_written_figures() {
  for (const WrittenFigure& figure : figure_writer_.take_written())
    tell(figure.error.empty() ? "saved " + figure.path.string() : figure.error, !figure.error.empty());
}

void WindowedApp::open_dropped_files() {
  for (const std::string& path : window_.take_dropped_files()) files_.open(path);
}

void WindowedApp::tell(const std::string& text, bool is_error) {
  panels_.message = text;
  panels_.message_is_error = is_error;
}

}  // namespace cartograd
