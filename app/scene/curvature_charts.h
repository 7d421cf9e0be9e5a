// Diagrams of how the objective is curved along the runs.
#pragma once

#include "app/scene/charts.h"

namespace cartograd {

// The largest eigenvalue of the Hessian against steps, dashed the one above which steps overshoot, and dotted the size
// of the smallest one where it is negative.
Chart sharpness_chart(const ChartInputs& inputs);

// The number of negative eigenvalues against steps; a remark where not all eigenvalues are known.
Chart index_path_chart(const ChartInputs& inputs);

// The mean loss around each run's iterate against the distance, and pale the lowest and the highest one: a wide valley
// stays low for longer.
Chart flatness_chart(const ChartInputs& inputs);

}  // namespace cartograd
