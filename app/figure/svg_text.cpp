#include "app/figure/svg_text.h"

#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "app/scene/font.h"

namespace cartograd {

std::string svg_number(double value) {
  if (!std::isfinite(value)) return "0";
  std::string digits = fmt::format("{:.2f}", value);
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return digits == "-0" ? "0" : digits;
}

std::string svg_point(const glm::vec2& point) { return svg_number(point.x) + " " + svg_number(point.y); }

std::string svg_color(std::string_view attribute, const glm::vec4& color) {
  const auto byte = [](float part) { return std::lround(glm::clamp(part, 0.f, 1.f) * 255); };
  std::string text = fmt::format("{}=\"#{:02x}{:02x}{:02x}\"", attribute, byte(color.r), byte(color.g), byte(color.b));
  if (color.a < 1) text += fmt::format(" {}-opacity=\"{}\"", attribute, svg_number(color.a));
  return text;
}

std::string xml_escaped(std::string_view text) {
  std::string escaped;
  for (char32_t letter : decode_utf8(text)) {
    const bool control = (letter < 0x20 && letter != '\t' && letter != '\n') || (letter >= 0x7F && letter < 0xA0);
    const bool no_letter = (letter & 0xFFFE) == 0xFFFE;
    if (control || no_letter) continue;
    switch (letter) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += encode_utf8(letter);
    }
  }
  return escaped;
}

std::string base64(std::string_view bytes) {
  constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (i + k < bytes.size() ? static_cast<std::uint8_t>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) text += i + k <= bytes.size() ? digits[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

std::string SvgNames::unique(std::string_view wish) {
  std::string name;
  for (char letter : wish) {
    const bool large = letter >= 'A' && letter <= 'Z';
    const bool plain = large || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9' && !name.empty());
    if (plain)
      name += large ? static_cast<char>(letter - 'A' + 'a') : letter;
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  while (!name.empty() && name.back() == '-') name.pop_back();
  if (name.empty()) name = "part";
  std::string candidate = name;
  for (int number = 2; !used_.insert(candidate).second; ++number) candidate = fmt::format("{}-{}", name, number);
  return candidate;
}

}  // namespace cartograd
