// The files that were opened or saved last, newest first; shared by all windows.
#pragma once

#include <string>
#include <vector>

namespace cartograd {

class RecentFiles {
 public:
  // Kept in the file "recent" of this folder, one path a line. Where there is no such folder, nothing is remembered.
  explicit RecentFiles(std::string folder) : folder_(std::move(folder)) {}

  // At most ten, those that still exist.
  std::vector<std::string> existing() const;
  // Makes the absolute path the newest. A list that cannot be written is no reason to complain.
  void add(const std::string& path) const;

 private:
  std::vector<std::string> read() const;
  std::string folder_;
};

}  // namespace cartograd
