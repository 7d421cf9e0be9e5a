// The smallest networks: their whole landscape is known.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/objective/analytic_rows.h"

namespace cartograd {

namespace {

// (1 − w₁w₂…w_D)², a linear network with one unit per layer on one sample.
struct Chain {
  template <class S>
  S operator()(const S* w, Index n, S* gradient) const {
    S product = 1.0;
    for (Index i = 0; i < n; ++i) product *= w[i];
    const S residual = 1 - product;
    if (gradient) {
      S before = 1.0, after = 1.0;  // products of the weights on either side of one
      for (Index i = 0; i < n; ++i) {
        gradient[i] = before;
        before *= w[i];
      }
      for (Index i = n; i-- > 0;) {
        gradient[i] *= -2 * residual * after;
        after *= w[i];
      }
    }
    return residual * residual;
  }
};

// Saxe, McClelland & Ganguli 2014. At the origin the Hessian is (0 −2; −2 0) for two layers and zero for more.
AnalyticFunction make_chain(const Settings& settings) {
  const Index depth = settings.integer("depth");
  std::vector<KnownPoint> points = {{ParamVector::Zero(depth), depth == 2 ? std::optional<Index>(1) : std::nullopt},
                                    {ParamVector::Ones(depth), std::nullopt}};
  if (depth % 2 == 0) points.push_back({-ParamVector::Ones(depth), std::nullopt});
  ParamVector start = ParamVector::Constant(depth, 0.4);
  start[0] = -0.3;  // on the far side of the saddle
  return with_start(settings, {analytic_objective(depth, Chain{}), start, {-2.5, 2.5, -2.5, 2.5}, std::move(points)});
}

// ¼ ‖A − wwᵀ‖² with A = diag(μ): any symmetric A, in the coordinates of its eigenvectors.
struct RankOne {
  std::vector<double> eigenvalues;

  template <class S>
  S operator()(const S* w, Index n, S* gradient) const {
    S squares = 0.0, along = 0.0;
    double norm = 0;
    for (Index i = 0; i < n; ++i) {
      const double mu = eigenvalues[static_cast<std::size_t>(i)];
      squares += w[i] * w[i];
      along += mu * w[i] * w[i];
      norm += mu * mu;
    }
    if (gradient)
      for (Index i = 0; i < n; ++i) gradient[i] = (squares - eigenvalues[static_cast<std::size_t>(i)]) * w[i];
    return 0.25 * (norm - 2 * along + squares * squares);
  }
};

// Ge, Jin & Zheng 2017: critical at 0 and at ±√μᵢ eᵢ for every positive μᵢ.
AnalyticFunction make_rank_one(const Settings& settings) {
  const std::vector<double>& mu = settings.list("eigenvalues");
  const auto n = static_cast<Index>(mu.size());
  const auto above = [&](double bound) {
    return std::count_if(mu.begin(), mu.end(), [&](double m) { return m > bound; });
  };
  const auto equal = [&](double bound) { return std::count(mu.begin(), mu.end(), bound); };
  std::vector<KnownPoint> points = {
      {ParamVector::Zero(n), equal(0) > 0 ? std::nullopt : std::optional<Index>(above(0))}};
  for (Index i = 0; i < n; ++i) {
    const double value = mu[static_cast<std::size_t>(i)];
    if (value <= 0) continue;
    const std::optional<Index> index = equal(value) > 1 ? std::nullopt : std::optional<Index>(above(value));
    points.push_back({std::sqrt(value) * ParamVector::Unit(n, i), index});
    points.push_back({-points.back().w, index});
  }
  const double reach = 1.4 * std::sqrt(std::max(1.0, *std::max_element(mu.begin(), mu.end())));
  ParamVector start = ParamVector::Constant(n, 0.02);
  start[n - 1] = 0.3;
  const bool degenerate = std::ranges::any_of(points, [](const KnownPoint& point) { return !point.index; });
  return with_start(settings, {analytic_objective(n, RankOne{mu}),
                               start,
                               {-reach, reach, -reach, reach},
                               points,
                               degenerate ? std::nullopt : std::optional<int>(sum_if_growing)});
}

// One sigmoid neuron, two samples per input: the squared error has two minima per weight, 2ᵈ in all (Auer, Herbster &
// Warmuth 1996).
AnalyticFunction make_sigmoid_neuron(const Settings& settings) {
  const Index n = settings.integer("dimension");
  const auto term = [](const auto* w) {
    using std::exp;
    const auto a = 1 / (1 + exp(-10 * w[0])) - 0.55, b = 1 / (1 + exp(-0.7 * w[0])) - 0.25;
    return 0.5 * (a * a + b * b);
  };
  return with_start(
      settings,
      {sum_of_terms<1>(n, term),
       repeated({-0.6, -2.5}, n),
       {-3, 1.5, -3, 1.5},
       combinations({{0.012925234785417888, false}, {-0.5307162247175894, true}, {-1.5693973348886616, false}}, n)});
}

// Two tanh units without biases and with output weights of 1: exchanging them changes nothing. The points on the
// diagonal are those of one unit used twice (Fukumizu & Amari 2000).
AnalyticFunction make_twin_units(const Settings& settings) {
  const auto term = [](const auto* w) {
    using std::tanh;
    constexpr int samples = 21;
    auto sum = 0 * w[0];
    for (int i = 0; i < samples; ++i) {
      const double x = 0.2 * (i - 10);
      const auto residual = tanh(x * w[0]) + tanh(x * w[1]) - (std::tanh(0.5 * x) + std::tanh(3 * x));
      sum += residual * residual;
    }
    return sum / samples;
  };
  const Eigen::Vector2d solution(0.5, 3), saddle = Eigen::Vector2d::Constant(0.9993839722260565);
  return with_start(settings, {sum_of_terms<2>(2, term),
                               Eigen::Vector2d(0.1, 0.101),
                               {0, 3.5, 0, 3.5},
                               {{solution, 0}, {solution.reverse(), 0}, {saddle, 1}}});
}

}  // namespace

AnalyticRows scalar_networks() {
  return {
      {{"scalar_linear_net",
        "Scalar linear net",
        "(1 − w₁w₂…)²: a deep linear network with one unit per layer (Saxe et al. 2014)",
        {integer_setting("depth", "Depth", 2, 2, 100, "number of layers, each with one weight"),
         start_setting({-0.3, 0.4})}},
       make_chain},
      {{"rank1_factorization",
        "Rank-1 factorization",
        "¼ ‖A − wwᵀ‖² for a symmetric matrix A, seen along its eigenvectors (Ge, Jin & Zheng 2017)",
        {list_setting("eigenvalues", "Eigenvalues", {5, 1.5}, -100, 100, 2, 100, "of A; one per parameter"),
         start_setting({0.02, 0.3})}},
       make_rank_one},
      {{"sigmoid_neuron",
        "Sigmoid neuron",
        "one neuron, two samples per weight: two minima per weight, 2ᵈ in all (Auer, Herbster & Warmuth 1996)",
        {dimension_setting(2), start_setting({-0.6, -2.5})}},
       make_sigmoid_neuron},
      {{"twin_units",
        "Twin units",
        "tanh w₁x + tanh w₂x learns tanh x/2 + tanh 3x: two interchangeable units, a saddle where they are equal "
        "(Fukumizu & Amari 2000)",
        {start_setting({0.1, 0.101})}},
       make_twin_units},
  };
}

}  // namespace cartograd
