#include "core/critical/search.h"

#include <algorithm>
#include <cmath>

#include "core/base/parallel.h"
#include "core/critical/minres.h"
#include "core/critical/search_curvature.h"

namespace cartograd {

namespace {

constexpr double flat_share = 1e-6;      // of ‖H‖ ‖∇E‖: the gradient lies where the Hessian is zero
constexpr double loosely_flat = 1e-3;    // the same of a search that got stuck
constexpr Index most_polish_steps = 60;  // from a short gradient to a near zero
constexpr Index stalled_steps = 15;      // within so many the gradient is half as long, or will not become so
constexpr Index fading_steps = 4;        // within so many of them the zero has come half as near, or never will

// Down ½ ‖∇E‖², along p with slope gᵀH p, by halves (Armijo 1966).
bool line_search(SearchState& state, const Curvature& curvature, const ParamVector& step) {
  const double slope = state.gradient.dot(curvature.op().multiply(step));
  if (!(slope < 0)) return false;
  const double squared = state.gradient_norm * state.gradient_norm;
  for (double length = 1; length > 1e-9; length /= 2)
    if (state.move(length * step, std::sqrt(std::max(0.0, squared + 2e-4 * length * slope)))) return true;
  return false;
}

class Newton final : public SearchMethod {
 public:
  bool advance(SearchState& state, const Curvature& curvature) override {
    return line_search(state, curvature, curvature.newton_step(state.gradient));
  }
};

class NewtonMinimumResidual final : public SearchMethod {
 public:
  bool advance(SearchState& state, const Curvature& curvature) override {
    const Index most = std::min<Index>(2 * state.w.size(), 200);
    return line_search(state, curvature, minres(curvature.op(), -state.gradient, 5e-4, most));
  }
};

class GaussNewton final : public SearchMethod {
 public:
  bool advance(SearchState& state, const Curvature& curvature) override {
    const double size = curvature.size(state.gradient);
    if (damping_ == 0) damping_ = 1e-2 * size * size;
    bool better = false;
    for (int attempt = 0; attempt < 30 && !better; ++attempt) {
      better = state.move(curvature.damped_step(state.gradient, damping_), state.gradient_norm * (1 - 1e-12));
      damping_ = better ? damping_ / 8 : damping_ * 4;
    }
    damping_ = std::max(damping_, 1e-20 * size * size);
    return better;
  }

 private:
  double damping_ = 0;
};

template <class Method>
std::unique_ptr<SearchMethod> make() {
  return std::make_unique<Method>();
}

}  // namespace

const Catalogue<std::unique_ptr<SearchMethod>()>& search_methods() {
  static const Catalogue<std::unique_ptr<SearchMethod>()> rows = {
      {{"gauss_newton", "Gauss–Newton", "damped least squares on ½‖∇E‖² (Levenberg 1944, Marquardt 1963)", {}},
       make<GaussNewton>},
      {{"newton", "Newton", "straight to where a quadratic surface has no slope, with line search on ‖∇E‖", {}},
       make<Newton>},
      {{"newton_mr",
        "Newton-MR",
        "the same with products only, by minimum residuals (Roosta et al. 2018; Frye et al. 2021)",
        {}},
       make<NewtonMinimumResidual>},
  };
  return rows;
}

bool SearchState::move(const ParamVector& step, double longest) {
  const ParamVector next = w + step;
  ParamVector slope;
  const double height = objective.evaluate(next, {}, &slope);
  const double length = slope.norm();
  if (!std::isfinite(height) || !(length <= longest) || !(length < gradient_norm)) return false;
  w = next;
  loss = height;
  gradient = slope;
  gradient_norm = length;
  return true;
}

CriticalPoint find_critical_point(const Objective& objective, const ParamVector& start, const SearchSettings& settings,
                                  std::stop_token stop,
                                  const std::function<void(Index step, double gradient_norm)>& tell) {
  const auto method = find_kind(search_methods(), "search method", settings.method).make();
  CriticalPoint point;
  SearchState state{objective, start, {}};
  const auto is_short = [&] { return state.gradient_norm <= settings.tolerance * std::max(1.0, std::abs(state.loss)); };
  const auto is_near = [&](double distance) { return distance <= largest_distance * (1 + state.w.norm()); };
  try {
    const StopScope scope(stop);
    state.loss = objective.evaluate(state.w, {}, &state.gradient);
    state.gradient_norm = state.gradient.norm();
    Index polished = 0;
    double first_distance = 0, norm_before = state.gradient_norm;
    while (std::isfinite(state.gradient_norm) && state.gradient_norm > 0 && point.steps < settings.most_steps) {
      const Curvature curvature(objective, state.w, stop);
      if (!curvature.finite()) break;
      if (is_short()) {
        point.distance = curvature.distance(state.gradient, state.w);
        if (polished == 0) first_distance = point.distance;
        if (point.distance <= enough_distance * (1 + state.w.norm()) || ++polished > most_polish_steps) break;
        if (polished > fading_steps && point.distance > first_distance / 2) break;
      }
      const double image = curvature.op().multiply(state.gradient).norm();
      if (!is_short() && image <= flat_share * curvature.size(state.gradient) * state.gradient_norm) break;
      const bool better = method->advance(state, curvature);
      ++point.steps;
      if (tell) tell(point.steps, state.gradient_norm);
      if (!better) break;
      if (point.steps % stalled_steps != 0) continue;
      if (state.gradient_norm > norm_before / 2) break;
      norm_before = state.gradient_norm;
    }
    point.w = state.w;
    classify(objective, point, settings.eigenvalues, stop);
    if (stop.stop_requested()) throw Stopped{};
  } catch (const Stopped&) {
    point.w = state.w;
    point.loss = state.loss;
    point.gradient_norm = state.gradient_norm;
    point.end = SearchEnd::cancelled;
    return point;
  }
  if (is_short())
    point.end = is_near(point.distance)         ? SearchEnd::critical
                : point.flatness < loosely_flat ? SearchEnd::gradient_flat
                                                : SearchEnd::fading;
  else
    point.end = point.flatness < loosely_flat ? SearchEnd::gradient_flat : SearchEnd::not_found;
  return point;
}

}  // namespace cartograd
