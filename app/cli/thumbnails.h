// Pictures of the examples, as textures.
#pragma once

#include <map>
#include <string>

#include <imgui.h>

#include "app/render/gl_objects.h"

namespace cartograd {

// Loads each picture when it is first asked for. Used and destroyed while the window's context is current.
class Thumbnails {
 public:
  // Of an embedded PNG file; null if there is none of that name.
  ImTextureID find(const std::string& path);

 private:
  std::map<std::string, Texture> textures_;
};

}  // namespace cartograd
