// Functions on which searches for critical points, and optimizers, go wrong.
#include <cmath>

#include "core/objective/analytic_rows.h"

namespace cartograd {

namespace {

// 1 − exp(−‖w‖² / (2 width²)).
struct Plateau {
  double width;

  template <class S>
  S operator()(const S* w, Index n, S* gradient) const {
    using std::exp;
    S squares = 0.0;
    for (Index i = 0; i < n; ++i) squares += w[i] * w[i];
    const S well = exp(-0.5 * squares / (width * width));
    if (gradient)
      for (Index i = 0; i < n; ++i) gradient[i] = well * w[i] / (width * width);
    return 1 - well;
  }
};

AnalyticFunction make_plateau(const Settings& settings) {
  const Index n = settings.integer("dimension");
  return with_start(settings, {analytic_objective(n, Plateau{settings.real("width")}),
                               repeated({2.5, 1.5}, n),
                               {-4, 4, -4, 4},
                               {{ParamVector::Zero(n), 0}}});
}

// A row of two parameters, of which only the formula, the start and the known points differ.
template <class Term>
Kind<AnalyticFunction(const Settings&)> row(std::string id, std::string label, std::string summary,
                                            std::vector<double> start, double half_width,
                                            std::vector<KnownPoint> points, Term term) {
  const auto make = [=](const Settings& settings) {
    return with_start(
        settings,
        {sum_of_terms<2>(2, term), repeated(start, 2), {-half_width, half_width, -half_width, half_width}, points});
  };
  return {{std::move(id), std::move(label), std::move(summary), {start_setting(start)}}, make};
}

}  // namespace

AnalyticRows degenerate_functions() {
  const KnownPoint flat_origin = {ParamVector::Zero(2), std::nullopt};
  return {
      row("monkey_saddle", "Monkey saddle", "x³ − 3xy²: three ways down, and a Hessian that is zero at the origin",
          {0.8, 0.3}, 1.5, {flat_origin}, [](const auto* w) { return w[0] * w[0] * w[0] - 3 * w[0] * w[1] * w[1]; }),
      row("gradient_flat_trap", "No critical point",
          "x³/3 + x + y²/2: the gradient is shortest at the origin but not zero (Frye et al. 2021)", {1, 1}, 2, {},
          [](const auto* w) { return w[0] * w[0] * w[0] / 3 + w[0] + 0.5 * w[1] * w[1]; }),
      row("flat_minimum", "Flat minimum", "x² + y⁴: a minimum that the Hessian cannot tell from a saddle", {1, 1.2},
          1.5, {flat_origin}, [](const auto* w) { return w[0] * w[0] + w[1] * w[1] * w[1] * w[1]; }),
      row("flat_saddle", "Flat saddle", "x² − y⁴: a saddle that the Hessian cannot tell from a minimum", {1, 0.05}, 1.5,
          {flat_origin}, [](const auto* w) { return w[0] * w[0] - w[1] * w[1] * w[1] * w[1]; }),
      row("ring_valley", "Ring valley", "(x² + y² − 1)²: a circle of minima around a maximum", {0.05, 0.1}, 1.5,
          {{ParamVector::Zero(2), 2}, {Eigen::Vector2d(1, 0), std::nullopt}, {Eigen::Vector2d(0, -1), std::nullopt}},
          [](const auto* w) {
            const auto r = w[0] * w[0] + w[1] * w[1] - 1;
            return r * r;
          }),
      {{"plateau",
        "Plateau",
        "1 − exp(−‖w‖² / (2 width²)): a well in a plain where the gradient vanishes",
        {dimension_setting(2), real_setting("width", "Width", 1, 0.1, 10, "of the well"), start_setting({2.5, 1.5})}},
       make_plateau},
  };
}

}  // namespace cartograd
