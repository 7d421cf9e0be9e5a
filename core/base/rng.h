// Random numbers that are the same on every platform and for any number of threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/types.h"

namespace cartograd {

// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014). The state starts at the seed, so equal seeds give equal numbers.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next();
  double uniform();                         // [0, 1), 53 random bits
  double uniform(double low, double high);  // [low, high)
  double normal();                          // mean 0, deviation 1: Box & Muller 1958, cosine first, then sine
  std::vector<Index> shuffle(Index count);  // a random order of 0 … count−1 (Fisher–Yates)

 private:
  std::uint64_t state_;
  std::optional<double> spare_;  // the second normal of a pair
};

// `size` independent standard normal numbers.
Eigen::VectorXd normal_vector(Index size, Rng& rng);

// An independent seed for one use of randomness, as a function of (seed, purpose, index) and nothing else: what one
// part of a program draws never shifts what another part gets.
std::uint64_t derive_seed(std::uint64_t seed, std::string_view purpose, std::uint64_t index = 0);

}  // namespace cartograd
