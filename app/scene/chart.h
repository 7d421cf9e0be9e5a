// A flat diagram as plain data, and its layout: axes, curves, bars, points, or a map with contour lines. The same
// overlay goes to the window, a PNG and a vector figure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/scene/camera.h"
#include "app/scene/contours.h"
#include "app/scene/overlay.h"
#include "app/scene/scene.h"

namespace cartograd {

struct ChartAxis {
  std::string title;
  double low = 0, high = 1;  // what is shown
  bool logarithmic = false;  // low > 0 then
  bool counts = false;       // only whole numbers have ticks
  bool ticks = true;         // there are any
};

// A curve, points, or both. A value that is not finite breaks the curve and is no point.
struct ChartSeries {
  std::string label;   // for the legend; empty = none
  std::string detail;  // what the legend says behind it
  std::vector<double> x, y;
  glm::vec3 color{0};  // sRGB
  float strength = 1;  // below 1: pale, mixed with the page
  float contrast =
      3;  // how far it stands out from a light page at least, so that curves differ in print without colours
  float width = 1.8f;                       // points; 0 = no curve
  float dash = 0;                           // points; 0 = solid
  float marker = 0;                         // radius of points, in points; 0 = none
  MarkerShape shape = MarkerShape::sphere;  // of points; the legend shows it where there is no curve
  bool hollow = false;                      // points are rings
};

// Bars from 0 (or from the axis's lower end): heights[i] from edges[i] to edges[i + 1].
struct ChartBars {
  std::vector<double> edges, heights;
  glm::vec3 color{0.4f};
};

// The surface from above: colours in bands and contour lines.
struct ChartMap {
  glm::dvec2 low{0}, high{1};  // where its first and its last value lie
  Field color;                 // position in the colour map; outside 0 … 1 the data are cut away
  Field level;                 // a line where it is a whole number, a thick one at multiples of 5
  std::string colormap = "viridis";
  int categories = 0;       // of a categorical map, whose colours have nothing between them; 0 = another map
  std::vector<int> levels;  // which whole numbers have a line
};

// One colour over a rectangle where the field is at least 0.
struct ChartRegion {
  glm::dvec2 low{0}, high{1};  // where the field's first and last value lie
  Field field;
  glm::vec3 color{0.8f};
};

// A table of coloured cells with a number in each; cell (column, row) is centred there.
struct ChartCells {
  int columns = 0, rows = 0;
  std::vector<float> shade;       // 0 … 1, row by row
  std::vector<std::string> text;  // may be empty
  std::vector<glm::vec3> color;   // of a shade of 1
};

// A small grey picture in a row below the plot.
struct ChartThumbnail {
  int columns = 0, rows = 0;
  std::vector<float> grey;  // 0 … 1, row by row from the top
  std::string label;        // below it
};

struct ChartPoint {
  double x = 0, y = 0;
  MarkerShape shape = MarkerShape::sphere;
  glm::vec3 color{1};
  float size = 4;    // radius in points; 0 = only the name, over the place or under it
  std::string name;  // beside it; may be empty
  bool under = false;
};

struct Chart {
  std::string title, caption;
  std::string summary;  // what the diagram says, in words, above the plot
  ChartAxis x, y;
  std::optional<float> aspect;  // height of the plot over its width; nothing = what there is room for
  std::optional<ChartMap> map;
  std::vector<ChartRegion> regions;
  std::optional<ChartCells> cells;
  std::vector<ChartThumbnail> thumbnails;
  std::string thumbnails_title;
  std::vector<ChartBars> bars;
  std::vector<ChartSeries> series;
  std::vector<ChartPoint> points;
  std::optional<double> cursor;  // an upright line at this x
  std::optional<ColorBar> color_bar;
  std::string colormap = "viridis";  // of a colour bar without a map
  std::string note;                  // under the colour bar, or in the middle of a plot without one
  Theme theme = Theme::light;
};

// Where the plot of a chart lies in a picture, and how data become pixels.
struct ChartFrame {
  glm::vec2 low{0}, high{0};  // upper left and lower right corner
  ChartAxis x, y;
  int legend_columns = 0;  // of a legend above it; 0 = the legend stands inside
  float below = 0;         // what the axis along x needs below it, in points

  // Pixels; the logarithm of what is not positive is far outside.
  glm::vec2 place(double at_x, double at_y) const;
  double x_at(float pixel) const;
  double y_at(float pixel) const;
  bool contains(const glm::vec2& pixel) const;
};
ChartFrame chart_frame(const Chart& chart, const Viewport& viewport);

// The values of all named curves at x, "SGD 0.12, Adam 0.034": of those that are in the picture there.
std::string values_at(const Chart& chart, double x);

// What is outside the axes' ranges is cut off at the frame. Nothing is written over the picture's border.
Overlay lay_out_chart(const Chart& chart, const Viewport& viewport);

// A range that shows all finite values (on a logarithmic axis: the positive ones) with a little room; 0 … 1 if there
// are none.
void fit_axis(ChartAxis& axis, const std::vector<double>& values);

}  // namespace cartograd
