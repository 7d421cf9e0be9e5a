// PNG files, with what is needed to repeat the picture stored inside.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/render/renderer.h"

namespace cartograd {

struct PngInfo {
  double dpi = 0;  // 0 = do not say
  // Keyword (1 … 79 letters of Latin-1) and UTF-8 text, in the order given.
  std::vector<std::pair<std::string, std::string>> texts;
};

// The bytes of a PNG file. Equal input gives equal bytes (no time stamp). Alpha is written only if some pixel is not
// opaque. Throws OutputError if the image cannot be encoded.
std::string encode_png(const Image& image, const PngInfo& info);

}  // namespace cartograd
