// Vector registers, and the functions e^x and ln(1 + x) on them, for floats and doubles. Only for kernel.inc.cpp.
#pragma once

namespace cartograd {
namespace {

template <class T>
struct VectorOf;
template <>
struct VectorOf<float> {
  typedef float Type __attribute__((vector_size(VECTOR_BYTES), aligned(4), may_alias));
  typedef int Bits __attribute__((vector_size(VECTOR_BYTES), aligned(4), may_alias));
};
template <>
struct VectorOf<double> {
  typedef double Type __attribute__((vector_size(VECTOR_BYTES), aligned(8), may_alias));
  typedef long long Bits __attribute__((vector_size(VECTOR_BYTES), aligned(8), may_alias));
};
template <class T>
using Vector = typename VectorOf<T>::Type;
template <class T>
using Bits = typename VectorOf<T>::Bits;
template <class T>
constexpr int lanes = VECTOR_BYTES / static_cast<int>(sizeof(T));

template <class T>
inline Vector<T> load(const T* from) {
  return *reinterpret_cast<const Vector<T>*>(from);
}
template <class T>
inline void store(T* to, Vector<T> value) {
  *reinterpret_cast<Vector<T>*>(to) = value;
}
template <class T>
inline Vector<T> splat(T value) {
  return value - Vector<T>{};  // x − 0 is x for every x, so this is a bare broadcast; 0 + x is not (x = −0)
}
// nan stays nan in both: every comparison with it is false.
template <class T>
inline Vector<T> at_least(Vector<T> x, Vector<T> low) {
  return x < low ? low : x;
}
template <class T>
inline Vector<T> clamp(Vector<T> x, T limit) {
  x = x > limit ? splat<T>(limit) : x;
  return x < -limit ? splat<T>(-limit) : x;
}

// A sum of many numbers, kept in double and always added in the same order.
template <class T>
class LaneSum {
 public:
  // Adds the first `count` lanes; the others may hold anything.
  void add(Vector<T> values, long count) {
    if (count < lanes<T>) {
      Bits<T> lane;
      for (int i = 0; i < lanes<T>; ++i) lane[i] = i;
      values = lane < static_cast<decltype(lane[0] + 0)>(count) ? values : Vector<T>{};
    }
    if constexpr (sizeof(T) == sizeof(double)) {
      low_ += values;
    } else {
      typedef float Half __attribute__((vector_size(VECTOR_BYTES / 2), aligned(4), may_alias));
      const Half* halves = reinterpret_cast<const Half*>(&values);
      low_ += __builtin_convertvector(halves[0], Vector<double>);
      high_ += __builtin_convertvector(halves[1], Vector<double>);
    }
  }
  double total() const {
    const Vector<double> both = low_ + high_;
    double sum = 0;
    for (int i = 0; i < lanes<double>; ++i) sum += both[i];
    return sum;
  }

 private:
  Vector<double> low_{}, high_{};
};

// What e^x needs of a type of number: adding `magic` = 1.5 · 2^digits rounds to a whole number that then stands in the
// low bits; ln 2 in two parts; the exponent's place and offset; how far the Taylor series goes; the largest |x|.
template <class T>
struct Format;
template <>
struct Format<float> {
  static constexpr float magic = 12582912, ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f, exponent_limit = 87;
  static constexpr int exponent_shift = 23, exponent_offset = 127, exponential_terms = 7, logarithm_terms = 8;
};
template <>
struct Format<double> {
  static constexpr double magic = 6755399441055744.0, ln2_high = 0.693147180369123816490,
                          ln2_low = 1.90821492927058770002e-10, exponent_limit = 700;
  static constexpr int exponent_shift = 52, exponent_offset = 1023, exponential_terms = 13, logarithm_terms = 17;
};

// e^x = scale · (1 + fraction), scale = 2^n and |fraction| < 0.42, for |x| ≤ exponent_limit: Cody–Waite reduction by
// ln 2, then the Taylor series of e^r − 1 on |r| ≤ ln(2)/2, whose remainder is below a tenth of the last digit.
template <class T>
struct Exponential {
  Vector<T> scale, fraction;
  Vector<T> value() const { return scale * fraction + scale; }
};
template <class T>
inline Exponential<T> exponential(Vector<T> x) {
  using F = Format<T>;
  constexpr double inverse_factorials[] = {
      1.0,         1.0 / 2,      1.0 / 6,       1.0 / 24,       1.0 / 120,       1.0 / 720,       1.0 / 5040,
      1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
  const Vector<T> shifted = x * static_cast<T>(1.4426950408889634) + F::magic;
  const Vector<T> n = shifted - F::magic;
  const Vector<T> r = (x - n * F::ln2_high) - n * F::ln2_low;
  Vector<T> p = splat<T>(static_cast<T>(inverse_factorials[F::exponential_terms - 1]));
#pragma GCC unroll 16
  for (int k = F::exponential_terms - 2; k >= 0; --k) p = p * r + static_cast<T>(inverse_factorials[k]);
  const Bits<T> exponent =
      reinterpret_cast<Bits<T>>(shifted) - reinterpret_cast<Bits<T>>(splat<T>(F::magic)) + F::exponent_offset;
  return {reinterpret_cast<Vector<T>>(exponent << F::exponent_shift), p * r};
}

// ln(1 + x) for 0 ≤ x ≤ 1, with full relative precision near 0: 2 artanh(s), s = x / (2 + x) ≤ 1/3.
template <class T>
inline Vector<T> log_one_plus(Vector<T> x) {
  const Vector<T> s = x / (2 + x), z = s * s;
  Vector<T> p = splat<T>(static_cast<T>(1.0 / (2 * Format<T>::logarithm_terms + 1)));
#pragma GCC unroll 32
  for (int k = Format<T>::logarithm_terms - 1; k >= 0; --k) p = p * z + static_cast<T>(1.0 / (2 * k + 1));
  return 2 * s * p;
}

// ln x for finite x ≥ 1; nan stays nan.
template <class T>
inline Vector<T> logarithm(Vector<T> x) {
  using F = Format<T>;
  const Bits<T> bits = reinterpret_cast<Bits<T>>(x);
  const Bits<T> exponent = (bits >> F::exponent_shift) - F::exponent_offset;
  const Vector<T> mantissa = reinterpret_cast<Vector<T>>(bits - (exponent << F::exponent_shift));  // 1 ≤ mantissa < 2
  return log_one_plus<T>(mantissa - 1) +
         __builtin_convertvector(exponent, Vector<T>) * static_cast<T>(0.6931471805599453) + (x - x);
}

}  // namespace
}  // namespace cartograd
