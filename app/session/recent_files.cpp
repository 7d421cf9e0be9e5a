#include "app/session/recent_files.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "app/session/user_folders.h"
#include "core/base/error.h"
#include "core/base/file.h"

namespace cartograd {

namespace {

constexpr std::size_t most_shown = 10, most_kept = 30;  // some may be on a disk that is away for a while
constexpr std::size_t size_limit = 1 << 20;

}  // namespace

std::vector<std::string> RecentFiles::read() const {
  std::vector<std::string> paths;
  if (folder_.empty()) return paths;
  try {
    std::istringstream lines(read_file(folder_ + "/recent", size_limit));
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with('/')) paths.push_back(line);
  } catch (const InputError&) {  // none yet
  }
  return paths;
}

std::vector<std::string> RecentFiles::existing() const {
  std::vector<std::string> paths = read();
  std::erase_if(paths, [](const std::string& path) {
    std::error_code error;
    return !std::filesystem::is_regular_file(path, error);
  });
  if (paths.size() > most_shown) paths.resize(most_shown);
  return paths;
}

void RecentFiles::add(const std::string& path) const {
  if (path.find('\n') != path.npos) return;
  std::vector<std::string> paths = read();
  std::erase(paths, path);
  paths.insert(paths.begin(), path);
  if (paths.size() > most_kept) paths.resize(most_kept);
  std::string text;
  for (const std::string& each : paths) text += each + '\n';
  try {
    make_folder(folder_);
    write_file(folder_ + "/recent", text);
  } catch (const OutputError&) {
  }
}

}  // namespace cartograd
