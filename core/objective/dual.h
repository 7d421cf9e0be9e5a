// Numbers that carry their derivatives (forward automatic differentiation), so that a formula is written once and its
// derivatives are exact.
#pragma once

#include <array>
#include <cmath>

namespace cartograd {

// A value and its derivatives in N directions. S is double, or again a Dual for second derivatives.
template <class S, int N>
struct Dual {
  S value{};
  std::array<S, N> slope{};

  Dual() = default;
  Dual(double constant) : value(constant) {}

  // f(x) with the derivative df at x: the chain rule.
  static Dual chain(const Dual& x, const S& f, const S& df) {
    Dual result;
    result.value = f;
    for (std::size_t i = 0; i < N; ++i) result.slope[i] = df * x.slope[i];
    return result;
  }

  friend Dual operator+(const Dual& x, const Dual& y) {
    Dual result;
    result.value = x.value + y.value;
    for (std::size_t i = 0; i < N; ++i) result.slope[i] = x.slope[i] + y.slope[i];
    return result;
  }
  friend Dual operator-(const Dual& x) { return chain(x, -x.value, -1.0); }
  friend Dual operator-(const Dual& x, const Dual& y) { return x + -y; }
  friend Dual operator*(const Dual& x, const Dual& y) {
    Dual result;
    result.value = x.value * y.value;
    for (std::size_t i = 0; i < N; ++i) result.slope[i] = x.slope[i] * y.value + x.value * y.slope[i];
    return result;
  }
  friend Dual operator/(const Dual& x, const Dual& y) {
    Dual result;
    result.value = x.value / y.value;
    for (std::size_t i = 0; i < N; ++i) result.slope[i] = (x.slope[i] - result.value * y.slope[i]) / y.value;
    return result;
  }
  Dual& operator+=(const Dual& y) { return *this = *this + y; }
  Dual& operator-=(const Dual& y) { return *this = *this - y; }
  Dual& operator*=(const Dual& y) { return *this = *this * y; }

  friend Dual sin(const Dual& x) {
    using std::cos, std::sin;
    return chain(x, sin(x.value), cos(x.value));
  }
  friend Dual cos(const Dual& x) {
    using std::cos, std::sin;
    return chain(x, cos(x.value), -sin(x.value));
  }
  friend Dual exp(const Dual& x) {
    using std::exp;
    const S e = exp(x.value);
    return chain(x, e, e);
  }
  friend Dual tanh(const Dual& x) {
    using std::tanh;
    const S t = tanh(x.value);
    return chain(x, t, 1 - t * t);
  }
  friend Dual sqrt(const Dual& x) {
    using std::sqrt;
    const S root = sqrt(x.value);
    return chain(x, root, 0.5 / root);
  }
  friend Dual atan2(const Dual& y, const Dual& x) {
    using std::atan2;
    const S squares = x.value * x.value + y.value * y.value;
    Dual result;
    result.value = atan2(y.value, x.value);
    for (std::size_t i = 0; i < N; ++i) result.slope[i] = (x.value * y.slope[i] - y.value * x.slope[i]) / squares;
    return result;
  }
};

// The plain number inside.
inline double plain(double x) { return x; }
template <class S, int N>
double plain(const Dual<S, N>& x) {
  return plain(x.value);
}

}  // namespace cartograd
