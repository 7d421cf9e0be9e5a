// Compiled once per instruction set, with KERNEL_SYMBOL, KERNEL_NAME and VECTOR_BYTES defined by the build. Includes
// nothing of the standard library: an inline function compiled here could be called by the rest of the program on a
// processor that lacks the instructions.
#include "core/nn/kernel/kernel.h"

#include "core/nn/kernel/normalize.inc.h"
#include "core/nn/kernel/pooling.inc.h"
#include "core/nn/kernel/products.inc.h"
#include "core/nn/kernel/vectors.inc.h"
#include "core/nn/kernel/winograd.inc.h"

namespace cartograd {

struct KernelPair {
  Kernel<float> single;
  Kernel<double> full;
};
extern const KernelPair KERNEL_SYMBOL;

namespace {

template <class T>
void combine(const T* z0, const T* z1, const T* z2, T a, T b, T floor, T* out, long count) {
  for (long i = 0; i < count; i += lanes<T>)
    store<T>(out + i, at_least<T>(load<T>(z0 + i) + a * load<T>(z1 + i) + b * load<T>(z2 + i), splat<T>(floor)));
}

// tanh z = t / (t + 2) with t = e^2z − 1, which loses no digits near zero.
inline Vector<double> tanh_of(Vector<double> z) {
  const Exponential<double> e = exponential<double>(2 * clamp<double>(z, 20));
  const Vector<double> t = e.scale * e.fraction + (e.scale - 1);
  return t / (t + 2);
}

// A rational function that agrees with tanh to about 2e-7 on |z| < 7.9 and is a third cheaper; its coefficients are
// those of Eigen's ptanh_float.
inline Vector<float> tanh_of(Vector<float> z) {
  constexpr float odd[] = {2.00018790482477e-13f, -8.60467152213735e-11f, 5.12229709037114e-08f,
                           1.48572235717979e-05f, 6.37261928875436e-04f,  4.89352455891786e-03f};
  constexpr float even[] = {1.18534705686654e-04f, 2.26843463243900e-03f, 4.89352518554385e-03f};
  z = clamp<float>(z, 7.90531110763549805f);
  const Vector<float> square = z * z;
  Vector<float> p = splat<float>(-2.76076847742355e-16f), q = splat<float>(1.19825839466702e-06f);
#pragma GCC unroll 8
  for (float coefficient : odd) p = p * square + coefficient;
#pragma GCC unroll 4
  for (float coefficient : even) q = q * square + coefficient;
  return z * p / q;
}

template <class T>
void tanh(T* values, long count) {
  for (long i = 0; i < count; i += lanes<T>) store<T>(values + i, tanh_of(load<T>(values + i)));
}

template <class T>
void sigmoid(T* values, long count) {
  for (long i = 0; i < count; i += lanes<T>) {
    const Vector<T> z = clamp<T>(load<T>(values + i), Format<T>::exponent_limit);
    store<T>(values + i, 1 / (1 + exponential<T>(-z).value()));
  }
}

// −|z|, and e^−|z|.
template <class T>
Vector<T> minus_absolute(Vector<T> z) {
  return z > 0 ? -z : z;
}
template <class T>
Vector<T> small_exponential(Vector<T> z) {
  return exponential<T>(clamp<T>(minus_absolute<T>(z), Format<T>::exponent_limit)).value();
}

template <class T>
void softplus(T* values, long count) {
  for (long i = 0; i < count; i += lanes<T>) {
    const Vector<T> z = load<T>(values + i);
    store<T>(values + i, at_least<T>(z, Vector<T>{}) + log_one_plus<T>(small_exponential<T>(z)));
  }
}

// max(z, 0) − t·z + ln(1 + e^−|z|). Of a sample that is confidently right only the logarithm is left, with all its
// digits.
template <class T>
double bce(const T* z, const T* targets, long samples) {
  LaneSum<T> sum;
  for (long i = 0; i < samples; i += lanes<T>) {
    const Vector<T> logit = load<T>(z + i), target = load<T>(targets + i);
    const Vector<T> straight = at_least<T>(logit, Vector<T>{}) - target * logit;
    sum.add(straight + log_one_plus<T>(small_exponential<T>(logit)), samples - i);
  }
  return sum.total();
}

// With o = Σ over the other classes of e^(z − highest) and t the target's own term, the loss is ln(1 + o/t); where o/t
// is large it is highest − z_target + ln(t + o).
template <class T>
double cross_entropy(const T* z, long step, long classes, const T* labels, long samples) {
  LaneSum<T> sum;
  for (long i = 0; i < samples; i += lanes<T>) {
    const Vector<T> label = load<T>(labels + i);
    Vector<T> highest = load<T>(z + i);
    for (long c = 1; c < classes; ++c) highest = at_least<T>(highest, load<T>(z + c * step + i));
    Vector<T> others{}, own = splat<T>(1), own_logit{};
    for (long c = 0; c < classes; ++c) {
      const Vector<T> logit = load<T>(z + c * step + i);
      const Vector<T> e = exponential<T>(clamp<T>(logit - highest, Format<T>::exponent_limit)).value();
      const auto is_own = label == static_cast<T>(c);
      own = is_own ? e : own;
      own_logit = is_own ? logit : own_logit;
      others += is_own ? Vector<T>{} : e;
    }
    const Vector<T> ratio = others / own;
    const Vector<T> small = log_one_plus<T>(ratio < 1 ? ratio : splat<T>(1));
    const Vector<T> large = highest - own_logit + logarithm<T>(at_least<T>(own + others, splat<T>(1)));
    sum.add(ratio <= 1 ? small : large, samples - i);
  }
  return sum.total();
}

template <class T>
double squared_error(const T* z, const T* targets, long step, long outputs, long samples) {
  LaneSum<T> sum;
  for (long i = 0; i < samples; i += lanes<T>) {
    Vector<T> squares{};
    for (long o = 0; o < outputs; ++o) {
      const Vector<T> residual = load<T>(z + o * step + i) - load<T>(targets + o * step + i);
      squares += residual * residual;
    }
    sum.add(squares, samples - i);
  }
  return sum.total();
}

// f′ and bend of an activation with value v.
template <class T>
Vector<T> slope_at(KernelActivation activation, Vector<T> v) {
  switch (activation) {
    case KernelActivation::tanh:
      return 1 - v * v;
    case KernelActivation::sigmoid:
      return v * (1 - v);
    case KernelActivation::relu:
      return v > 0 ? splat<T>(1) : Vector<T>{};
    case KernelActivation::linear:
    case KernelActivation::softplus:
    case KernelActivation::none:
      break;
  }
  return splat<T>(1);
}
template <class T>
Vector<T> bend_at(KernelActivation activation, Vector<T> v) {
  switch (activation) {
    case KernelActivation::tanh:
      return -2 * v;
    case KernelActivation::sigmoid:
      return 1 - 2 * v;
    case KernelActivation::relu:
    case KernelActivation::linear:
    case KernelActivation::softplus:
    case KernelActivation::none:
      break;
  }
  return Vector<T>{};
}

template <class T>
void multiply_slope(KernelActivation activation, const T* values, T* factor, long count) {
  for (long i = 0; i < count; i += lanes<T>)
    store<T>(factor + i, load<T>(factor + i) * slope_at<T>(activation, load<T>(values + i)));
}

template <class T>
void multiply_bend(KernelActivation activation, const T* values, const T* slope, const T* rate, T* change, long count) {
  for (long i = 0; i < count; i += lanes<T>) {
    const Vector<T> v = load<T>(values + i);
    store<T>(change + i, load<T>(change + i) * slope_at<T>(activation, v) +
                             load<T>(slope + i) * bend_at<T>(activation, v) * load<T>(rate + i));
  }
}

template <class T>
double bce_slope(const T* z, const T* targets, long samples, T scale, T* slope) {
  for (long i = 0; i < samples; i += lanes<T>) {
    const Vector<T> logit = load<T>(z + i), e = small_exponential<T>(logit);
    store<T>(slope + i, ((logit >= 0 ? splat<T>(1) : e) / (1 + e) - load<T>(targets + i)) * scale);
  }
  return bce(z, targets, samples);
}

template <class T>
double cross_entropy_slope(const T* z, long step, long classes, const T* labels, long samples, T scale, T* slope) {
  double sum = 0;
  for (long s = 0; s < samples; ++s) {
    const T* logits = z + s * step;
    T* powers = slope + s * step;
    const long own_class = static_cast<long>(labels[s]);
    T highest = logits[0];
    for (long c = 1; c < classes; ++c) highest = logits[c] > highest ? logits[c] : highest;
    for (long c = 0; c < step; c += lanes<T>)
      store<T>(powers + c, exponential<T>(clamp<T>(load<T>(logits + c) - highest, Format<T>::exponent_limit)).value());
    const T own = powers[own_class];
    T others = 0;
    for (long c = 0; c < classes; ++c) others += c == own_class ? T{0} : powers[c];
    const Vector<T> ratio = splat<T>(others / own), total = splat<T>(own + others);
    if (ratio[0] <= 1)
      sum += static_cast<double>(log_one_plus<T>(ratio)[0]);
    else
      sum += static_cast<double>(highest - logits[own_class] + logarithm<T>(at_least<T>(total, splat<T>(1)))[0]);
    const Vector<T> factor = scale / total;
    for (long c = 0; c < step; c += lanes<T>) store<T>(powers + c, load<T>(powers + c) * factor);
    powers[own_class] = -others * factor[0];
  }
  return sum;
}

template <class T>
constexpr Kernel<T> table() {
  return {KERNEL_NAME,
          lanes<T>,
          panel_product<T>,
          winograd<T>,
          pool<T>,
          moments<T>,
          normalize<T>,
          product<T>,
          combine<T>,
          tanh<T>,
          sigmoid<T>,
          softplus<T>,
          bce<T>,
          cross_entropy<T>,
          squared_error<T>,
          multiply_slope<T>,
          multiply_bend<T>,
          bce_slope<T>,
          cross_entropy_slope<T>};
}

}  // namespace

constinit const KernelPair KERNEL_SYMBOL = {table<float>(), table<double>()};

}  // namespace cartograd
