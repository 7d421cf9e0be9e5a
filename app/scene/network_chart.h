// What one network of the landscape does with its data, as a diagram.
#pragma once

#include "app/scene/chart.h"
#include "app/scene/charts.h"

namespace cartograd {

// Its decisions over two features, its curve over one, or its confusion of classes with the samples it gets wrong; a
// title that says which network it is. Empty before there is a probe, and where there is no such picture.
Chart network_chart(const ChartInputs& inputs);

}  // namespace cartograd
