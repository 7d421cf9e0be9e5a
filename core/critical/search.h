// From any place to a critical point of the full space nearby.
#pragma once

#include <functional>
#include <memory>

#include "core/base/catalogue.h"
#include "core/critical/critical_point.h"

namespace cartograd {

struct SearchSettings {
  std::string method = "gauss_newton";
  double tolerance = 1e-8;  // the gradient may be so long, times the larger of 1 and the loss
  Index most_steps = 300;
  EigenvalueChoice eigenvalues = {};
};

// Where a search is.
struct SearchState {
  const Objective& objective;
  ParamVector w, gradient;
  double loss = 0, gradient_norm = 0;

  // Moves to w + step and returns true if the gradient there is finite and not longer than `longest`.
  bool move(const ParamVector& step, double longest);
};

class Curvature;

// One step towards a zero of the gradient; the Hessian is the gradient's Jacobian. False if no step makes the gradient
// shorter.
class SearchMethod {
 public:
  virtual ~SearchMethod() = default;
  virtual bool advance(SearchState& state, const Curvature& curvature) = 0;
};

const Catalogue<std::unique_ptr<SearchMethod>()>& search_methods();

// Searches from `start` and classifies what it finds. It is called critical only if the gradient is short enough, and
// the zero that gradient and Hessian promise is near. Up to 500 parameters with the Hessian written out, beyond with
// products only. `tell` gets the gradient's length after each step. Throws InputError for an unknown method.
CriticalPoint find_critical_point(const Objective& objective, const ParamVector& start,
                                  const SearchSettings& settings = {}, std::stop_token stop = {},
                                  const std::function<void(Index step, double gradient_norm)>& tell = {});

}  // namespace cartograd
