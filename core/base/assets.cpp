#include "core/base/assets.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "embedded_assets.h"

namespace cartograd {

std::string_view asset(std::string_view path) {
  for (const EmbeddedAsset& file : embedded_assets())
    if (file.path == path) return {file.begin, file.end};
  throw std::logic_error("no embedded file " + std::string(path));
}

std::vector<std::string_view> assets_under(std::string_view prefix) {
  std::vector<std::string_view> paths;
  for (const EmbeddedAsset& file : embedded_assets())
    if (file.path.starts_with(prefix)) paths.push_back(file.path);
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string asset_name(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  return std::string(path.substr(0, path.rfind('.')));
}

}  // namespace cartograd
