#include "app/panels/chart.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "app/scene/ticks.h"

namespace cartograd {

namespace {

struct Inner {
  ImVec2 low, high;  // upper left and lower right corner of the plot area
};

Inner inner_area(ImVec2 corner, ImVec2 size) {
  const float font = ImGui::GetFontSize();
  return {{corner.x + 4.0f * font, corner.y + 0.5f * font},
          {corner.x + size.x - 1.2f * font, corner.y + size.y - 1.5f * font}};
}

// A run that flies away leaves the chart at its top, so that the others can still be seen: at a thousand times the
// highest start, or, where there are values below zero, twice as far above the lowest as the highest start is.
double highest_shown(std::span<const ChartLine> lines, double low) {
  double start = low;
  for (const ChartLine& line : lines)
    if (!line.y.empty() && std::isfinite(line.y.front())) start = std::max(start, line.y.front());
  return low > 0 ? 1000 * start : low + 2 * std::max(start - low, 1e-6);
}

}  // namespace

double chart_x(ImVec2 corner, ImVec2 size, double x_max, float pixel) {
  const Inner area = inner_area(corner, size);
  const double t = (pixel - area.low.x) / std::max(1.f, area.high.x - area.low.x);
  return std::clamp(t, 0.0, 1.0) * x_max;
}

void draw_chart(ImDrawList& list, ImVec2 corner, ImVec2 size, std::span<const ChartLine> lines, double x_max,
                double cursor) {
  const Inner area = inner_area(corner, size);
  const float width = area.high.x - area.low.x, height = area.high.y - area.low.y;
  if (width < 20 || height < 10) return;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const ChartLine& line : lines)
    for (double y : line.y)
      if (std::isfinite(y)) {
        low = std::min(low, y);
        high = std::max(high, y);
      }
  if (low > high) return;
  high = std::min(high, highest_shown(lines, low));
  const bool log = low > 0;
  if (log) {
    low = std::max(low, high * 1e-12);
    low /= 1.15;
    high *= 1.15;
  } else if (high - low < 1e-12) {
    low -= 1;
    high += 1;
  }
  x_max = std::max(x_max, 1e-9);
  const auto place = [&](double x, double y) {
    const double t = log ? std::log(std::max(y, low) / low) / std::log(high / low) : (y - low) / (high - low);
    return ImVec2(area.low.x + width * static_cast<float>(x / x_max), area.high.y - height * static_cast<float>(t));
  };

  const ImU32 grid = ImGui::GetColorU32(ImGuiCol_Border), ink = ImGui::GetColorU32(ImGuiCol_TextDisabled);
  const float font = ImGui::GetFontSize() * 0.86f;
  const auto label = [&](ImVec2 at, const std::string& text, float align_x, float align_y) {
    const ImVec2 extent = ImGui::GetFont()->CalcTextSizeA(font, 1e9f, 0, text.c_str());
    list.AddText(ImGui::GetFont(), font, {at.x - align_x * extent.x, at.y - align_y * extent.y}, ink, text.c_str());
  };
  const std::vector<double> y_values = log ? nice_log_values(low, high, 3) : nice_values(low, high, 3);
  const double y_step = y_values.size() > 1 ? y_values[1] - y_values[0] : 1;
  float last_y = 1e9f;
  for (double y : y_values) {
    const ImVec2 at = place(0, y);
    list.AddLine(at, {area.high.x, at.y}, grid);
    if (last_y - at.y > 1.2f * font) {
      label({at.x - 0.4f * font, at.y}, number_label(y, log ? y : y_step), 1, 0.5f);
      last_y = at.y;
    }
  }
  const std::vector<double> x_values = nice_values(0, x_max, std::max(2, static_cast<int>(width / (7 * font))));
  for (double x : x_values)
    label({place(x, high).x, area.high.y + 0.25f * font}, number_label(x, x_values.size() > 1 ? x_values[1] : 1), 0.5f,
          0);
  list.AddLine({area.low.x, area.high.y}, area.high, grid);

  list.PushClipRect({area.low.x, area.low.y - 2}, {area.high.x + 2, area.high.y + 2}, true);
  for (const ChartLine& line : lines)
    for (std::size_t i = 1; i < line.x.size(); ++i)
      if (std::isfinite(line.y[i]) && std::isfinite(line.y[i - 1]))
        list.AddLine(place(line.x[i - 1], line.y[i - 1]), place(line.x[i], line.y[i]), line.color,
                     line.width * ImGui::GetFontSize() * 0.12f);
  list.PopClipRect();
  if (std::isfinite(cursor)) {
    const float x = place(std::min(cursor, x_max), high).x;
    const ImU32 color = ImGui::GetColorU32(ImGuiCol_Text);
    list.AddLine({x, area.low.y}, {x, area.high.y}, color, 1.5f);
    list.AddCircleFilled({x, area.low.y}, 0.28f * ImGui::GetFontSize(), color);
  }
}

}  // namespace cartograd
