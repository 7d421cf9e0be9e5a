// Landscapes drawn at random, whose number of critical points of each kind theory knows on average.
#include "core/objective/random_landscapes.h"

#include <cassert>
#include <cmath>
#include <numbers>

#include <Eigen/QR>

#include "core/base/rng.h"
#include "core/objective/analytic_rows.h"

namespace cartograd {

namespace {

struct Field {
  std::vector<Wave> waves;

  template <class S>
  S operator()(const S* x, Index n, S* gradient) const {
    using std::cos, std::sin;
    S sum = 0.0;
    if (gradient) std::fill(gradient, gradient + n, S(0.0));
    for (const Wave& wave : waves) {
      S phase = 0.0;
      for (Index i = 0; i < n; ++i) phase += wave.k[i] * x[i];
      const S c = cos(phase), s = sin(phase);
      sum += wave.cosine * c + wave.sine * s;
      if (!gradient) continue;
      const S slope = wave.sine * c - wave.cosine * s;
      for (Index i = 0; i < n; ++i) gradient[i] += wave.k[i] * slope;
    }
    return sum;
  }
};

// H(y) + ¼ (r² − 1)² with r = ‖x‖ and y = x/r. Only the symmetric part T of J counts: ∂H/∂y_i = 3 Σ T_ijk y_j y_k. What
// of it lies along y is 3 H, and is lost, since moving along the ray does not change y.
class SpinGlass {
 public:
  SpinGlass(const std::vector<double>& couplings, Index n) : symmetric_(couplings.size()) {
    assert(static_cast<Index>(couplings.size()) == n * n * n);
    const auto at = [n](Index i, Index j, Index k) { return static_cast<std::size_t>((i * n + j) * n + k); };
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j)
        for (Index k = 0; k < n; ++k)
          symmetric_[at(i, j, k)] = (couplings[at(i, j, k)] + couplings[at(i, k, j)] + couplings[at(j, i, k)] +
                                     couplings[at(j, k, i)] + couplings[at(k, i, j)] + couplings[at(k, j, i)]) /
                                    6;
  }

  template <class S>
  S operator()(const S* x, Index n, S* gradient) const {
    using std::sqrt;
    S squares = 0.0;
    for (Index i = 0; i < n; ++i) squares += x[i] * x[i];
    const S radius = plain(squares) == 0 ? S(std::nan("")) : S(sqrt(squares)), beyond = squares - 1;
    std::vector<S> y(static_cast<std::size_t>(n)), slope(y.size());
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = x[i] / radius;
    S energy = 0.0;
    const double* coupling = symmetric_.data();
    for (std::size_t i = 0; i < y.size(); ++i) {
      S sum = 0.0;
      for (std::size_t j = 0; j < y.size(); ++j) {
        S row = 0.0;
        for (std::size_t k = 0; k < y.size(); ++k) row += *coupling++ * y[k];
        sum += row * y[j];
      }
      slope[i] = 3 * sum;
      energy += sum * y[i];
    }
    if (gradient)
      for (std::size_t i = 0; i < y.size(); ++i) gradient[i] = (slope[i] - 3 * energy * y[i]) / radius + beyond * x[i];
    return energy + 0.25 * beyond * beyond;
  }

 private:
  std::vector<double> symmetric_;  // T, n³ numbers in the order of J
};

// Whether the waves' vectors span the space; if not, the field does not change along some direction.
bool span_space(const std::vector<Wave>& waves, Index n) {
  Matrix vectors(n, static_cast<Index>(waves.size()));
  for (std::size_t i = 0; i < waves.size(); ++i) vectors.col(static_cast<Index>(i)) = waves[i].k;
  return vectors.colPivHouseholderQr().rank() == n;
}

// Every coefficient has variance 1/waves, and so the value at any place has variance 1. With probability one no
// critical point is degenerate, if the waves span the space.
AnalyticFunction make_field(const Settings& settings) {
  constexpr double pi = std::numbers::pi;
  const Index n = settings.integer("dimension");
  const double cut = settings.real("cut");
  std::vector<Wave> waves(static_cast<std::size_t>(settings.integer("waves")));
  Rng rng(derive_seed(static_cast<std::uint64_t>(settings.integer("draw")), "gaussian_field"));
  const double scale = 1 / std::sqrt(static_cast<double>(waves.size()));
  for (Wave& wave : waves) {
    do wave.k = ParamVector::NullaryExpr(n, [&] { return std::floor(rng.uniform() * (2 * cut + 1)) - cut; });
    while (wave.k.isZero(0));
    wave.cosine = scale * rng.normal();
    wave.sine = scale * rng.normal();
  }
  const std::optional<int> morse_sum = span_space(waves, n) ? std::optional<int>(0) : std::nullopt;
  return with_start(settings,
                    {periodic_field(std::move(waves), n), repeated({0.5, -1.2}, n), {-pi, pi, -pi, pi}, {}, morse_sum});
}

// Auffinger, Ben Arous & Černý 2013. H has variance 1 on the sphere.
AnalyticFunction make_spin_glass(const Settings& settings) {
  const Index n = settings.integer("dimension");
  Rng rng(derive_seed(static_cast<std::uint64_t>(settings.integer("draw")), "spin_glass"));
  const ParamVector couplings = normal_vector(n * n * n, rng);
  return with_start(settings, {spin_glass({couplings.begin(), couplings.end()}, n),
                               repeated({1.2, 0.5, -0.4}, n),
                               {-1.5, 1.5, -1.5, 1.5},
                               {},
                               n % 2 == 0 ? 0 : 2});
}

Setting draw_setting() { return integer_setting("draw", "Draw", 0, 0, 9999, "number of the random landscape"); }

}  // namespace

std::shared_ptr<const Objective> periodic_field(std::vector<Wave> waves, Index dimension) {
  return analytic_objective(dimension, Field{std::move(waves)});
}

std::shared_ptr<const Objective> spin_glass(const std::vector<double>& couplings, Index n) {
  return analytic_objective(n, SpinGlass(couplings, n));
}

AnalyticRows random_landscapes() {
  return {
      {{"gaussian_field",
        "Gaussian field",
        "a sum of random waves, periodic: as many critical points of even index as of odd (Bray & Dean 2007)",
        {dimension_setting(2, 10), integer_setting("waves", "Waves", 12, 1, 200, "how many are added"),
         integer_setting("cut", "Cut", 2, 1, 10, "highest number of crests per period along an axis"), draw_setting(),
         start_setting({0.5, -1.2})}},
       make_field},
      {{"spin_glass",
        "Spin glass",
        "the spherical 3-spin model, Σ Jᵢⱼₖ xᵢ xⱼ xₖ on the unit sphere (Auffinger, Ben Arous & Černý 2013)",
        {dimension_setting(3, 30), draw_setting(), start_setting({1.2, 0.5, -0.4})}},
       make_spin_glass},
  };
}

}  // namespace cartograd
