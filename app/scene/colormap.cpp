#include "app/scene/colormap.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <stdexcept>

#include "core/base/assets.h"
#include "core/base/error.h"

namespace cartograd {

namespace {

struct Colormap {
  bool diverging = false, categorical = false;
  std::vector<glm::vec3> colors;
};

glm::vec3 parse_color(std::string_view line) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value, 16);
  if (line.size() != 6 || error != std::errc() || end != line.data() + line.size())
    throw std::logic_error("broken colour map: \"" + std::string(line) + "\" is not a colour");
  return glm::vec3(value >> 16, (value >> 8) & 255, value & 255) / 255.f;
}

Colormap parse_colormap(std::string_view text) {
  Colormap colormap;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("# diverging")) colormap.diverging = true;
    if (line.starts_with("# categorical")) colormap.categorical = true;
    if (!line.empty() && line.front() != '#') colormap.colors.push_back(parse_color(line));
  }
  if (colormap.colors.size() < 2) throw std::logic_error("broken colour map: fewer than two colours");
  return colormap;
}

const std::map<std::string, Colormap, std::less<>>& colormaps() {
  static const auto all = [] {
    constexpr std::string_view folder = "assets/colormaps/", ending = ".txt";
    std::map<std::string, Colormap, std::less<>> maps;
    for (std::string_view path : assets_under(folder)) {
      const std::string_view name = path.substr(folder.size(), path.size() - folder.size() - ending.size());
      maps.emplace(name, parse_colormap(asset(path)));
    }
    return maps;
  }();
  return all;
}

const Colormap& find_colormap(std::string_view name) {
  const auto found = colormaps().find(name);
  if (found == colormaps().end()) throw InputError(unknown_name("colour map", name, colormap_names()));
  return found->second;
}

}  // namespace

const std::vector<std::string>& colormap_names() {
  static const auto names = [] {
    std::vector<std::string> list;
    for (const auto& [name, colormap] : colormaps()) list.push_back(name);
    return list;
  }();
  return names;
}

glm::vec3 colormap_color(std::string_view name, float t) {
  const std::vector<glm::vec3>& colors = find_colormap(name).colors;
  const float position = std::clamp(t, 0.f, 1.f) * static_cast<float>(colors.size() - 1);
  const std::size_t index = std::min(static_cast<std::size_t>(position), colors.size() - 2);
  return glm::mix(colors[index], colors[index + 1], position - static_cast<float>(index));
}

bool colormap_is_diverging(std::string_view name) { return find_colormap(name).diverging; }

bool colormap_is_categorical(std::string_view name) { return find_colormap(name).categorical; }

}  // namespace cartograd
