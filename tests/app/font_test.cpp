#include "app/scene/font.h"

#include <doctest/doctest.h>

using namespace cartograd;

TEST_SUITE("font") {
  TEST_CASE("UTF-8 is decoded, broken bytes are replaced") {
    CHECK(decode_utf8("aα∇😀") == std::vector<char32_t>{U'a', U'α', U'∇', U'😀'});
    CHECK(decode_utf8("\xFFz") == std::vector<char32_t>{0xFFFD, U'z'});
    CHECK(decode_utf8("\xCE") == std::vector<char32_t>{0xFFFD});
    for (char32_t letter : {U'a', U'\x7F', U'\x80', U'α', U'\x7FF', U'\x800', U'∇', U'\xFFFF', U'😀'})
      CHECK(decode_utf8(encode_utf8(letter)) == std::vector<char32_t>{letter});
    CHECK(encode_utf8(U'∇') == "∇");
    for (const char* broken : {"\xED\xA0\x80", "\xE0\x80\x80", "\xF4\x90\x80\x80"})
      for (char32_t letter : decode_utf8(broken)) CHECK(letter == 0xFFFD);
    CHECK(decode_utf8("\xE2\x88z") == std::vector<char32_t>{0xFFFD, 0xFFFD, U'z'});
  }

  TEST_CASE("width grows with text and size") {
    CHECK(text_width("", 12) == 0);
    CHECK(text_width("loss", 12) > 12);
    CHECK(text_width("loss", 12) < 48);
    CHECK(text_width("loss", 24) == doctest::Approx(2 * text_width("loss", 12)));
    CHECK(text_width("loss loss", 12) > 2 * text_width("loss", 12));
  }

  TEST_CASE("wrapped lines keep to the width and lose no word") {
    const std::string text = "the error surface along two random directions";
    std::string joined;
    for (const std::string& line : wrap_text(text, 10, 90)) {
      CHECK(text_width(line, 10) <= 90);
      joined += joined.empty() ? line : " " + line;
    }
    CHECK(joined == text);
    CHECK(wrap_text("", 10, 90).empty());
    CHECK(wrap_text("a\nb", 10, 90).size() == 2);
  }

  TEST_CASE("a long text is shortened between letters") {
    CHECK(shorten_text("αβγ", 10, 100) == "αβγ");
    const std::string shortened = shorten_text("αβγδεζηθικλμνξοπρστυφχψω", 10, 60);
    CHECK(shortened.ends_with("…"));
    CHECK(text_width(shortened, 10) <= 60);
    for (char32_t letter : decode_utf8(shortened)) CHECK(letter != 0xFFFD);
  }

  TEST_CASE("every letter that is written has a shape") {
    GlyphAtlas atlas;
    for (char32_t letter : U"Aαβ∇∈ℝ−→²₀∂∑√∞≥‖ℓ") {
      if (letter == 0) continue;
      const Glyph& glyph = atlas.glyph(letter);
      INFO(static_cast<unsigned>(letter));
      CHECK(glyph.advance > 0);
      CHECK(glyph.high.x > glyph.low.x);
      int highest = 0;
      for (int y = static_cast<int>(glyph.texel_low.y); y < static_cast<int>(glyph.texel_high.y); ++y)
        for (int x = static_cast<int>(glyph.texel_low.x); x < static_cast<int>(glyph.texel_high.x); ++x)
          highest = std::max<int>(highest, atlas.distances()[static_cast<std::size_t>(y * GlyphAtlas::width + x)]);
      CHECK(highest > 140);  // some texels lie inside
    }
    CHECK(atlas.glyph(U' ').high == atlas.glyph(U' ').low);
  }

  TEST_CASE("the atlas grows, and letters keep their places") {
    GlyphAtlas atlas;
    const glm::vec2 place = atlas.glyph(U'a').texel_low;
    const int height = atlas.height();
    for (char32_t letter = 0x21; letter < 0x200; ++letter) atlas.glyph(letter);
    CHECK(atlas.height() > height);
    CHECK(atlas.glyph(U'a').texel_low == place);
    CHECK(atlas.revision() > 300);
  }
}
