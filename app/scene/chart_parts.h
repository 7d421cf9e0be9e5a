// What the layout of a chart and the place of its plot share. Only for chart.cpp and chart_frame.cpp.
#pragma once

#include <vector>

#include "app/scene/chart.h"

namespace cartograd {

inline constexpr float y_tick_spacing = 34, x_tick_spacing = 62;  // points
inline constexpr float legend_room = .6f;                         // of the plot's width
inline constexpr float thumbnail_side = 30;                       // points

// About one tick every `spacing` points; positions are shares of the axis.
std::vector<Tick> axis_ticks(const ChartAxis& axis, float length, float spacing);

// The colours of runs are made for tubes with an outline; a bare curve on white has to be darker.
glm::vec3 shown_color(const Chart& chart, const ChartSeries& series);

std::vector<LegendEntry> legend_of(const Chart& chart);

}  // namespace cartograd
