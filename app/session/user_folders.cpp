#include "app/session/user_folders.h"

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "core/base/error.h"

namespace cartograd {

namespace {

// The standard asks to ignore what is not absolute.
std::string absolute_or_empty(const char* path) { return path != nullptr && *path == '/' ? path : ""; }

std::string folder_of(const char* variable, const char* below_home) {
  std::string base = absolute_or_empty(std::getenv(variable));
  if (base.empty()) {
    base = absolute_or_empty(std::getenv("HOME"));
    if (!base.empty()) base += below_home;
  }
  return base.empty() ? base : base + "/cartograd";
}

}  // namespace

std::string config_folder() { return folder_of("XDG_CONFIG_HOME", "/.config"); }
std::string state_folder() { return folder_of("XDG_STATE_HOME", "/.local/state"); }

void make_folder(const std::string& folder) {
  std::error_code error;
  if (folder.empty()) throw OutputError("there is no home folder (HOME is not set)");
  if (!std::filesystem::create_directories(folder, error)) {
    if (error) throw OutputError(fmt::format("cannot create {}: {}", folder, error.message()));
    return;
  }
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
}

}  // namespace cartograd
