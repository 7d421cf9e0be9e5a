#include "core/objective/analytic.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/objective/analytic_rows.h"

namespace cartograd {

Setting start_setting(std::vector<double> own) {
  return or_word(list_setting("start", "Start", std::move(own), -1e6, 1e6, 1, 1000,
                              "where runs begin, one number per parameter; auto is a telling place"),
                 "auto", true);
}

Setting dimension_setting(double initial, double high) {
  return integer_setting("dimension", "Dimension", initial, 2, high, "number of parameters");
}

ParamVector repeated(const std::vector<double>& own, Index dimension) {
  return ParamVector::NullaryExpr(dimension, [&](Index i) { return own[static_cast<std::size_t>(i) % own.size()]; });
}

AnalyticFunction with_start(const Settings& settings, AnalyticFunction function) {
  if (settings.is_word("start")) return function;
  const std::vector<double>& start = settings.list("start");
  const Index dimension = function.objective->dimension();
  if (static_cast<Index>(start.size()) != dimension)
    throw InputError(
        fmt::format("start has {} numbers; expected {}, one for each parameter, or \"auto\"", start.size(), dimension));
  function.start = repeated(start, dimension);
  return function;
}

std::vector<KnownPoint> combinations(const std::vector<Root>& roots, Index dimension) {
  constexpr double most = 2000;
  const auto n = static_cast<double>(roots.size());
  if (std::pow(n, static_cast<double>(dimension)) > most)
    return {{ParamVector::Constant(dimension, roots.front().x), roots.front().maximum ? dimension : 0}};
  std::vector<KnownPoint> points;
  std::vector<std::size_t> pick(static_cast<std::size_t>(dimension), 0);
  for (bool more = true; more;) {
    KnownPoint point{ParamVector(dimension), 0};
    for (std::size_t i = 0; i < pick.size(); ++i) {
      point.w[static_cast<Index>(i)] = roots[pick[i]].x;
      if (roots[pick[i]].maximum) ++*point.index;
    }
    points.push_back(std::move(point));
    more = false;
    for (std::size_t& digit : pick) {  // counts up
      more = ++digit < roots.size();
      if (more) break;
      digit = 0;
    }
  }
  return points;
}

const AnalyticRows& analytic_functions() {
  static const AnalyticRows rows = [] {
    AnalyticRows all;
    for (AnalyticRows part : {quadratic_functions(), test_functions(), degenerate_functions(), scalar_networks(),
                              relu_networks(), random_landscapes()})
      std::move(part.begin(), part.end(), std::back_inserter(all));
    return all;
  }();
  return rows;
}

bool is_analytic(std::string_view id) {
  const AnalyticRows& rows = analytic_functions();
  return std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.id == id; });
}

}  // namespace cartograd
