#include "app/cli/files.h"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "app/cli/command_line.h"
#include "app/session/user_folders.h"
#include "core/base/assets.h"
#include "core/base/error.h"
#include "core/experiment/lesson.h"

namespace cartograd {

namespace {

std::string absolute(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
}

// Only an experiment file can be saved into.
std::string file_of(const std::string& path) { return path.ends_with(".toml") ? absolute(path) : ""; }

std::string name_of(const std::string& path) { return std::filesystem::path(path).filename().string(); }

Document built_in() { return document_from({}, ""); }

}  // namespace

Files::Files(Session& session, PanelState& panels, FilesWindow window, const std::string& file)
    : session_(session),
      panels_(panels),
      window_(std::move(window)),
      last_(session.edit()),
      recent_(state_folder()),
      autosave_(state_folder()) {
  session_.file = file_of(file);
  last_ = session_.edit();
  saved_.note(session_);
  if (!file.empty()) recent_.add(absolute(file));
  offer_leftover();
}

Files::~Files() { autosave_.finish(); }

void Files::update() {
  fulfil(std::exchange(panels_.requests.files, {}));
  if (const std::string error = autosave_.take_error(); !error.empty()) window_.tell(error, true);
  Session::Edit now = session_.edit();
  if (now == last_) return;
  last_ = std::move(now);
  if (saved_.unsaved(session_))
    autosave_.keep(session_.document(), session_.file);
  else
    autosave_.forget();
}

void Files::fulfil(const FileRequests& requests) {
  if (requests.make_new)
    attempt([&] { replace(built_in(), "", "a new experiment; Ctrl+Z brings back the one before"); });
  if (requests.open) browse(false, false);
  if (requests.open_recent) browse(false, true);
  if (requests.save && !session_.file.empty()) attempt([&] { save(session_.file); });
  if (requests.save_as || (requests.save && session_.file.empty())) browse(true, false);
  if (!requests.save_path.empty()) attempt([&] { save(requests.save_path); });
  if (!requests.open_path.empty()) open(requests.open_path);
  if (requests.restore) attempt([&] { restore(); });
  if (requests.discard) autosave_.discard(0);
  if (requests.restore || requests.discard) offer_leftover();
  if (requests.copy_toml) {
    window_.copy(to_toml(session_.document(), view_table()));
    window_.tell("copied the experiment file", false);
  }
  if (requests.copy_command_line)
    attempt([&] {
      const std::string line = command_line();
      window_.copy(line);
      window_.tell(fmt::format("copied: {}", line), false);
    });
}

void Files::open(const std::string& path) {
  attempt([&] {
    if (path.ends_with(".toml") && read_lesson(path, view_table())) {
      panels_.requests.open_lesson = path;
      return;
    }
    if (path.ends_with(".csv"))
      replace(with_data_file(session_.document(), absolute(path)), session_.file, fmt::format("data of {}", path));
    else
      replace(open_document(path), file_of(path), fmt::format("opened {}", path));
    if (session_.file == file_of(path)) saved_.note(session_);
    recent_.add(absolute(path));
  });
}

void Files::open_example(const std::string& path) {
  attempt([&] {
    replace(parse_document(asset(path), path, view_table()), "", "");
    saved_.note(session_);
  });
}

void Files::replace(Document document, const std::string& file, const std::string& said) {
  window_.prefer(document.view);
  if (saved_.unsaved(session_)) autosave_.set_aside();
  session_.open(document, file);
  if (!said.empty()) window_.tell(said, false);
}

void Files::browse(bool saving, bool recent_only) {
  FileBrowser& files = panels_.files;
  const std::filesystem::path here(session_.file);
  const std::string folder = !here.empty()          ? here.parent_path().string()
                             : files.folder.empty() ? absolute(".")
                                                    : files.folder;
  files = {saving, recent_only, recent_.existing(), folder, saving ? name_of(session_.file) : "", 0, false};
  panels_.open.insert("files");
}

void Files::save(const std::string& path) {
  save_document(session_.document(), path);
  if (path != session_.file) session_.move_to(path);
  saved_.note(session_);
  last_ = session_.edit();
  autosave_.forget();
  recent_.add(path);
  window_.tell(fmt::format("saved {}", path), false);
}

void Files::offer_leftover() {
  if (autosave_.leftovers().empty()) return;
  panels_.leftover = question_about(autosave_.leftovers().front());
  panels_.open.insert("leftover");
}

void Files::restore() {
  const std::string origin = autosave_.leftovers().at(0).origin;
  const Document document = autosave_.restore(0);
  session_.open(document, origin);
  last_ = session_.edit();  // it is kept already
}

std::string Files::command_line() const {
  const std::string& file = session_.file;
  std::error_code missing;
  if (!file.empty() && std::filesystem::is_regular_file(file, missing))
    return command_line_for(session_.document(), file, open_document(file));
  return command_line_for(session_.document(), "", built_in());
}

std::string Files::title() const {
  const std::string name = session_.file.empty() ? "" : name_of(session_.file);
  const char* const dot = saved_.unsaved(session_) && !name.empty() ? "• " : "";
  return name.empty() ? "Cartograd" : fmt::format("{}{} – Cartograd", dot, name);
}

void Files::attempt(const std::function<void()>& action) const {
  try {
    action();
  } catch (const std::exception& error) {
    window_.tell(error.what(), true);
  }
}

}  // namespace cartograd
