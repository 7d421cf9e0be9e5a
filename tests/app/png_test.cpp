#include "app/figure/png.h"

#include <cstring>

#include <doctest/doctest.h>
#include <png.h>

#include "core/base/error.h"

using namespace cartograd;

namespace {

Image test_image(std::uint8_t alpha) {
  Image image{7, 5, {}};
  for (int i = 0; i < 7 * 5; ++i)
    for (int value : {i * 7, 255 - i * 5, i, static_cast<int>(alpha)})
      image.rgba.push_back(static_cast<std::uint8_t>(value));
  return image;
}

struct Decoded {
  Image image;
  std::string comment;
  png_uint_32 pixels_per_metre = 0;
  int color_type = 0;
};

Decoded decode(const std::string& bytes) {
  struct Reader {
    const std::string& bytes;
    std::size_t place;
  } reader{bytes, 0};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_read_fn(png, &reader, [](png_structp source, png_bytep to, std::size_t count) {
    auto* from = static_cast<Reader*>(png_get_io_ptr(source));
    std::memcpy(to, from->bytes.data() + from->place, count);
    from->place += count;
  });
  Decoded result;
  png_read_info(png, info);
  result.color_type = png_get_color_type(png, info);
  result.pixels_per_metre = png_get_x_pixels_per_meter(png, info);
  png_textp texts = nullptr;
  int count = 0;
  png_get_text(png, info, &texts, &count);
  for (int i = 0; i < count; ++i)
    if (std::string(texts[i].key) == "Experiment") result.comment = texts[i].text;
  png_set_filler(png, 255, PNG_FILLER_AFTER);
  result.image.width = static_cast<int>(png_get_image_width(png, info));
  result.image.height = static_cast<int>(png_get_image_height(png, info));
  result.image.rgba.resize(static_cast<std::size_t>(result.image.width * result.image.height) * 4);
  for (int row = 0; row < result.image.height; ++row)
    png_read_row(png, result.image.rgba.data() + std::size_t{4} * static_cast<std::size_t>(row * result.image.width),
                 nullptr);
  png_destroy_read_struct(&png, &info, nullptr);
  return result;
}

}  // namespace

TEST_SUITE("png") {
  TEST_CASE("pixels, resolution and text come back") {
    for (std::uint8_t alpha : {std::uint8_t{255}, std::uint8_t{128}}) {
      const Image image = test_image(alpha);
      const std::string experiment(3000, 'x');
      const Decoded decoded = decode(encode_png(image, {300, {{"Experiment", "σ = 0.1\n" + experiment}}}));
      CHECK(decoded.image.width == 7);
      CHECK(decoded.image.height == 5);
      CHECK(decoded.image.rgba == image.rgba);
      CHECK(decoded.comment == "σ = 0.1\n" + experiment);
      CHECK(decoded.pixels_per_metre == 11811);
      CHECK(decoded.color_type == (alpha == 255 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGBA));
    }
  }

  TEST_CASE("equal input, equal bytes") {
    CHECK(encode_png(test_image(255), {72, {}}) == encode_png(test_image(255), {72, {}}));
  }

  TEST_CASE("an image without pixels is refused") { CHECK_THROWS_AS(encode_png(Image{}, {}), OutputError); }
}
