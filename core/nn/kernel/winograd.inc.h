// Convolutions of 3 × 3 with stride 1 by Winograd's F(2 × 2, 3 × 3): Lavin & Gray 2016, "Fast Algorithms for
// Convolutional Neural Networks", section 4.1. Only for kernel.inc.cpp.
//
// The 2 × 2 outputs of a tile read 4 × 4 inputs d. With the filter g they are Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A, where
//
//        1  0 −1  0          1    0    0
//   Bᵀ = 0  1  1  0     G = 1/2  1/2  1/2     Aᵀ = 1  1  1  0
//        0 −1  1  0         1/2 −1/2  1/2          0  1 −1 −1
//        0  1  0 −1          0    0    1
//
// and ⊙ multiplies place by place: 16 multiplications instead of 36. Summed over channels, each of the 16 places is a
// product of the filters' matrix (outputs × channels) with the matrix channels × tiles. G g Gᵀ is linear in the
// weights, so it is made once for a plane. A few tiles at a time go through all of this, so that their numbers stay in
// the second cache. An input that is nan reaches the outputs that it reaches in the sum by definition and no others;
// where one is infinite they may be nan instead of infinite.
#pragma once

#include "core/nn/kernel/products.inc.h"

namespace cartograd {
namespace {

// Where the numbers of a tile are, from its image's first on.
struct Tile {
  long in, out;
  // An odd image's last tiles lack the fourth row or column of inputs, which reach only outputs that the image lacks
  // too: the third will do.
  long fourth_row, fourth_column;
  bool high, wide;  // has a second row, a second column of outputs
};

template <class T>
Tile tile_at(const WinogradProduct<T>& task, long number) {
  constexpr long pixel = image_panel_width<T>;
  const long per_row = (task.columns + 1) / 2, row = number / per_row * 2, column = number % per_row * 2;
  const bool high = row + 1 < task.rows, wide = column + 1 < task.columns;
  return {row * task.in_row_step + column * pixel,
          row * task.out_row_step + column * pixel,
          (high ? 3 : 2) * task.in_row_step,
          (wide ? 3 : 2) * pixel,
          high,
          wide};
}

// Bᵀ d B of some tiles, for every channel.
template <class T>
void transform_tiles(const WinogradProduct<T>& task, const Tile* tiles, long count) {
  constexpr long pixel = image_panel_width<T>;
  const long step = task.tiles_step;
  for (long c = 0; c < task.channels; ++c)
    for (long t = 0; t < count; ++t)
      for (long s = 0; s < pixel; s += lanes<T>) {
        const T* row0 = task.in + c * task.in_channel_step + tiles[t].in + s;
        const T *row1 = row0 + task.in_row_step, *row2 = row1 + task.in_row_step, *row3 = row0 + tiles[t].fourth_row;
        const long columns[] = {0, pixel, 2 * pixel, tiles[t].fourth_column};
        Vector<T> half[4][4];  // Bᵀ d
#pragma GCC unroll 4
        for (int x = 0; x < 4; ++x) {
          const Vector<T> d0 = load<T>(row0 + columns[x]), d1 = load<T>(row1 + columns[x]),
                          d2 = load<T>(row2 + columns[x]), d3 = load<T>(row3 + columns[x]);
          half[0][x] = d0 - d2;
          half[1][x] = d1 + d2;
          half[2][x] = d2 - d1;
          half[3][x] = d1 - d3;
        }
        T* to = task.tiles + (c * winograd_tiles + t) * pixel + s;
#pragma GCC unroll 4
        for (int y = 0; y < 4; ++y, to += 4 * step) {
          store<T>(to, half[y][0] - half[y][2]);
          store<T>(to + step, half[y][1] + half[y][2]);
          store<T>(to + 2 * step, half[y][2] - half[y][1]);
          store<T>(to + 3 * step, half[y][1] - half[y][3]);
        }
      }
}

// The products M of these tiles with the transformed filters.
template <class T>
void multiply_tiles(const WinogradProduct<T>& task, long count) {
  constexpr long pixel = image_panel_width<T>;
  const long filled = (task.outputs + packed_outputs - 1) / packed_outputs * packed_outputs;
  PanelProduct<T> product;
  product.outputs = task.outputs;
  product.terms = task.channels;
  product.offsets = task.offsets;
  product.floor = -static_cast<T>(__builtin_inf());
  product.output_step = winograd_tiles * pixel;
  product.columns = count * pixel;
  for (long place = 0; place < 16; ++place) {
    product.weights = task.weights + place * filled * task.channels;
    // The number in the second row and column of M enters all four outputs once: there the bias costs nothing.
    product.bias = place == 5 ? task.bias : nullptr;
    product.in = task.tiles + place * task.tiles_step;
    product.out = task.products + place * task.products_step;
    panel_product(product);
  }
}

// out = max(floor, Aᵀ M A + add) of these tiles.
template <class T>
void finish_tiles(const WinogradProduct<T>& task, const Tile* tiles, long count) {
  constexpr long pixel = image_panel_width<T>;
  const long step = task.products_step, below = task.out_row_step;
  const Vector<T> floor = splat<T>(task.floor);
  for (long o = 0; o < task.outputs; ++o)
    for (long t = 0; t < count; ++t)
      for (long s = 0; s < pixel; s += lanes<T>) {
        const T* from = task.products + (o * winograd_tiles + t) * pixel + s;
        Vector<T> half[2][4];  // Aᵀ M
#pragma GCC unroll 4
        for (int x = 0; x < 4; ++x, from += step) {
          const Vector<T> m0 = load<T>(from), m1 = load<T>(from + 4 * step), m2 = load<T>(from + 8 * step),
                          m3 = load<T>(from + 12 * step);
          half[0][x] = m0 + m1 + m2;
          half[1][x] = m1 - m2 - m3;
        }
        const long place = o * task.out_channel_step + tiles[t].out + s;
        const auto finish = [&](long offset, Vector<T> value) {
          if (task.add) value += load<T>(task.add + place + offset);
          store<T>(task.out + place + offset, at_least<T>(value, floor));
        };
        finish(0, half[0][0] + half[0][1] + half[0][2]);
        if (tiles[t].wide) finish(pixel, half[0][1] - half[0][2] - half[0][3]);
        if (tiles[t].high) finish(below, half[1][0] + half[1][1] + half[1][2]);
        if (tiles[t].high && tiles[t].wide) finish(below + pixel, half[1][1] - half[1][2] - half[1][3]);
      }
}

template <class T>
void winograd(const WinogradProduct<T>& task) {
  const long all = (task.rows + 1) / 2 * ((task.columns + 1) / 2);
  for (long first = 0; first < all; first += winograd_tiles) {
    const long count = all - first < winograd_tiles ? all - first : winograd_tiles;
    Tile tiles[winograd_tiles];
    for (long t = 0; t < count; ++t) tiles[t] = tile_at(task, first + t);
    transform_tiles(task, tiles, count);
    multiply_tiles(task, count);
    finish_tiles(task, tiles, count);
  }
}

}  // namespace
}  // namespace cartograd
