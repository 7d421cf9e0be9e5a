#include "app/render/colormap_texture.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "app/scene/colormap.h"

namespace cartograd {

namespace {
constexpr int width = 256;
}

ColormapTexture::ColormapTexture() {
  const auto& names = colormap_names();
  std::vector<std::uint8_t> pixels;
  for (const std::string& name : names)
    for (int i = 0; i < width; ++i) {
      const glm::vec3 color = colormap_color(name, static_cast<float>(i) / (width - 1));
      for (int k = 0; k < 3; ++k) pixels.push_back(static_cast<std::uint8_t>(std::lround(color[k] * 255)));
      pixels.push_back(255);
    }
  bind_texture(0, texture_);
  // An sRGB format: sampling returns, and blends, linear light.
  glTexImage2D(GL_TEXTURE_2D, 0, GL_SRGB8_ALPHA8, width, static_cast<GLsizei>(names.size()), 0, GL_RGBA,
               GL_UNSIGNED_BYTE, pixels.data());
  set_texture_filter(GL_LINEAR);
}

void ColormapTexture::select(const Program& program, std::string_view colormap, int unit) const {
  const auto& names = colormap_names();
  const auto row = std::find(names.begin(), names.end(), colormap) - names.begin();
  bind_texture(static_cast<GLuint>(unit), texture_);
  program.set("colormaps", unit);
  program.set("colormap_row", (static_cast<float>(row) + .5f) / static_cast<float>(names.size()));
}

}  // namespace cartograd
