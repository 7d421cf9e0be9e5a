// From a formula to an objective with exact derivatives.
#pragma once

#include <algorithm>
#include <vector>

#include "core/objective/dual.h"
#include "core/objective/objective.h"

namespace cartograd {

// `Function` is written once, for any kind of number S, as
//   S operator()(const S* w, Index n, S* gradient) const
// and fills `gradient` unless it is null. With Dual numbers that carry the derivative along v, the gradient's own
// derivative is the Hessian times v: Pearlmutter's R-operator (1994).
template <class Function>
class AnalyticObjective final : public Objective {
 public:
  AnalyticObjective(Index dimension, Function function) : dimension_(dimension), function_(std::move(function)) {}

  Index dimension() const override { return dimension_; }

  double evaluate(const ParamVector& w, Batch, ParamVector* gradient) const override {
    if (gradient) gradient->resize(dimension_);
    return function_(w.data(), dimension_, gradient ? gradient->data() : nullptr);
  }

  ParamVector hessian_vector(const ParamVector& w, const ParamVector& v) const override {
    using Along = Dual<double, 1>;
    std::vector<Along> point(static_cast<std::size_t>(dimension_)), gradient(point.size());
    for (std::size_t i = 0; i < point.size(); ++i) {
      point[i].value = w[static_cast<Index>(i)];
      point[i].slope[0] = v[static_cast<Index>(i)];
    }
    function_(point.data(), dimension_, gradient.data());
    return ParamVector::NullaryExpr(dimension_,
                                    [&](Index i) { return gradient[static_cast<std::size_t>(i)].slope[0]; });
  }

 private:
  Index dimension_;
  Function function_;
};

template <class Function>
std::shared_ptr<const Objective> analytic_objective(Index dimension, Function function) {
  return std::make_shared<const AnalyticObjective<Function>>(dimension, std::move(function));
}

// The Function that is a sum of one term over every N neighbouring parameters: term(w₁ … w_N) + term(w₂ … w_N+1) + ….
// `Term` is a formula, S operator()(const S* w), and needs no derivatives of its own.
template <int N, class Term>
struct SumOfTerms {
  Term term;

  template <class S>
  S operator()(const S* w, Index n, S* gradient) const {
    S sum = 0.0;
    if (gradient) std::fill(gradient, gradient + n, S(0.0));
    for (Index first = 0; first + N <= n; ++first) {
      if (!gradient) {
        sum += term(w + first);
        continue;
      }
      std::array<Dual<S, N>, N> window;
      for (std::size_t i = 0; i < N; ++i) {
        window[i].value = w[first + static_cast<Index>(i)];
        window[i].slope[i] = 1.0;
      }
      const Dual<S, N> value = term(static_cast<const Dual<S, N>*>(window.data()));
      sum += value.value;
      for (std::size_t i = 0; i < N; ++i) gradient[first + static_cast<Index>(i)] += value.slope[i];
    }
    return sum;
  }
};

template <int N, class Term>
std::shared_ptr<const Objective> sum_of_terms(Index dimension, Term term) {
  return analytic_objective(dimension, SumOfTerms<N, Term>{std::move(term)});
}

}  // namespace cartograd
