#include "app/cli/kept_restarts.h"

#include <filesystem>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/experiment/restart_file.h"

namespace cartograd {

namespace {

constexpr auto pause = std::chrono::seconds(2);
constexpr std::size_t largest = std::size_t{1} << 31;

std::vector<std::string> files_with(const std::string& prefix) {
  namespace fs = std::filesystem;
  std::vector<std::string> found;
  std::error_code ignored;
  const fs::path path(prefix);
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string(), wanted = path.filename().string();
    if (name.starts_with(wanted) && name.find_first_not_of("0123456789", wanted.size()) == name.npos)
      found.push_back(entry.path().string());
  }
  return found;
}

}  // namespace

KeptRestarts::KeptRestarts(const std::string& output, int rank) : last_(std::chrono::steady_clock::now()) {
  if (output == "-") return;
  prefix_ = output + ".restarts.";
  path_ = prefix_ + std::to_string(rank);
}

std::string KeptRestarts::known(const RestartRequest& request) const {
  if (path_.empty()) return {};
  RestartResult all = planned_restarts(request);
  bool any = false;
  for (const std::string& file : files_with(prefix_)) try {
      any |= add_restarts_from_text(read_file(file, largest), all);
    } catch (const InputError&) {  // unreadable: trained again
    }
  return any ? restarts_to_text(all) : "";
}

void KeptRestarts::keep(const RestartResult& restarts) {
  if (path_.empty() || restarts.finished || std::chrono::steady_clock::now() - last_ < pause) return;
  keep_now(restarts);
}

std::string KeptRestarts::keep_now(const RestartResult& restarts) {
  if (path_.empty() || restarts.trained() == 0) return {};
  write_file(path_, restarts_to_text(restarts));
  last_ = std::chrono::steady_clock::now();
  return path_;
}

void KeptRestarts::remove() {
  if (path_.empty()) return;
  std::error_code ignored;
  for (const std::string& file : files_with(prefix_)) std::filesystem::remove(file, ignored);
}

}  // namespace cartograd
