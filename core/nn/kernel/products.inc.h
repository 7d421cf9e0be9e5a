// The two matrix products: register tiles of several outputs by a few vectors. Only for kernel.inc.cpp.
#pragma once

#include "core/nn/kernel/vectors.inc.h"

namespace cartograd {
namespace {

// A tile is 6 outputs × tile_vectors vectors: as many sums as there are registers to spare, so that every number loaded
// is used several times (AVX-512: 24 multiply-adds for 4 loads and 6 broadcasts).
constexpr int tile_vectors = VECTOR_BYTES == 64 ? 4 : 2;

// `Outputs` outputs at `N` vectors of columns; at[j] points to what vector j reads for offset 0.
template <class T, int Outputs, int N>
inline void panel_tile(const PanelProduct<T>& task, const T* weights, const T* bias, const T* const* at, T* out,
                       const T* add) {
  Vector<T> sum[Outputs][N];
#pragma GCC unroll 8
  for (int o = 0; o < Outputs; ++o)
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) sum[o][j] = bias ? splat<T>(bias[o]) : Vector<T>{};
  for (long k = 0; k < task.terms; ++k) {
    Vector<T> x[N];
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) x[j] = load<T>(at[j] + task.offsets[k]);
#pragma GCC unroll 8
    for (int o = 0; o < Outputs; ++o) {
      const Vector<T> weight = splat<T>(weights[k * packed_outputs + o]);
#pragma GCC unroll 8
      for (int j = 0; j < N; ++j) sum[o][j] += weight * x[j];
    }
  }
  const Vector<T> floor = splat<T>(task.floor);
#pragma GCC unroll 8
  for (int o = 0; o < Outputs; ++o)
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) {
      Vector<T> value = sum[o][j];
      if (add) value += load<T>(add + o * task.output_step + j * lanes<T>);
      store<T>(out + o * task.output_step + j * lanes<T>, at_least<T>(value, floor));
    }
}

// All outputs at N vectors, from `column` of `row` on.
template <class T, int N>
void panel_strip(const PanelProduct<T>& task, long row, long column) {
  const T* at[N];
  const T* in = task.in + row * task.in_row_step;
  for (int j = 0; j < N; ++j) {
    const long c = column + j * lanes<T>;
    // The division is slower than a whole tile of a small layer: only images with a stride need it.
    at[j] = in + (task.in_pixel_step == task.pixel ? c : c / task.pixel * task.in_pixel_step + c % task.pixel);
  }
  const long place = row * task.out_row_step + column;
  for (long o = 0; o < task.outputs; o += packed_outputs) {
    const T *weights = task.weights + o * task.terms, *bias = task.bias ? task.bias + o : nullptr;
    T* out = task.out + o * task.output_step + place;
    const T* add = task.add ? task.add + o * task.output_step + place : nullptr;
    switch (task.outputs - o) {
      case 1:
        panel_tile<T, 1, N>(task, weights, bias, at, out, add);
        break;
      case 2:
        panel_tile<T, 2, N>(task, weights, bias, at, out, add);
        break;
      case 3:
        panel_tile<T, 3, N>(task, weights, bias, at, out, add);
        break;
      case 4:
        panel_tile<T, 4, N>(task, weights, bias, at, out, add);
        break;
      case 5:
        panel_tile<T, 5, N>(task, weights, bias, at, out, add);
        break;
      default:
        panel_tile<T, 6, N>(task, weights, bias, at, out, add);
    }
  }
}

template <class T>
void panel_product(const PanelProduct<T>& task) {
  for (long row = 0; row < task.rows; ++row) {
    long column = 0;
    for (; column + tile_vectors * lanes<T> <= task.columns; column += tile_vectors * lanes<T>)
      panel_strip<T, tile_vectors>(task, row, column);
    if constexpr (tile_vectors > 2)
      for (; column + 2 * lanes<T> <= task.columns; column += 2 * lanes<T>) panel_strip<T, 2>(task, row, column);
    for (; column < task.columns; column += lanes<T>) panel_strip<T, 1>(task, row, column);
  }
}

// M rows × N vectors of C.
template <class T, int M, int N>
inline void product_tile(const Product<T>& task, long terms, const T* a, const T* b, T* c, const T* bias) {
  Vector<T> sum[M][N];
#pragma GCC unroll 16
  for (int m = 0; m < M; ++m)
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j)
      sum[m][j] = task.accumulate ? load<T>(c + m * task.c_row + j * lanes<T>)
                  : bias          ? load<T>(bias + j * lanes<T>)
                                  : Vector<T>{};
  for (long k = 0; k < terms; ++k) {
    Vector<T> x[N];
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) x[j] = load<T>(b + k * task.b_row + j * lanes<T>);
#pragma GCC unroll 16
    for (int m = 0; m < M; ++m) {
      const Vector<T> factor = splat<T>(a[m * task.a_row + k * task.a_column]);
#pragma GCC unroll 8
      for (int j = 0; j < N; ++j) sum[m][j] += factor * x[j];
    }
  }
#pragma GCC unroll 16
  for (int m = 0; m < M; ++m)
#pragma GCC unroll 8
    for (int j = 0; j < N; ++j) store<T>(c + m * task.c_row + j * lanes<T>, sum[m][j]);
}

// All rows of N vectors of columns, M rows at a time.
template <class T, int M, int N>
void product_strip(const Product<T>& task, long terms, const T* a, const T* b, T* c, const T* bias) {
  long m = 0;
  for (; m + M <= task.rows; m += M)
    product_tile<T, M, N>(task, terms, a + m * task.a_row, b, c + m * task.c_row, bias);
  for (; m + 4 <= task.rows; m += 4)
    product_tile<T, 4, N>(task, terms, a + m * task.a_row, b, c + m * task.c_row, bias);
  for (; m < task.rows; ++m) product_tile<T, 1, N>(task, terms, a + m * task.a_row, b, c + m * task.c_row, bias);
}

template <class T>
void product(const Product<T>& task) {
  // A long sum is cut, so that the piece of B that one strip reads again for each tile of rows stays in the first
  // cache.
  constexpr long piece = 256;
  Product<T> part = task;
  for (long k = 0; k < task.terms || k == 0; k += piece) {
    const long terms = task.terms - k < piece ? task.terms - k : piece;
    const T *a = task.a + k * task.a_column, *b = task.b + k * task.b_row;
    part.accumulate = task.accumulate || k > 0;
    long n = 0;
    for (; task.columns - n > (tile_vectors - 1) * lanes<T>; n += tile_vectors * lanes<T>)
      product_strip<T, 6, tile_vectors>(part, terms, a, b + n, task.c + n, task.bias ? task.bias + n : nullptr);
    if constexpr (tile_vectors > 2)
      for (; task.columns - n > lanes<T>; n += 2 * lanes<T>)
        product_strip<T, 12, 2>(part, terms, a, b + n, task.c + n, task.bias ? task.bias + n : nullptr);
    for (; n < task.columns; n += lanes<T>)
      product_strip<T, 12, 1>(part, terms, a, b + n, task.c + n, task.bias ? task.bias + n : nullptr);
  }
}

}  // namespace
}  // namespace cartograd
