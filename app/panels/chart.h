// A small line chart on ImGui's draw list.
#pragma once

#include <span>
#include <vector>

#include <imgui.h>

namespace cartograd {

struct ChartLine {
  std::vector<double> x, y;
  ImU32 color = 0;
  float width = 1;  // 1 = the usual one
};

// Draws the lines in the rectangle from `corner`, y logarithmic if all values are positive, with a few ticks. `cursor`
// is a vertical line at that x (nan = none). Values that are not finite break the line; a line far above all starts
// leaves the chart at its top.
void draw_chart(ImDrawList& list, ImVec2 corner, ImVec2 size, std::span<const ChartLine> lines, double x_max,
                double cursor);

// The x value under a horizontal pixel position of such a chart.
double chart_x(ImVec2 corner, ImVec2 size, double x_max, float pixel);

}  // namespace cartograd
