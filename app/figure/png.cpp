#include "app/figure/png.h"

#include <cmath>
#include <cstdint>

#include <png.h>

#include "core/base/error.h"

namespace cartograd {

namespace {

// Above 4, files become 1/5 smaller and take many times longer.
constexpr int compression_level = 4;

[[noreturn]] void throw_error(png_structp, png_const_charp message) {
  throw OutputError(std::string("the PNG image cannot be encoded: ") + message);
}

void ignore_warning(png_structp, png_const_charp) {}

void append_bytes(png_structp png, png_bytep data, std::size_t size) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(data), size);
}

void nothing_to_flush(png_structp) {}

bool is_opaque(const Image& image) {
  for (std::size_t i = 3; i < image.rgba.size(); i += 4)
    if (image.rgba[i] != 255) return false;
  return true;
}

// Errors leave libpng by exception, through its C code, which Debian and all common builds compile with unwind tables.
class PngWriter {
 public:
  explicit PngWriter(std::string& bytes)
      : png_(png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, throw_error, ignore_warning)),
        info_(png_ ? png_create_info_struct(png_) : nullptr) {
    if (!info_) throw OutputError("the PNG image cannot be encoded: out of memory");
    png_set_write_fn(png_, &bytes, append_bytes, nothing_to_flush);
  }
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;

  void write_header(const Image& image, bool opaque, const PngInfo& info) {
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(image.width), static_cast<png_uint_32>(image.height), 8,
                 opaque ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGBA, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png_, compression_level);
    png_set_filter(png_, 0, PNG_FILTER_SUB | PNG_FILTER_UP | PNG_FILTER_PAETH);
    png_set_sRGB(png_, info_, PNG_sRGB_INTENT_PERCEPTUAL);
    if (info.dpi > 0) {
      const auto pixels_per_metre = static_cast<png_uint_32>(std::lround(info.dpi / .0254));
      png_set_pHYs(png_, info_, pixels_per_metre, pixels_per_metre, PNG_RESOLUTION_METER);
    }
    add_texts(info);
    png_write_info(png_, info_);
    if (opaque) png_set_filler(png_, 0, PNG_FILLER_AFTER);
  }

  void write_rows(const Image& image) {
    const std::size_t stride = static_cast<std::size_t>(image.width) * 4;
    for (int row = 0; row < image.height; ++row)
      png_write_row(png_, image.rgba.data() + static_cast<std::size_t>(row) * stride);
    png_write_end(png_, nullptr);
  }

 private:
  void add_texts(const PngInfo& info) {
    for (const auto& [key, value] : info.texts) {
      std::string keyword = key, content = value, none;  // libpng wants them writable
      png_text text{};
      text.compression = value.size() > 1024 ? PNG_ITXT_COMPRESSION_zTXt : PNG_ITXT_COMPRESSION_NONE;
      text.key = keyword.data();
      text.text = content.data();
      text.itxt_length = content.size();
      text.lang = none.data();
      text.lang_key = none.data();
      png_set_text(png_, info_, &text, 1);
    }
  }

  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

}  // namespace

namespace {

constexpr std::size_t signature_size = 8;
constexpr png_alloc_size_t largest_text = 4 << 20;

struct ByteReader {
  const std::string& bytes;
  std::size_t place = 0;
};

[[noreturn]] void throw_broken(png_structp, png_const_charp message) { throw InputError(message); }

void read_bytes(png_structp png, png_bytep data, std::size_t size) {
  auto* reader = static_cast<ByteReader*>(png_get_io_ptr(png));
  if (size > reader->bytes.size() - reader->place) throw InputError("the PNG file ends too early");
  reader->bytes.copy(reinterpret_cast<char*>(data), size, reader->place);
  reader->place += size;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> png_texts(const std::string& bytes) {
  if (bytes.size() < signature_size ||
      png_sig_cmp(reinterpret_cast<png_const_bytep>(bytes.data()), 0, signature_size) != 0)
    return {};
  ByteReader reader{bytes};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, throw_broken, ignore_warning);
  png_infop info = png ? png_create_info_struct(png) : nullptr;
  std::vector<std::pair<std::string, std::string>> texts;
  try {
    if (!info) throw InputError("out of memory");
    png_set_chunk_malloc_max(png, largest_text);
    png_set_read_fn(png, &reader, read_bytes);
    png_read_info(png, info);
    png_textp found = nullptr;
    const int count = png_get_text(png, info, &found, nullptr);
    for (int i = 0; i < count; ++i) texts.emplace_back(found[i].key, found[i].text ? found[i].text : "");
  } catch (const InputError&) {
    texts.clear();
  }
  png_destroy_read_struct(&png, &info, nullptr);
  return texts;
}

std::string encode_png(const Image& image, const PngInfo& info) {
  std::string bytes;
  PngWriter writer(bytes);
  writer.write_header(image, is_opaque(image), info);
  writer.write_rows(image);
  return bytes;
}

Image decode_png(std::string_view bytes) {
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  Image image;
  const auto fail = [&] {
    const std::string why = header.message;
    png_image_free(&header);
    throw InputError("the picture cannot be read: " + why);
  };
  if (!png_image_begin_read_from_memory(&header, bytes.data(), bytes.size())) fail();
  header.format = PNG_FORMAT_RGBA;
  image.width = static_cast<int>(header.width);
  image.height = static_cast<int>(header.height);
  image.rgba.resize(PNG_IMAGE_SIZE(header));
  if (!png_image_finish_read(&header, nullptr, image.rgba.data(), 0, nullptr)) fail();
  return image;
}

}  // namespace cartograd
