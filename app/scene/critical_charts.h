// Diagrams of the critical points that were searched for.
#pragma once

#include "app/scene/charts.h"

namespace cartograd {

// The loss of each critical point against its index, as a share of the parameters (Dauphin et al. 2014); where searches
// ended that found none, as rings; and the points of a function that are known beforehand.
Chart index_chart(const ChartInputs& inputs);

// The share of minima among the critical points against the number of parameters, each with the interval that holds the
// true share in 95 of 100 such searches.
Chart minima_chart(const ChartInputs& inputs);

// "31 points from 120 of 200 searches: 2 minima, 28 saddles, 1 degenerate; 80 searches found none (61 gradient-flat)."
// While searches go on: "200 of 500 searches so far. …"
std::string found_in_words(const FoundPoints& found);

// "Morse sum −3, 1 expected: a point is missing."; empty where topology or the points do not tell.
std::string morse_in_words(const FoundPoints& found);

}  // namespace cartograd
