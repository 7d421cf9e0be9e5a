// The program with a window, on a screen or without one.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "app/cli/files.h"
#include "app/cli/speaker_window.h"
#include "app/cli/thumbnails.h"
#include "app/figure/figure_writer.h"
#include "app/panels/panels.h"
#include "app/platform/window.h"
#include "app/render/page_view.h"
#include "app/session/preferences.h"
#include "app/session/presentation.h"
#include "app/session/user_folders.h"

namespace cartograd {

// The window with its session: one frame at a time, drawing only when something has changed.
class WindowedApp {
 public:
  // The window outlives it. `file` is where the document comes from; empty = nowhere.
  WindowedApp(AppWindow& window, Document document, const std::string& file);

  // Until the window is closed.
  void run();
  // One frame, `seconds` after the last one.
  void frame(double seconds);

  Session& session() { return session_; }
  // Opens a lesson, embedded or in a file, as a lecture. Throws InputError.
  void open_lesson(const std::string& path);
  Presentation& lecture() { return lecture_; }
  const SpeakerWindow& speaker_window() const { return speaker_; }
  PanelState& panels() { return panels_; }
  bool quits() const { return wishes_.quit; }
  void stay() { wishes_.quit = false; }
  // The longest frame since this was asked last, in seconds; shaders and fonts, which load with the first picture, left
  // out.
  double take_longest_frame() { return std::exchange(longest_frame_, 0); }

  // For --verbose: how the window felt.
  void report() const;

 private:
  using Clock = std::chrono::steady_clock;

  Document preferred(Document document) const;

  // What the user has changed since, and what has been seen.
  void keep_preferences(Theme theme_before);
  void count_frame(Clock::time_point begin);
  double time_to_wait() const;
  void draw_frame(bool scene_changed);
  void show_scene(bool moving);
  void draw_scene(Quality quality, const Viewport& viewport);

  // In how many steps the picture is drawn smoothly, so that none keeps the hand waiting: about four times the work of
  // a draft.
  int bands() const;

  // Pixels per point in the picture: larger in a lecture.
  float picture_scale() const;
  // The keys pressed in the speaker's window, which is drawn meanwhile.
  std::vector<std::string> speaker_keys();
  void take_keys(const std::vector<std::string>& keys);
  void toggle_lecture();
  void show_lecture_panels();

  void apply_theme();
  void fulfil_wishes();
  void reset_preferences();

  // What is shown, with twice the pixels; it is drawn and written while the window goes on.
  void save_figure(const std::string& extension);
  void tell_written_figures();
  void open_dropped_files();
  void tell(const std::string& text, bool is_error);

  const Clock::time_point start_ = Clock::now();
  double first_surface_ = 0, longest_frame_ = 0;  // seconds
  int frames_ = 0;
  AppWindow& window_;
  std::unique_ptr<SecondContext> figure_context_;
  FigureWriter figure_writer_{[this](const auto& draw) { figure_context_->use(draw); }, [this] { window_.wake(); }};
  PageView picture_;
  Thumbnails thumbnails_;
  PanelState panels_;
  WindowRequests& wishes_ = panels_.requests;
  Preferences preferences_{config_folder()};
  bool welcome_shown_ = false;
  std::optional<Theme> styled_;
  int frames_due_ = 3;
  int refined_bands_ = 0;                 // of the picture that is shown, how much is smooth
  std::optional<Quality> frame_quality_;  // how the scene was drawn in this frame, if it was
  Quality drawn_quality_ = Quality::draft;
  double coarse_seconds_ = 1, draft_seconds_ = 0;  // what a frame with a draft takes at this size
  Viewport drawn_viewport_;
  Camera drawn_camera_;
  Clock::time_point last_frame_ = Clock::now(), last_movement_ = Clock::now();
  Session session_;  // its workers end before the window that they wake goes
  Presentation lecture_{session_};
  SpeakerWindow speaker_{window_, lecture_};
  std::size_t lecture_step_ = 0;
  std::string lecture_file_;
  Files files_;
};

}  // namespace cartograd
