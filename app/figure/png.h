// PNG files, with what is needed to repeat the picture stored inside.
#pragma once

#include <string>
#include <string_view>
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

// The pixels of a PNG file. Throws InputError if the bytes are none.
Image decode_png(std::string_view bytes);

// The texts in the bytes of a PNG file, read up to its pixels; none if the bytes are no PNG file or a broken one.
std::vector<std::pair<std::string, std::string>> png_texts(const std::string& bytes);

}  // namespace cartograd
