#include "app/scene/theme.h"

#include <algorithm>
#include <cmath>

namespace cartograd {

namespace {

constexpr glm::vec3 rgb(unsigned code) {
  return glm::vec3(static_cast<float>(code >> 16 & 255), static_cast<float>(code >> 8 & 255),
                   static_cast<float>(code & 255)) /
         255.f;
}

const Palette light{.background_top = rgb(0xffffff),
                    .background_bottom = rgb(0xf1f3f6),
                    .ink = rgb(0x252b33),
                    .faint_ink = rgb(0x525b67),
                    .grid = rgb(0xc6cdd6),
                    .wall_bottom = rgb(0xe9edf2),
                    .wall_top = rgb(0xf6f8fa),
                    .outline = rgb(0x1c2026),
                    .floor_strength = .72f,
                    .dark = false,
                    .wall_fill = true};

const Palette dark{.background_top = rgb(0x10141b),
                   .background_bottom = rgb(0x1d232d),
                   .ink = rgb(0xdde3ea),
                   .faint_ink = rgb(0xa3adba),
                   .grid = rgb(0x465060),
                   .wall_bottom = rgb(0x232a35),
                   .wall_top = rgb(0x1c222c),
                   .outline = rgb(0x08090b),
                   .floor_strength = .55f,
                   .dark = true,
                   .wall_fill = true};

const Palette print{.background_top = rgb(0xffffff),
                    .background_bottom = rgb(0xffffff),
                    .ink = rgb(0x000000),
                    .faint_ink = rgb(0x333333),
                    .grid = rgb(0xd0d0d0),
                    .wall_bottom = rgb(0xffffff),
                    .wall_top = rgb(0xffffff),
                    .outline = rgb(0x111111),
                    .floor_strength = .62f,
                    .dark = false,
                    .wall_fill = false};

const Palette contrasting{.background_top = rgb(0x000000),
                          .background_bottom = rgb(0x000000),
                          .ink = rgb(0xffffff),
                          .faint_ink = rgb(0xe6e6e6),
                          .grid = rgb(0x6a6a6a),
                          .wall_bottom = rgb(0x000000),
                          .wall_top = rgb(0x000000),
                          .outline = rgb(0x000000),
                          .floor_strength = .6f,
                          .dark = true,
                          .wall_fill = false};

}  // namespace

const Palette& palette(Theme theme) {
  switch (theme) {
    case Theme::contrast:
      return contrasting;
    case Theme::dark:
      return dark;
    case Theme::print:
      return print;
    case Theme::light:
      break;
  }
  return light;
}

namespace {

// Relative luminance.
double luminance(const glm::vec3& color) {
  const auto linear = [](double c) { return c <= .04045 ? c / 12.92 : std::pow((c + .055) / 1.055, 2.4); };
  return .2126 * linear(color.r) + .7152 * linear(color.g) + .0722 * linear(color.b);
}

}  // namespace

double contrast(const glm::vec3& a, const glm::vec3& b) {
  const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
  return (lighter + .05) / (darker + .05);
}

glm::vec3 legible(const glm::vec3& color, const glm::vec3& ground, double least) {
  glm::vec3 shown = color;
  while (luminance(ground) > .5 && contrast(shown, ground) < least) shown *= .98f;
  return shown;
}

}  // namespace cartograd
