// What is drawn now, as plain data: no OpenGL, no window. The same scene goes to the window and to figures.
//
// Coordinates ("world"): the floor of the box is the rectangle [−1, 1] × [−depth, depth] at z = 0 (a runs along x, b
// along y); the surface lies between z = axes.surface_bottom and z = axes.surface_top. build_scene has already applied
// the height scale (linear, log …), so everything here is ready to draw and nothing here is ever nan: holes are marked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <glm/glm.hpp>

namespace cartograd {

// A surface over a regular grid. All vectors have columns × rows entries, row by row: index = row · columns + column;
// column 0 is at x = −1, row 0 at y = −depth.
struct SurfaceMesh {
  int columns = 0, rows = 0;
  std::vector<float> height;     // world z; in a hole: any finite number
  std::vector<glm::vec2> slope;  // dz/dx, dz/dy in world units
  std::vector<float> color;  // position in the colour map, 0 … 1; −1 = grey, where what colours tell is not known
  std::vector<float>
      level;  // contour coordinate: a contour line where it is a whole number, a thick one at multiples of 5
  std::vector<float> occlusion;    // ambient light that arrives, 0 … 1 (1 = open sky)
  std::vector<std::uint8_t> hole;  // 1 where there is no value (not finite, or not computed yet)
  bool has_holes = false;
  bool categorical = false;  // colours are places of a categorical map, with nothing between them
  bool cut = false;          // what lies below axes.surface_bottom or above axes.surface_top is cut away
};

enum class MarkerShape { sphere, cube, diamond, ring, pyramid };

struct Marker {
  glm::vec3 position{0};
  MarkerShape shape = MarkerShape::sphere;
  glm::vec3 color{1};  // sRGB, 0 … 1
  float size = 6;      // radius in points
};

// A path in space, drawn as a round tube with an outline; where the surface hides it, it is drawn as a dashed ghost.
struct Tube {
  std::vector<glm::vec3> points;
  std::vector<glm::vec3> colors;  // sRGB, one per point
  float radius = 2.2f;            // points
};

// A thin line in space with depth test; widths in points.
struct Polyline {
  std::vector<glm::vec3> points;
  glm::vec4 color{0, 0, 0, 1};  // sRGB, straight alpha
  float width = 1.5f;
  float dash = 0;  // length of a dash in points; 0 = solid
};

struct Tick {
  float position = 0;  // world coordinate along the axis (z for heights), or 0 … 1 along the colour bar
  std::string label;
};

// The box around the surface and what is written on it.
struct Axes {
  float depth = 1;  // the floor's half extent along y; its half extent along x is 1
  float top = 1;    // z where the walls end
  float surface_bottom = 0.35f, surface_top = 1;
  std::string title_a, title_b, title_z;
  std::vector<Tick> ticks_a, ticks_b, ticks_z;
  bool walls = true, floor_map = true, labels = true;
  bool globe = false;  // no box: the surface is bent to a globe (globe.h), and everything stands on that
};

inline constexpr int most_categories = 12;  // colours of a categorical map

struct ColorBar {
  std::string title;
  std::vector<Tick> ticks;  // 0 … 1
  int categories = 0;       // of a categorical map: its first so many colours, as bands
};

// A name beside a point of the picture, where there is room for it.
struct Label {
  glm::vec3 position{0};
  std::string text;
};

// A flat arrow in space; widths in points.
struct Arrow {
  glm::vec3 from{0}, to{0};
  glm::vec3 color{0};  // sRGB
  float width = 3;
};

enum class LegendSign { line, dashes, dot, marker };

struct LegendEntry {
  std::string label;
  glm::vec3 color{0};
  LegendSign sign = LegendSign::line;
  MarkerShape shape = MarkerShape::sphere;  // of a marker
  bool hollow = false;
};

// print is plain white; contrast is white on black, for a dim projector.
enum class Theme { light, dark, print, contrast };

// How the surface is coloured and lit.
struct SurfaceStyle {
  std::string colormap = "viridis";
  bool contours = true;
  bool wireframe = false;
  bool occlusion = true;
  float opacity = 1;
  bool operator==(const SurfaceStyle&) const = default;
};

struct Scene {
  std::optional<SurfaceMesh> surface;
  SurfaceStyle style;
  std::vector<Tube> tubes;
  std::vector<Polyline> lines;
  std::vector<Marker> markers;
  std::vector<Arrow> arrows;
  std::vector<Label> labels;
  Axes axes;
  std::optional<ColorBar> color_bar;
  bool colored_by_loss = true;  // or by what the colour bar says
  bool logarithmic = false;     // the scale of heights
  // What is drawn otherwise than it is: "below 2e−9 drawn at the floor", "cut away above 5"; empty = nothing.
  std::string height_note;
  // The same, as it stands under the colour bar.
  std::string bar_note() const {
    return colored_by_loss || height_note.empty() ? height_note : "losses " + height_note;
  }
  std::vector<LegendEntry> legend;
  std::string title, caption;  // drawn into figures; empty = none
  Theme theme = Theme::light;
  bool plain_background = false;  // one colour, where several pictures share a page
};

}  // namespace cartograd
