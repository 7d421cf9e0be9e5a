// What is written and drawn flat: axis lines, ticks, labels, colour bar and legend over a surface, and whole charts.
// Plain data, so that the window, a PNG and a vector figure all show the same.
//
// Lengths and positions are in pixels from the upper left corner, y down; angles in radians, clockwise on the screen;
// colours sRGB with straight alpha.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <glm/glm.hpp>

namespace cartograd {

// A rectangle at any angle.
struct OrientedBox {
  glm::vec2 center{0}, half{0};
  float rotation = 0;
};
std::array<glm::vec2, 4> corners(const OrientedBox& box);
bool overlap(const OrientedBox& a, const OrientedBox& b);
OrientedBox grown(OrientedBox box, float margin);

struct OverlayLine {
  glm::vec2 from{0}, to{0};
  float width = 1;
  glm::vec4 color{0, 0, 0, 1};
};

// One line of text. `anchor` says which point of the text's box lies at `position`: (0, 0) its upper left, (½, ½) its
// middle; the text is turned around that point.
struct OverlayText {
  std::string text;
  glm::vec2 position{0};
  float size = 12;  // em in pixels
  glm::vec4 color{0, 0, 0, 1};
  glm::vec2 anchor{.5f};
  float rotation = 0;
};
OrientedBox box(const OverlayText& text);
// Where the pen starts on the baseline.
glm::vec2 baseline_start(const OverlayText& text);

// A plain rectangle behind texts.
struct OverlayPanel {
  glm::vec2 low{0}, high{0};
  glm::vec4 color{0, 0, 0, 1};
};

// The colour map as an upright strip, 0 at the bottom; `low` is its upper left corner.
struct OverlayColorStrip {
  glm::vec2 low{0}, high{0};
  std::string colormap;
};

// Closed rings (the last point is joined to the first), filled where an odd number of them lie around a place. No
// outline.
struct OverlayArea {
  std::vector<std::vector<glm::vec2>> rings;
  glm::vec4 color{0, 0, 0, 1};
};

// A line through points, with round joints and ends; opaque colours only, since joints would show.
struct OverlayPath {
  std::vector<glm::vec2> points;
  float width = 1;
  glm::vec4 color{0, 0, 0, 1};
  float dash = 0;  // length of a dash and of a gap; 0 = solid
};

// A named part of the picture ("axes", "legend" …), which vector figures keep as a group: what was added from these
// counts on, up to the next part.
struct OverlayPart {
  std::string name;
  std::size_t areas = 0, panels = 0, paths = 0, lines = 0, texts = 0;
  bool color_strip = false;  // true: it was there before
};

// Drawn part by part, and within each in this order.
struct Overlay {
  std::vector<OverlayArea> areas;
  std::vector<OverlayPanel> panels;
  std::optional<OverlayColorStrip> color_strip;
  std::vector<OverlayPath> paths;
  std::vector<OverlayLine> lines;
  std::vector<OverlayText> texts;

  std::vector<OverlayPart> parts;
  void begin_part(std::string name);
};

// One named part of an overlay; its name is empty for what was added before the first part.
struct OverlayView {
  std::string_view name;
  std::span<const OverlayArea> areas;
  std::span<const OverlayPanel> panels;
  const OverlayColorStrip* color_strip = nullptr;
  std::span<const OverlayPath> paths;
  std::span<const OverlayLine> lines;
  std::span<const OverlayText> texts;
};

// The overlay's parts that hold something, in the order in which they are drawn; the views point into the overlay.
std::vector<OverlayView> parts_of(const Overlay& overlay);

// The same picture with all lengths multiplied.
Overlay scaled(Overlay overlay, float factor);

}  // namespace cartograd
