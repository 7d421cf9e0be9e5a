#include "core/base/rng.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace cartograd {

namespace {

constexpr std::uint64_t golden_gamma = 0x9E3779B97F4A7C15u;

std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

}  // namespace

std::uint64_t Rng::next() { return mix(state_ += golden_gamma); }

double Rng::uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

double Rng::uniform(double low, double high) { return low + (high - low) * uniform(); }

double Rng::normal() {
  if (spare_) return *std::exchange(spare_, {});
  const double u1 = 1 - uniform();  // (0, 1]: the logarithm stays finite
  const double u2 = uniform();
  const double radius = std::sqrt(-2 * std::log(u1));
  const double angle = 2 * std::numbers::pi * u2;
  spare_ = radius * std::sin(angle);
  return radius * std::cos(angle);
}

std::vector<Index> Rng::shuffle(Index count) {
  std::vector<Index> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), Index{0});
  for (std::size_t i = order.size(); i-- > 1;) std::swap(order[i], order[static_cast<std::size_t>(next() % (i + 1))]);
  return order;
}

Eigen::VectorXd normal_vector(Index size, Rng& rng) {
  Eigen::VectorXd numbers(size);
  for (double& number : numbers) number = rng.normal();
  return numbers;
}

std::uint64_t derive_seed(std::uint64_t seed, std::string_view purpose, std::uint64_t index) {
  std::uint64_t hash = mix(seed + golden_gamma);
  for (char letter : purpose) hash = mix(hash ^ static_cast<unsigned char>(letter)) + golden_gamma;
  return mix(hash ^ (index * golden_gamma));
}

}  // namespace cartograd
