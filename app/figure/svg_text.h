// The small words of an SVG file: numbers, escaped text, names, colours, embedded bytes.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include <glm/glm.hpp>

namespace cartograd {

// At most two decimals, no more digits than needed, a point in every locale; what is not finite becomes 0.
std::string svg_number(double value);
std::string svg_point(const glm::vec2& point);  // "x y"

// A colour as the value of an attribute, and where needed its opacity: `fill="#102030" fill-opacity="0.5"`.
std::string svg_color(std::string_view attribute, const glm::vec4& color);

// Text for an element (not for an attribute). Letters that XML cannot hold, such as control characters, are dropped.
std::string xml_escaped(std::string_view text);

std::string base64(std::string_view bytes);

// Names for elements: small letters, digits and hyphens, each given once ("axes", "axes-2").
class SvgNames {
 public:
  std::string unique(std::string_view wish);

 private:
  std::set<std::string> used_;
};

}  // namespace cartograd
