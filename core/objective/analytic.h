// Analytic objectives: functions whose derivatives and critical points are known, one row each.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/catalogue.h"
#include "core/objective/objective.h"

namespace cartograd {

// A point with gradient zero that theory gives.
struct KnownPoint {
  ParamVector w;
  std::optional<Index> index;  // number of negative eigenvalues; nothing = degenerate (an eigenvalue is zero)
};

struct AnalyticFunction {
  std::shared_ptr<const Objective> objective;
  ParamVector start;                          // where a run begins unless the setting "start" says otherwise
  Window window;                              // what to look at, in the first two parameters
  std::vector<KnownPoint> known_points = {};  // those inside the window, or the most telling ones
  // Σ (−1)^index over ALL critical points, where the topology gives it (Morse): 1 for a function that grows to
  // infinity, 0 for a periodic one (over one period: the torus), 1 + (−1)^(N−1) on the sphere; nothing if a critical
  // point is degenerate or the function does not grow.
  std::optional<int> morse_sum = {};
  // Where restarts begin, if not anywhere in the window.
  std::function<ParamVector(std::uint64_t seed)> start_from_seed = {};
};

// Every row has the setting "start": one number per parameter, or "auto". Making throws InputError if the settings do
// not fit together.
const Catalogue<AnalyticFunction(const Settings&)>& analytic_functions();

// True for the id of a row.
bool is_analytic(std::string_view id);

// The parts of the catalogue, by topic.
using AnalyticRows = Catalogue<AnalyticFunction(const Settings&)>;
AnalyticRows quadratic_functions();
AnalyticRows test_functions();
AnalyticRows degenerate_functions();
AnalyticRows scalar_networks();
AnalyticRows relu_networks();
AnalyticRows random_landscapes();

}  // namespace cartograd
