// Quadratic forms: the one case in which every optimizer can be followed by hand.
#include <cmath>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/objective/analytic_rows.h"

namespace cartograd {

namespace {

// ½ Σ hᵢ wᵢ².
struct Quadratic {
  ParamVector curvatures;

  template <class S>
  S operator()(const S* w, Index n, S* gradient) const {
    S sum = 0.0;
    for (Index i = 0; i < n; ++i) {
      const S slope = curvatures[i] * w[i];
      sum += 0.5 * slope * w[i];
      if (gradient) gradient[i] = slope;
    }
    return sum;
  }
};

AnalyticFunction make_ravine(const Settings& settings) {
  const Index n = settings.integer("dimension");
  const double condition = settings.real("condition");
  const auto share = [&](Index i) { return static_cast<double>(i) / static_cast<double>(n - 1); };
  const ParamVector h = ParamVector::NullaryExpr(n, [&](Index i) { return std::pow(condition, share(i)); });
  return with_start(settings, {analytic_objective(n, Quadratic{h}),
                               repeated({1}, n),
                               {-1.5, 1.5, -1.5, 1.5},
                               {{ParamVector::Zero(n), 0}},
                               sum_if_growing});
}

AnalyticFunction make_bowl(const Settings& settings) {
  const auto term = [](const auto* w) { return 1.5 * w[0] * w[0] + w[0] * w[1] + w[1] * w[1]; };
  return with_start(
      settings,
      {sum_of_terms<2>(2, term), Eigen::Vector2d(1.5, 1), {-2, 2, -2, 2}, {{ParamVector::Zero(2), 0}}, sum_if_growing});
}

// The last `index` directions lead down, with curvature −1; the others up.
AnalyticFunction make_saddle(const Settings& settings) {
  const Index n = settings.integer("dimension"), down = settings.integer("index"), up = n - down;
  if (up < 1) throw InputError(fmt::format("index = {}: expected less than the dimension, {}", down, n));
  ParamVector curvatures = ParamVector::Constant(n, settings.real("up"));
  curvatures.tail(down).setConstant(-1);
  ParamVector start(n);  // far from the saddle, and nearly on the way into it
  start << ParamVector::Constant(up, 1.5 / std::sqrt(up)), ParamVector::Constant(down, 1e-3 / std::sqrt(down));
  return with_start(
      settings, {analytic_objective(n, Quadratic{curvatures}), start, {-2, 2, -2, 2}, {{ParamVector::Zero(n), down}}});
}

}  // namespace

AnalyticRows quadratic_functions() {
  return {
      {{"bowl", "Bowl", "3/2 x² + x y + y², the smallest quadratic bowl with tilted axes", {start_setting({1.5, 1})}},
       make_bowl},
      {{"ravine",
        "Ravine",
        "½ Σ hᵢ wᵢ² with curvatures from 1 to the condition number, evenly on a log scale",
        {dimension_setting(2), log_setting("condition", "Condition", 100, 1, 1e8, "largest curvature over smallest"),
         start_setting({1, 1})}},
       make_ravine},
      {{"quadratic_saddle",
        "Saddle",
        "x² − y²/2: one direction up, one down, no minimum; or more directions of both kinds",
        {dimension_setting(2),
         integer_setting("index", "Index", 1, 1, 999, "directions that lead down, with curvature −1"),
         log_setting("up", "Curvature up", 2, 1e-3, 1e3, "of the directions that lead up"),
         start_setting({1.5, 1e-3})}},
       make_saddle},
  };
}

}  // namespace cartograd
