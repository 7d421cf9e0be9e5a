// The textbook's test functions for optimizers.
#include <cmath>
#include <numbers>

#include "core/objective/analytic_rows.h"

namespace cartograd {

namespace {

constexpr double tau = 2 * std::numbers::pi;

KnownPoint at(double x, double y, Index index) { return {Eigen::Vector2d(x, y), index}; }

// Rosenbrock 1960. From four parameters on there is a second minimum (Shang & Qiu 2006); its place is known here for
// exactly four, and only up to four are all critical points known not to be degenerate.
AnalyticFunction make_rosenbrock(const Settings& settings) {
  const Index n = settings.integer("dimension");
  const auto term = [](const auto* w) {
    const auto a = 1 - w[0], b = w[1] - w[0] * w[0];
    return a * a + 100 * b * b;
  };
  std::vector<KnownPoint> points = {{ParamVector::Ones(n), 0}};
  if (n == 4) {
    points.push_back(
        {Eigen::Vector4d(-0.7756592265653526, 0.6130933654850435, 0.38206284633839316, 0.1459720185521946), 0});
    points.push_back(
        {Eigen::Vector4d(-0.6561246357194459, 0.44312004097157237, 0.20431224822836433, 0.041743494776128764), 1});
  }
  return with_start(settings, {sum_of_terms<2>(n, term),
                               repeated({-1.2, 1}, n),
                               {-2, 2, -1, 3},
                               std::move(points),
                               n <= 4 ? std::optional<int>(sum_if_growing) : std::nullopt});
}

AnalyticFunction make_himmelblau(const Settings& settings) {
  const auto term = [](const auto* w) {
    const auto a = w[0] * w[0] + w[1] - 11, b = w[0] + w[1] * w[1] - 7;
    return a * a + b * b;
  };
  return with_start(
      settings,
      {sum_of_terms<2>(2, term),
       Eigen::Vector2d(-0.5, -4),
       {-6, 6, -6, 6},
       {at(3, 2, 0), at(-2.805118086952745, 3.131312518250573, 0), at(3.5844283403304917, -1.8481265269644036, 0),
        at(-3.779310253377747, -3.2831859912861696, 0), at(3.385154183607021, 0.07385187983774928, 1),
        at(0.08667750455539636, 2.884254701174776, 1), at(-3.0730257507643897, -0.08135304428796751, 1),
        at(-0.12796134673068008, -1.9537149802445763, 1), at(-0.2708445906673476, -0.9230385564799815, 2)},
       sum_if_growing});
}

AnalyticFunction make_beale(const Settings& settings) {
  const auto term = [](const auto* w) {
    const auto &x = w[0], &y = w[1];
    const auto a = 1.5 - x + x * y, b = 2.25 - x + x * y * y, c = 2.625 - x + x * y * y * y;
    return a * a + b * b + c * c;
  };
  return with_start(settings, {sum_of_terms<2>(2, term),
                               Eigen::Vector2d(1, 1.5),
                               {-4.5, 4.5, -4.5, 4.5},
                               {at(3, 0.5, 0), at(0.10053793732415836, -2.644513585023125, 1), at(0, 1, 1)}});
}

AnalyticFunction make_rastrigin(const Settings& settings) {
  const Index n = settings.integer("dimension");
  const auto term = [](const auto* w) {
    using std::cos;
    return 10 + w[0] * w[0] - 10 * cos(tau * w[0]);
  };
  std::vector<Root> roots = {{0, false}};
  for (const auto& [x, maximum] :
       {Root{0.5025460365546747, true}, Root{0.9949586376523348, false}, Root{1.5076407318703584, true},
        Root{1.9899122337085495, false}, Root{2.512743318200085, true}}) {
    roots.push_back({x, maximum});
    roots.push_back({-x, maximum});
  }
  return with_start(settings, {sum_of_terms<1>(n, term),
                               repeated({1.7, -2.2}, n),
                               {-2.6, 2.6, -2.6, 2.6},
                               combinations(roots, n),
                               sum_if_growing});
}

// Ackley 1987. Its minimum at the origin is the tip of a cone; there, the gradient counts as zero.
struct Ackley {
  template <class S>
  S operator()(const S* w, Index n, S* gradient) const {
    using std::cos, std::exp, std::sin, std::sqrt;
    const auto count = static_cast<double>(n);
    S squares = 0.0, waves = 0.0;
    for (Index i = 0; i < n; ++i) {
      squares += w[i] * w[i];
      waves += cos(tau * w[i]);
    }
    const bool tip = plain(squares) == 0;
    const S radius = tip ? S(0.0) : sqrt(squares / count);
    const S hill = 20 * exp(-0.2 * radius), ripple = exp(waves / count);
    if (gradient)
      for (Index i = 0; i < n; ++i) {
        gradient[i] = tau / count * ripple * sin(tau * w[i]);
        if (!tip) gradient[i] += 0.2 / count * hill * w[i] / radius;
      }
    return 20 + std::numbers::e - hill - ripple;
  }
};

AnalyticFunction make_ackley(const Settings& settings) {
  const Index n = settings.integer("dimension");
  return with_start(settings, {analytic_objective(n, Ackley{}),
                               repeated({3.4, -2.3}, n),
                               {-5, 5, -5, 5},
                               {{ParamVector::Zero(n), std::nullopt}}});
}

AnalyticFunction make_styblinski_tang(const Settings& settings) {
  const Index n = settings.integer("dimension");
  const auto term = [](const auto* w) {
    const auto square = w[0] * w[0];
    return 0.5 * (square * square - 16 * square + 5 * w[0]);
  };
  return with_start(
      settings, {sum_of_terms<1>(n, term),
                 repeated({0.5, -0.2}, n),
                 {-4, 4, -4, 4},
                 combinations({{-2.903534027771177, false}, {0.1567312567803401, true}, {2.746802770990837, false}}, n),
                 sum_if_growing});
}

AnalyticFunction make_six_hump_camel(const Settings& settings) {
  const auto term = [](const auto* w) {
    const auto x2 = w[0] * w[0], y2 = w[1] * w[1];
    return (4 - 2.1 * x2 + x2 * x2 / 3) * x2 + w[0] * w[1] + (4 * y2 - 4) * y2;
  };
  std::vector<KnownPoint> points = {at(0, 0, 1)};
  for (const auto& [x, y, index] : {std::tuple{0.08984201310031806, -0.7126564030207396, 0},
                                    {1.703606714969981, -0.7960835686726251, 0},
                                    {1.1092053368047865, -0.7682680925095399, 1},
                                    {1.6071047529201972, 0.5686514548841314, 0},
                                    {1.6380679841897785, 0.22867406904439408, 1},
                                    {1.2960702671671092, 0.6050843880386585, 1},
                                    {1.2302298765166526, 0.16233458445899496, 2}}) {
    points.push_back(at(x, y, index));
    points.push_back(at(-x, -y, index));
  }
  return with_start(
      settings, {sum_of_terms<2>(2, term), Eigen::Vector2d(-1.05, -0.1), {-2, 2, -1.2, 1.2}, points, sum_if_growing});
}

AnalyticFunction make_three_hump_camel(const Settings& settings) {
  const auto term = [](const auto* w) {
    const auto x2 = w[0] * w[0];
    return (2 - 1.05 * x2 + x2 * x2 / 6) * x2 + w[0] * w[1] + w[1] * w[1];
  };
  return with_start(settings, {sum_of_terms<2>(2, term),
                               Eigen::Vector2d(-1.9, -0.8),
                               {-2.3, 2.3, -2, 2},
                               {at(0, 0, 0), at(-1.7475523458302888, 0.8737761729151444, 0),
                                at(1.7475523458302888, -0.8737761729151444, 0),
                                at(-1.07054229182366, 0.53527114591183, 1), at(1.07054229182366, -0.53527114591183, 1)},
                               sum_if_growing});
}

AnalyticFunction make_double_well(const Settings& settings) {
  const auto term = [](const auto* w) {
    const auto r = w[0] * w[0] - 1;
    return r * r + 0.5 * w[1] * w[1];
  };
  return with_start(settings, {sum_of_terms<2>(2, term),
                               Eigen::Vector2d(0.05, 1.2),
                               {-1.8, 1.8, -1.8, 1.8},
                               {at(-1, 0, 0), at(1, 0, 0), at(0, 0, 1)},
                               sum_if_growing});
}

AnalyticFunction make_sine_product(const Settings& settings) {
  const auto term = [](const auto* w) {
    using std::sin;
    return sin(w[0]) * sin(w[1]);
  };
  constexpr double pi = std::numbers::pi;
  std::vector<KnownPoint> points;
  for (double x : {-pi, 0.0, pi})
    for (double y : {-pi, 0.0, pi}) points.push_back(at(x, y, 1));
  for (double x : {-pi / 2, pi / 2})
    for (double y : {-pi / 2, pi / 2}) points.push_back(at(x, y, x * y > 0 ? 2 : 0));
  return with_start(
      settings, {sum_of_terms<2>(2, term), Eigen::Vector2d(1.4, 1.2), {-3.2, 3.2, -3.2, 3.2}, std::move(points), 0});
}

}  // namespace

AnalyticRows test_functions() {
  return {
      {{"rosenbrock",
        "Rosenbrock",
        "a bent ravine, Σ (1 − wᵢ)² + 100 (wᵢ₊₁ − wᵢ²)² (Rosenbrock 1960)",
        {dimension_setting(2), start_setting({-1.2, 1})}},
       make_rosenbrock},
      {{"himmelblau",
        "Himmelblau",
        "(x² + y − 11)² + (x + y² − 7)²: four equal minima, four saddles, a maximum (Himmelblau 1972)",
        {start_setting({-0.5, -4})}},
       make_himmelblau},
      {{"beale",
        "Beale",
        "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²: flat valleys, steep corners (Beale 1958)",
        {start_setting({1, 1.5})}},
       make_beale},
      {{"rastrigin",
        "Rastrigin",
        "a bowl under a lattice of waves, Σ wᵢ² + 10 − 10 cos 2πwᵢ: very many minima (Rastrigin 1974)",
        {dimension_setting(2), start_setting({1.7, -2.2})}},
       make_rastrigin},
      {{"ackley",
        "Ackley",
        "a rippled plain with a funnel whose tip is not smooth (Ackley 1987)",
        {dimension_setting(2), start_setting({3.4, -2.3})}},
       make_ackley},
      {{"styblinski_tang",
        "Styblinski–Tang",
        "½ Σ wᵢ⁴ − 16 wᵢ² + 5 wᵢ: 2ᵈ minima, one of them the deepest (Styblinski & Tang 1990)",
        {dimension_setting(2), start_setting({0.5, -0.2})}},
       make_styblinski_tang},
      {{"six_hump_camel",
        "Six-hump camel",
        "(4 − 2.1x² + x⁴/3) x² + xy + (4y² − 4) y²: six minima, two of them deepest (Dixon & Szegö 1978)",
        {start_setting({-1.05, -0.1})}},
       make_six_hump_camel},
      {{"three_hump_camel",
        "Three-hump camel",
        "2x² − 1.05x⁴ + x⁶/6 + xy + y²: three minima (Dixon & Szegö 1978)",
        {start_setting({-1.9, -0.8})}},
       make_three_hump_camel},
      {{"double_well",
        "Double well",
        "(x² − 1)² + y²/2: two minima and the saddle between them",
        {start_setting({0.05, 1.2})}},
       make_double_well},
      {{"sine_product", "Egg box", "sin x sin y: minima, maxima and saddles in a lattice", {start_setting({1.4, 1.2})}},
       make_sine_product},
  };
}

}  // namespace cartograd
