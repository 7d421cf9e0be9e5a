// Critical points of the full space: from any place to one nearby, with what kind of point it is.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "core/objective/objective.h"

namespace cartograd {

// How a search ended. A gradient-flat place is none of the critical points: there the gradient lies where the Hessian
// is zero, so that ‖∇E‖² cannot fall any further (Frye et al. 2021).
enum class SearchEnd { critical, gradient_flat, not_found, cancelled };

// A place, and what the full space says of it.
struct CriticalPoint {
  ParamVector w;
  double loss = 0, gradient_norm = 0;
  double flatness = 0;          // ‖H·∇E‖ / (‖H‖ ‖∇E‖): near 0 at a gradient-flat place
  Eigen::VectorXd eigenvalues;  // of the Hessian, ascending; of many parameters only the lowest ones
  bool all_eigenvalues = false;
  Index negative = 0;    // eigenvalues below zero: the index
  Index degenerate = 0;  // eigenvalues that are zero as far as can be told: at most 1e-6 of the largest one's size
  SearchEnd end = SearchEnd::not_found;
  Index steps = 0;
};

struct SearchSettings {
  double tolerance = 1e-8;  // the gradient may be so long, times the larger of 1 and the loss
  Index most_steps = 300;
};

// Goes down ½ ‖∇E‖² by damped Gauss-Newton steps (Levenberg 1944, Marquardt 1963; the Hessian is the gradient's
// Jacobian) from `start` and classifies what it finds. Up to 500 parameters with the Hessian and all its eigenvalues,
// beyond with products only, and the ten lowest eigenvalues. `tell` gets the gradient's length after each step.
CriticalPoint find_critical_point(const Objective& objective, const ParamVector& start,
                                  const SearchSettings& settings = {}, std::stop_token stop = {},
                                  const std::function<void(Index step, double gradient_norm)>& tell = {});

// "minimum", "saddle of index 3", "saddle of index 10 or more", "degenerate: index 2, 4 flat directions",
// "gradient-flat, not a critical point" …
std::string describe_kind(const CriticalPoint& point);

}  // namespace cartograd
