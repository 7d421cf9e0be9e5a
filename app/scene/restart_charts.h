// Diagrams of many restarts.
#pragma once

#include "app/scene/charts.h"
#include "core/experiment/restarts.h"

namespace cartograd {

// How the final losses are distributed: bars for one setting, cumulative curves for several.
Chart endings_chart(const ChartInputs& inputs);

// What the k-th restart buys: the lowest loss of k restarts, on average over all ways to pick them.
Chart best_of_chart(const ChartInputs& inputs);

// Training and validation loss of every ending.
Chart validation_endings_chart(const ChartInputs& inputs);

// The compared endings of one setting by their principal components, each aligned to the best one; colours are losses.
Chart endings_map_chart(const ChartInputs& inputs);

// The hills on straight lines between endings: above the diagonal as they are, below it after alignment.
Chart barriers_chart(const ChartInputs& inputs);

// The losses along the line between two of them, before and after alignment.
Chart profile_chart(const ChartInputs& inputs);

// The group that a view shows where only one can be; null where there is none.
const RestartGroup* shown_group(const Results& results, const View& view);

// "1,000 restarts: 815 below 0.01 (81.5 %; 95 of 100 such samples hold the true share between 79.0 and 83.8 %)."
std::string restarts_in_words(const RestartGroup& group);

}  // namespace cartograd
