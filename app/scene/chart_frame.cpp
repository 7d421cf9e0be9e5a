// Where the plot of a chart lies, what its axes say, and what stands in its legend.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "app/scene/axis_layout.h"
#include "app/scene/chart_parts.h"
#include "app/scene/font.h"
#include "app/scene/page_writer.h"
#include "app/scene/theme.h"
#include "app/scene/ticks.h"
#include "app/scene/type_sizes.h"

namespace cartograd {

namespace {

constexpr float far_away = 1e6f;  // pixels: where the logarithm of 0 is

double share(const ChartAxis& axis, double value) {
  return axis.logarithmic ? std::log(value / axis.low) / std::log(axis.high / axis.low)
                          : (value - axis.low) / (axis.high - axis.low);
}

double value_at(const ChartAxis& axis, double share) {
  return axis.logarithmic ? axis.low * std::pow(axis.high / axis.low, share) : glm::mix(axis.low, axis.high, share);
}

// What the row of thumbnails needs, in points.
float thumbnails_height(const Chart& chart) {
  using namespace type_size;
  return chart.thumbnails.empty() ? 0 : thumbnail_side + 2 * label * text_height + 3 * gap;
}

// A legend that would cover much of a small plot stands above it, in so many columns; 0 = it stands inside. `plot` is
// the plot's size without it, in points.
int legend_columns_above(const Chart& chart, std::span<const LegendEntry> entries, const glm::vec2& plot) {
  constexpr float most_covered = .07f;
  const glm::vec2 size = legend_size(entries, legend_room * plot.x);
  if (chart.map || entries.empty() || size.x * size.y < most_covered * plot.x * plot.y) return 0;
  return std::clamp(static_cast<int>(plot.x / size.x), 1, static_cast<int>(entries.size()));
}

LegendSign sign_of(const ChartSeries& series) {
  if (series.width == 0) return LegendSign::marker;
  return series.dash > 0 ? LegendSign::dashes : LegendSign::line;
}

}  // namespace

std::vector<Tick> axis_ticks(const ChartAxis& axis, float length, float spacing) {
  if (!axis.ticks) return {};
  int count = std::clamp(static_cast<int>(length / spacing), 2, 12);
  if (axis.counts) count = std::min(count, std::max(2, static_cast<int>(axis.high - axis.low)));
  const std::vector<double> values =
      axis.logarithmic ? nice_log_values(axis.low, axis.high, count) : nice_values(axis.low, axis.high, count);
  std::vector<Tick> ticks;
  for (double value : values) {
    if (axis.counts && value != std::round(value)) continue;
    const double step = axis.logarithmic ? log_step(value, values) : values.size() < 2 ? value : values[1] - values[0];
    ticks.push_back({static_cast<float>(share(axis, value)), number_label(value, std::abs(step))});
  }
  return ticks;
}

glm::vec3 shown_color(const Chart& chart, const ChartSeries& series) {
  const Palette& colors = palette(chart.theme);
  const glm::vec3 color = chart.map ? series.color : legible(series.color, colors.background_bottom, series.contrast);
  return glm::mix(colors.background_top, color, series.strength);
}

std::vector<LegendEntry> legend_of(const Chart& chart) {
  std::vector<LegendEntry> entries;
  for (const ChartSeries& series : chart.series)
    if (!series.label.empty())
      entries.push_back(
          {series.label + series.detail, shown_color(chart, series), sign_of(series), series.shape, series.hollow});
  return entries;
}

glm::vec2 ChartFrame::place(double at_x, double at_y) const {
  const auto along = [](const ChartAxis& axis, double value, float from, float to) {
    const double t = share(axis, value);
    if (std::isnan(t)) return -far_away;
    return static_cast<float>(std::clamp(from + t * (to - from), -1.0 * far_away, 1.0 * far_away));
  };
  return {along(x, at_x, low.x, high.x), along(y, at_y, high.y, low.y)};
}

double ChartFrame::x_at(float pixel) const { return value_at(x, (pixel - low.x) / (high.x - low.x)); }
double ChartFrame::y_at(float pixel) const { return value_at(y, (high.y - pixel) / (high.y - low.y)); }

bool ChartFrame::contains(const glm::vec2& pixel) const {
  return pixel.x >= low.x && pixel.y >= low.y && pixel.x <= high.x && pixel.y <= high.y;
}

ChartFrame chart_frame(const Chart& chart, const Viewport& viewport) {
  using namespace type_size;
  const float width = static_cast<float>(viewport.width) / viewport.scale,
              height = static_cast<float>(viewport.height) / viewport.scale;
  const float title = axis_title * text_height + gap;
  float left = border * .6f + tick + gap + (chart.y.title.empty() ? 0 : title), right = border;
  left += widest_label(axis_ticks(chart.y, height * .75f, y_tick_spacing));
  if (chart.color_bar) right += border + strip_width + tick + gap + widest_label(chart.color_bar->ticks) + 8;
  const float title_end = border * .75f + title_height(chart.title, viewport) + (chart.title.empty() ? 0 : 2.5f * gap);
  const float summary = caption_height(chart.summary, viewport);
  const float top = title_end + summary + (summary > 0 ? 2 * gap : 0);
  const float caption = caption_height(chart.caption, viewport);
  const float below = tick + 2 * gap + label * text_height + (chart.x.title.empty() ? 0 : title);
  const float bottom = border * .6f - gap + below + thumbnails_height(chart) + caption + (caption > 0 ? 3.5f * gap : 0);
  glm::vec2 low(left, top), high(width - right, height - bottom);
  const std::vector<LegendEntry> entries = legend_of(chart);
  const int columns = legend_columns_above(chart, entries, glm::max(high - low, glm::vec2(1)));
  if (columns > 0) low.y += legend_size(entries, legend_room * (high.x - low.x), columns).y;
  if (chart.aspect && high.x > low.x && high.y > low.y) {
    const glm::vec2 size = high - low;
    const float scale = std::min(size.x, size.y / *chart.aspect);
    const glm::vec2 wanted(scale, scale * *chart.aspect);
    low += glm::vec2(.5f, .5f) * (size - wanted);
    high = low + wanted;
  }
  return {low * viewport.scale, high * viewport.scale, chart.x, chart.y, columns, below};
}

std::string values_at(const Chart& chart, double x) {
  std::string text;
  for (const ChartSeries& series : chart.series) {
    const auto after = std::lower_bound(series.x.begin(), series.x.end(), x);
    if (series.label.empty() || series.width == 0 || after == series.x.end() ||
        (after == series.x.begin() && *after > x))
      continue;
    const auto i = static_cast<std::size_t>(after - series.x.begin());
    double value = series.y[i];
    if (i > 0 && series.x[i] > series.x[i - 1])
      value = glm::mix(series.y[i - 1], series.y[i], (x - series.x[i - 1]) / (series.x[i] - series.x[i - 1]));
    if (value >= chart.y.low && value <= chart.y.high)
      text += fmt::format("{}{} {:.4g}", text.empty() ? "" : ", ", series.label, value);
  }
  return text;
}

void fit_axis(ChartAxis& axis, const std::vector<double>& values) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (double value : values)
    if (std::isfinite(value) && (!axis.logarithmic || value > 0)) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  if (low > high) low = axis.logarithmic ? 0.1 : 0, high = 1;
  if (axis.logarithmic) {
    const double room = std::max(std::pow(high / low, 0.04), 1.1);
    axis.low = low / room;
    axis.high = high * room;
  } else {
    const double room = high > low ? 0.04 * (high - low) : std::max(0.5 * std::abs(high), 0.5);
    axis.low = low - room;
    axis.high = high + room;
  }
}

}  // namespace cartograd
