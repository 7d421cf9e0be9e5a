// Text: how wide it is, and its letters as a signed distance field that stays sharp at every size and angle. Letters
// come from Inter, and from DejaVu where Inter has none (∇ ∈ ℝ).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <glm/glm.hpp>

namespace cartograd {

// Vertical measures of a line of text in units of its size (em), for placing it: a line needs text_height; the middle
// of digits and capitals is text_middle above the baseline.
inline constexpr float text_height = 1.2f;
inline constexpr float text_middle = .364f;

// The letters of a UTF-8 text; broken bytes become U+FFFD.
std::vector<char32_t> decode_utf8(std::string_view text);
// One letter in UTF-8.
std::string encode_utf8(char32_t letter);

// Width of a line of UTF-8 text at `size`, in the unit of `size`. Safe to call from any thread.
float text_width(std::string_view text, float size);

// Breaks a text between words into lines no wider than `width`; a longer word gets a line of its own.
std::vector<std::string> wrap_text(std::string_view text, float size, float width);

// The text if it is no wider than `width`, otherwise as many of its first letters as fit, and "…".
std::string shorten_text(const std::string& text, float size, float width);

// A letter in the atlas. Lengths in em, y up, from the pen's place on the baseline; texels from the atlas's first row.
struct Glyph {
  glm::vec2 low{0}, high{0};              // corners of the quad; equal for a space
  glm::vec2 texel_low{0}, texel_high{0};  // texel_low belongs to the quad's upper left corner
  float advance = 0;
};

// The letters used so far in one picture of distances. A letter is drawn when it is first asked for (under a
// millisecond), so nothing is spent on letters that no one reads. Not for use by several threads at once.
class GlyphAtlas {
 public:
  static constexpr int width = 1024;  // texels
  static constexpr float em = 40;     // texels
  static constexpr float spread = 6;  // texels from the outline to value 0 outside and 255 inside; the outline is 128

  GlyphAtlas();
  ~GlyphAtlas();
  GlyphAtlas(const GlyphAtlas&) = delete;
  GlyphAtlas& operator=(const GlyphAtlas&) = delete;

  const Glyph& glyph(char32_t letter);

  int height() const { return static_cast<int>(distances_.size()) / width; }
  const std::vector<std::uint8_t>& distances() const { return distances_; }  // width × height, row by row
  std::uint64_t revision() const { return revision_; }                       // grows with every new letter

 private:
  struct Faces;
  glm::ivec2 reserve(int columns, int rows);
  Glyph draw(char32_t letter);

  std::unique_ptr<Faces> faces_;
  std::unordered_map<char32_t, Glyph> glyphs_;
  std::vector<std::uint8_t> distances_;
  glm::ivec2 pen_{0};
  int shelf_height_ = 0;
  std::uint64_t revision_ = 0;
};

}  // namespace cartograd
