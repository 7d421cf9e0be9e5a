// What the window does with files: opening, saving, autosaving, and what its user keeps.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/panels/panels.h"
#include "app/session/autosave.h"
#include "app/session/preferences.h"
#include "app/session/recent_files.h"
#include "app/session/saving.h"

namespace cartograd {

// The window's part of it.
struct FilesWindow {
  std::function<void(const std::string& text)> copy;
  std::function<void(const std::string& text, bool is_error)> tell;
  std::function<void(Settings& view)> prefer;  // the user's preferences where a document has none of its own
};

class Files {
 public:
  // The session is as it was opened from `file` (empty = the built-in experiment).
  Files(Session& session, PanelState& panels, FilesWindow window, const std::string& file);
  // Unsaved work is kept for the next start.
  ~Files();
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;

  // Once a frame: does what panels and keys have asked for, and keeps what has changed.
  void update();

  // Opens an experiment or a figure that holds one, or takes a CSV file as the data. What cannot be opened is told.
  void open(const std::string& path);
  // One of the embedded experiments.
  void open_example(const std::string& path);

  // Of the window: "• ravine.toml" with a dot while there are changes that are not saved.
  std::string title() const;

 private:
  void fulfil(const FileRequests& requests);
  // Other work takes the place of this.
  void replace(Document document, const std::string& file, const std::string& said);
  void browse(bool saving, bool recent_only);
  void save(const std::string& path);
  void offer_leftover();
  void restore();
  std::string command_line() const;
  // Does something; what goes wrong is told.
  void attempt(const std::function<void()>& action) const;

  Session& session_;
  PanelState& panels_;
  FilesWindow window_;
  SavedStates saved_;
  Session::Edit last_;  // at the last update
  RecentFiles recent_;
  Autosave autosave_;
};

}  // namespace cartograd
