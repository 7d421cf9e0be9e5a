#include "app/scene/font.h"

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <string>

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_MODULE_H

#include "core/base/assets.h"

namespace cartograd {

namespace {

// FreeType and the two faces; lengths of glyphs are in texels at GlyphAtlas::em.
class FontFaces {
 public:
  FontFaces() {
    check(FT_Init_FreeType(&library_));
    FT_Int spread = static_cast<FT_Int>(GlyphAtlas::spread);
    check(FT_Property_Set(library_, "sdf", "spread", &spread));
    check(FT_Property_Set(library_, "bsdf", "spread", &spread));
    faces_[0] = open("fonts/regular");
    faces_[1] = open("fonts/symbols");
  }
  ~FontFaces() { FT_Done_FreeType(library_); }
  FontFaces(const FontFaces&) = delete;
  FontFaces& operator=(const FontFaces&) = delete;

  // The glyph slot of a letter, from the first face that has it; of the "not there" sign if none has.
  FT_GlyphSlot load(char32_t letter) {
    for (FT_Face face : faces_)
      if (const FT_UInt index = FT_Get_Char_Index(face, letter)) return load(face, index);
    return load(faces_[0], 0);
  }

  static void check(FT_Error error) {
    if (error) throw std::logic_error("FreeType cannot read an embedded font: error " + std::to_string(error));
  }

 private:
  FT_Face open(std::string_view name) {
    const std::string_view bytes = asset(name);
    FT_Face face = nullptr;
    check(FT_New_Memory_Face(library_, reinterpret_cast<const FT_Byte*>(bytes.data()),
                             static_cast<FT_Long>(bytes.size()), 0, &face));
    check(FT_Set_Pixel_Sizes(face, 0, static_cast<FT_UInt>(GlyphAtlas::em)));
    return face;
  }

  static FT_GlyphSlot load(FT_Face face, FT_UInt index) {
    check(FT_Load_Glyph(face, index, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP));
    return face->glyph;
  }

  FT_Library library_ = nullptr;
  FT_Face faces_[2] = {};
};

float advance_in_em(FT_GlyphSlot slot) { return static_cast<float>(slot->linearHoriAdvance) / 65536 / GlyphAtlas::em; }

// The number of bytes of the letter that starts with `lead`; 0 = no letter starts so.
std::size_t utf8_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

}  // namespace

std::vector<char32_t> decode_utf8(std::string_view text) {
  constexpr char32_t replacement = 0xFFFD;
  std::vector<char32_t> letters;
  letters.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = utf8_length(lead);
    bool whole = length > 0 && i + length <= text.size();
    char32_t letter = length <= 1 ? lead : lead & (0x7Fu >> length);
    for (std::size_t k = 1; whole && k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      whole = (next & 0xC0) == 0x80;
      letter = letter << 6 | (next & 0x3F);
    }
    constexpr char32_t shortest[] = {0, 0, 0x80, 0x800, 0x10000};  // a letter has only one form
    whole = whole && letter >= shortest[length] && letter <= 0x10FFFF && (letter < 0xD800 || letter >= 0xE000);
    letters.push_back(whole ? letter : replacement);
    i += whole ? length : 1;
  }
  return letters;
}

std::string encode_utf8(char32_t letter) {
  if (letter < 0x80) return {static_cast<char>(letter)};
  std::string bytes;
  for (; letter >= (0x40u >> bytes.size()); letter >>= 6) bytes.insert(0, 1, static_cast<char>(0x80 | (letter & 0x3F)));
  const unsigned lead = 0xFF & ~(0x7Fu >> bytes.size());
  return static_cast<char>(lead | letter) + bytes;
}

float text_width(std::string_view text, float size) {
  static std::mutex mutex;
  static FontFaces faces;
  static std::unordered_map<char32_t, float> advances;
  const std::lock_guard lock(mutex);
  float width = 0;
  for (char32_t letter : decode_utf8(text)) {
    const auto [entry, is_new] = advances.try_emplace(letter, 0.f);
    if (is_new) entry->second = advance_in_em(faces.load(letter));
    width += entry->second;
  }
  return width * size;
}

std::vector<std::string> wrap_text(std::string_view text, float size, float width) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    const std::string word(text.substr(0, end));
    const bool new_line = lines.empty() || text_width(lines.back() + " " + word, size) > width;
    if (new_line)
      lines.push_back(word);
    else if (!word.empty())
      lines.back() += " " + word;
    if (end < text.size() && text[end] == '\n') lines.emplace_back();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string shorten_text(const std::string& text, float size, float width) {
  if (text_width(text, size) <= width) return text;
  std::size_t end = text.size();
  const auto is_inside_letter = [&](std::size_t i) { return (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80; };
  while (end > 0 && (is_inside_letter(end - 1) || text_width(text.substr(0, end) + "…", size) > width)) --end;
  while (end > 0 && end < text.size() && is_inside_letter(end)) --end;
  return text.substr(0, end) + "…";
}

struct GlyphAtlas::Faces : FontFaces {};

GlyphAtlas::GlyphAtlas() : faces_(std::make_unique<Faces>()), distances_(std::size_t{width} * 256) {}
GlyphAtlas::~GlyphAtlas() = default;

const Glyph& GlyphAtlas::glyph(char32_t letter) {
  const auto found = glyphs_.find(letter);
  return found != glyphs_.end() ? found->second : glyphs_.emplace(letter, draw(letter)).first->second;
}

// A free rectangle: shelves from top to bottom; the picture doubles when it is full.
glm::ivec2 GlyphAtlas::reserve(int columns, int rows) {
  if (pen_.x + columns > width) {
    pen_ = {0, pen_.y + shelf_height_};
    shelf_height_ = 0;
  }
  while (pen_.y + rows > height()) distances_.resize(distances_.size() * 2);
  const glm::ivec2 corner = pen_;
  pen_.x += columns;
  shelf_height_ = std::max(shelf_height_, rows);
  return corner;
}

Glyph GlyphAtlas::draw(char32_t letter) {
  const FT_GlyphSlot slot = faces_->load(letter);
  Glyph glyph;
  glyph.advance = advance_in_em(slot);
  if (slot->format != FT_GLYPH_FORMAT_OUTLINE || slot->outline.n_points == 0) return glyph;
  // By way of the smooth bitmap: distances from its grey levels are as good, and far quicker than from the outline.
  FontFaces::check(FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL));
  FontFaces::check(FT_Render_Glyph(slot, FT_RENDER_MODE_SDF));

  const FT_Bitmap& bitmap = slot->bitmap;
  const int columns = static_cast<int>(bitmap.width), rows = static_cast<int>(bitmap.rows);
  const glm::ivec2 corner = reserve(columns, rows);
  for (int row = 0; row < rows; ++row)
    std::copy_n(bitmap.buffer + row * bitmap.pitch, columns, distances_.begin() + (corner.y + row) * width + corner.x);
  ++revision_;

  const float left = static_cast<float>(slot->bitmap_left), top = static_cast<float>(slot->bitmap_top);
  glyph.low = glm::vec2(left, top - static_cast<float>(rows)) / em;
  glyph.high = glm::vec2(left + static_cast<float>(columns), top) / em;
  glyph.texel_low = corner;
  glyph.texel_high = corner + glm::ivec2(columns, rows);
  return glyph;
}

}  // namespace cartograd
