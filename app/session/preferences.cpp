#include "app/session/preferences.h"

#include <filesystem>

#include <fmt/format.h>

#include "app/scene/view.h"
#include "app/session/user_folders.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/experiment/settings_file.h"

namespace cartograd {

namespace {

constexpr std::size_t size_limit = 1 << 20;
constexpr std::string_view file_name = "/preferences.toml";

}  // namespace

const std::vector<Setting>& preference_table() {
  static const std::vector<Setting> table = {
      choice_setting("theme", "Theme", "light", {"light", "dark"}, "of experiments that do not ask for one"),
      log_setting("text_size", "Text size", 1, 0.5, 4, "times what the screen wants"),
      flag_setting("panels", "Panels", true, "whether the panels are shown"),
      flag_setting("welcome", "Welcome", true, "whether a card welcomes at the start"),
  };
  return table;
}

Preferences::Preferences(std::string folder)
    : values(initial_settings(preference_table())), folder_(std::move(folder)), stored_(values) {
  const std::string path = folder_ + std::string(file_name);
  std::error_code error;
  if (folder_.empty() || std::filesystem::status(path, error).type() == std::filesystem::file_type::not_found) return;
  try {
    values = stored_ = parse_settings(read_file(path, size_limit), path, preference_table());
  } catch (const InputError& refused) {
    message = fmt::format("{}; all preferences are the usual ones", refused.what());
  }
}

void Preferences::store() {
  if (values == stored_) return;
  stored_ = values;  // also where it fails: it is said once, not in every frame
  make_folder(folder_);
  write_file(folder_ + std::string(file_name), to_toml(values, preference_table()));
}

void Preferences::reset() {
  values = stored_ = initial_settings(preference_table());
  std::error_code error;
  std::filesystem::remove(folder_ + std::string(file_name), error);
  if (error) throw OutputError(fmt::format("cannot remove {}{}: {}", folder_, file_name, error.message()));
}

void Preferences::apply_theme(Settings& view) const {
  const Settings usual = initial_settings(view_table());
  if (view.text("theme") == usual.text("theme")) view.set("theme", values.text("theme"));
}

}  // namespace cartograd
