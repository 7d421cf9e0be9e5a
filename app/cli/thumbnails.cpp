#include "app/cli/thumbnails.h"

#include <cstdint>

#include "app/figure/png.h"
#include "core/base/assets.h"

namespace cartograd {

ImTextureID Thumbnails::find(const std::string& path) {
  auto known = textures_.find(path);
  if (known == textures_.end()) {
    if (assets_under(path).empty()) return nullptr;
    const Image image = decode_png(asset(path));
    known = textures_.emplace(path, Texture()).first;
    glBindTexture(GL_TEXTURE_2D, known->second.name());
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, image.width, image.height, 0, GL_RGBA, GL_UNSIGNED_BYTE,
                 image.rgba.data());
    set_texture_filter(GL_LINEAR);
  }
  return reinterpret_cast<ImTextureID>(static_cast<std::intptr_t>(known->second.name()));
}

}  // namespace cartograd
