#include "core/base/statistics.h"

#include <algorithm>
#include <cmath>

namespace cartograd {

Proportion wilson(Index successes, Index trials) {
  if (trials == 0) return {};
  constexpr double z = 1.959963984540054;
  const auto n = static_cast<double>(trials);
  const double share = static_cast<double>(successes) / n, shrink = 1 / (1 + z * z / n);
  const double middle = shrink * (share + z * z / (2 * n));
  const double half = shrink * z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  return {share, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

double at_least_one(double chance, Index k) { return -std::expm1(static_cast<double>(k) * std::log1p(-chance)); }

Index trials_for(double chance, double wanted) {
  if (!(chance > 0)) return -1;
  if (chance >= 1) return 1;
  return static_cast<Index>(std::ceil(std::log1p(-wanted) / std::log1p(-chance) - 1e-12));
}

std::vector<double> expected_best(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const std::size_t n = sorted.size();
  std::vector<double> best(n);
  for (std::size_t k = 1; k <= n; ++k) {
    // The i-th is the lowest if it is drawn and all others come from the n − 1 − i above it: C(n−1−i, k−1) / C(n, k).
    double chance = static_cast<double>(k) / static_cast<double>(n), sum = 0;
    for (std::size_t i = 0; i + k <= n; ++i) {
      sum += chance * sorted[i];
      if (i + k < n) chance *= static_cast<double>(n - i - k) / static_cast<double>(n - 1 - i);
    }
    best[k - 1] = sum;
  }
  return best;
}

}  // namespace cartograd
