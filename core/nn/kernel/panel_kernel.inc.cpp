// Compiled once per instruction set, with KERNEL_SYMBOL, KERNEL_NAME, VECTOR_BYTES and TILE_OUTPUTS defined by the
// build. Includes nothing else: an inline library function compiled here could be called by the rest of the program on
// a processor that lacks the instructions.
#include "core/nn/kernel/panel_kernel.h"

namespace cartograd {

namespace {

constexpr int lanes = VECTOR_BYTES / 8;
constexpr int tile_vectors =
    4;  // tile = TILE_OUTPUTS outputs × 4 vectors: as many accumulators as there are registers to spare
constexpr int tile_width = tile_vectors * lanes;

typedef double Vector __attribute__((vector_size(VECTOR_BYTES), aligned(8), may_alias));
typedef long long Bits __attribute__((vector_size(VECTOR_BYTES), aligned(8), may_alias));

Vector load(const double* from) { return *reinterpret_cast<const Vector*>(from); }
void store(double* to, Vector value) { *reinterpret_cast<Vector*>(to) = value; }
Vector splat(double value) { return Vector{} + value; }

// Columns [column, column + tile_width) of M outputs.
template <int M>
void dense_tile(const double* weights, const double* bias, long inputs, const double* in, double* out) {
  Vector sum[M][tile_vectors];
  for (int o = 0; o < M; ++o)
    for (int j = 0; j < tile_vectors; ++j) sum[o][j] = splat(bias ? bias[o] : 0);
  for (long i = 0; i < inputs; ++i) {
    Vector x[tile_vectors];
    for (int j = 0; j < tile_vectors; ++j) x[j] = load(in + i * panel_width + j * lanes);
    for (int o = 0; o < M; ++o) {
      const Vector weight = splat(weights[o * inputs + i]);
      for (int j = 0; j < tile_vectors; ++j) sum[o][j] += weight * x[j];
    }
  }
  for (int o = 0; o < M; ++o)
    for (int j = 0; j < tile_vectors; ++j) store(out + o * panel_width + j * lanes, sum[o][j]);
}

void dense(const double* weights, const double* bias, long outputs, long inputs, const double* in, double* out) {
  for (int column = 0; column < panel_width; column += tile_width) {
    long o = 0;
    for (; o + TILE_OUTPUTS <= outputs; o += TILE_OUTPUTS)
      dense_tile<TILE_OUTPUTS>(weights + o * inputs, bias ? bias + o : nullptr, inputs, in + column,
                               out + o * panel_width + column);
    for (; o < outputs; ++o)
      dense_tile<1>(weights + o * inputs, bias ? bias + o : nullptr, inputs, in + column,
                    out + o * panel_width + column);
  }
}

// e^x = scale · (1 + fraction) with scale = 2^n and |fraction| < 0.42, for |x| ≤ 708: Cody–Waite reduction by ln 2,
// then the Taylor series of e^r − 1 on |r| ≤ ln(2)/2, whose remainder after r^13 is below 5e-18.
struct Exponential {
  Vector scale, fraction;
};

Exponential exponential(Vector x) {
  const double magic = 6755399441055744.0;  // 1.5 · 2^52: adding it rounds to a whole number in the low bits
  const Vector shifted = x * 1.4426950408889634 + magic;
  const Vector n = shifted - magic;
  const Vector r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
  Vector p = splat(1.0 / 6227020800);
  const double inverse_factorials[] = {1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880,
                                       1.0 / 40320,     1.0 / 5040,     1.0 / 720,     1.0 / 120,
                                       1.0 / 24,        1.0 / 6,        1.0 / 2,       1.0};
  for (double coefficient : inverse_factorials) p = p * r + coefficient;
  const Bits magic_bits = reinterpret_cast<Bits>(splat(magic));
  const Bits exponent = reinterpret_cast<Bits>(shifted) - magic_bits + 1023;
  return {reinterpret_cast<Vector>(exponent << 52), p * r};
}

// nan stays nan: every comparison with it is false.
Vector clamp(Vector x, double limit) {
  x = x > limit ? splat(limit) : x;
  return x < -limit ? splat(-limit) : x;
}

// tanh z = t / (t + 2) with t = e^2z − 1, which loses no digits near zero.
void tanh(double* values, long count) {
  for (long i = 0; i < count; i += lanes) {
    const Exponential e = exponential(2 * clamp(load(values + i), 20));
    const Vector t = e.scale * e.fraction + (e.scale - 1);
    store(values + i, t / (t + 2));
  }
}

void sigmoid(double* values, long count) {
  for (long i = 0; i < count; i += lanes) {
    const Exponential e = exponential(-clamp(load(values + i), 700));
    store(values + i, 1 / (1 + (e.scale * e.fraction + e.scale)));
  }
}

void relu(double* values, long count) {
  for (long i = 0; i < count; i += lanes) {
    const Vector z = load(values + i);
    store(values + i, z <= 0 ? splat(0) : z);
  }
}

}  // namespace

extern const PanelKernel KERNEL_SYMBOL;
const PanelKernel KERNEL_SYMBOL = {KERNEL_NAME, dense, tanh, sigmoid, relu};

}  // namespace cartograd
