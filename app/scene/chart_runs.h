// What diagrams of runs share: their colours, the axis of steps, and the cursor.
#pragma once

#include <optional>
#include <vector>

#include "app/scene/chart.h"
#include "app/scene/view.h"
#include "core/optim/run.h"

namespace cartograd {

// Curves of several runs differ in lightness too, for a page without colours.
void color_as(ChartSeries& series, std::size_t run);

// The longest run decides; what comes is left free, so that a diagram does not move while training goes on.
void fit_steps(Chart& chart, const std::vector<Run>& runs);

std::optional<double> cursor_of(const View& view);

}  // namespace cartograd
