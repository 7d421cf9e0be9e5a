// All colour maps in one texture, a row each.
#pragma once

#include <string_view>

#include "app/render/gl_objects.h"
#include "app/render/program.h"

namespace cartograd {

class ColormapTexture {
 public:
  ColormapTexture();
  // Binds the texture to `unit` and selects a map in shaders/color.glsl, on the program in use.
  void select(const Program& program, std::string_view colormap, int unit) const;

 private:
  Texture texture_;
};

}  // namespace cartograd
