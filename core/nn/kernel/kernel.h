// The hand-tuned inner loops, compiled once per instruction set and chosen at start.
//
// For slices, samples lie side by side: a panel is `panel_width` samples, [feature][sample]. One vector register holds
// the same feature of several samples, so a layer is multiply-add over registers without any shuffling, and an
// activation is the same arithmetic in every lane. For gradients, features lie side by side ([sample][feature]),
// because a gradient sums over samples. This header must stay free of inline code: what is declared here is compiled
// for newer processors than the rest of the program.
#pragma once

namespace cartograd {

// 256 bytes: 64 floats or 32 doubles.
template <class T>
constexpr int panel_width = 256 / static_cast<int>(sizeof(T));
// A convolution works on 64 bytes of samples at a time: 16 floats or 8 doubles.
template <class T>
constexpr int image_panel_width = 64 / static_cast<int>(sizeof(T));
// Weights are packed in groups of so many outputs: [output / 6][term][output % 6], the last group filled up with zeros.
constexpr int packed_outputs = 6;
// A convolution by Winograd's transform works on so many tiles at a time: as many as keep the products' registers busy.
constexpr int winograd_tiles = 4;

// out[o][row][column] = max(floor, bias[o] + Σ_k weight[o][k] · in[offsets[k] + place of (row, column)] +
// add[o][row][column]). A dense layer has one row, and its inputs lie at k · panel_width. A convolution is the same
// with other offsets: one for every channel and place in its filter. Lengths and steps count numbers.
template <class T>
struct PanelProduct {
  long outputs = 0, terms = 0;
  const T* weights = nullptr;  // packed
  const T* bias = nullptr;     // filled up like the weights; null = none
  const T* in = nullptr;
  const int* offsets = nullptr;
  T* out = nullptr;
  const T* add = nullptr;  // null = nothing to add; laid out as `out`
  T floor = 0;             // 0 is ReLU, −∞ is none; nan stays nan
  long output_step = 0;    // in `out`, from one output to the next
  long rows = 1, columns = 0, in_row_step = 0, out_row_step = 0;
  long pixel = 0, in_pixel_step = 0;  // column c of a row of `out` reads place c / pixel · in_pixel_step + c % pixel
};

// out[o][row][column] = max(floor, bias[o] + Σ over channels and the filter's 3 × 3 places, + add[o][row][column]): a
// convolution with stride 1 of (rows + 2) × (columns + 2) pixels, with transformed weights (winograd.inc.h). A pixel is
// image_panel_width numbers; lengths count pixels, steps count numbers.
template <class T>
struct WinogradProduct {
  long outputs = 0, channels = 0;
  const T* weights = nullptr;  // packed, [place][output / 6][channel][output % 6]
  const T* bias = nullptr;     // filled up like the weights
  long rows = 0, columns = 0;  // of `out`
  const T* in = nullptr;
  long in_channel_step = 0, in_row_step = 0;
  T* out = nullptr;
  const T* add = nullptr;  // null = nothing to add; laid out as `out`
  T floor = 0;
  long out_channel_step = 0, out_row_step = 0;
  // Buffers for winograd_tiles tiles of 2 × 2 outputs: transformed inputs [place][channel][tile], and products with the
  // weights [place][output][tile]. offsets[c] = c · winograd_tiles pixels.
  const int* offsets = nullptr;
  T* tiles = nullptr;
  long tiles_step = 0;  // from one place to the next
  T* products = nullptr;
  long products_step = 0;
};

// out[channel][row][column] = the maximum (nan, if one of them is) or the mean of size × size pixels of `in`, whose
// windows begin `stride` pixels apart. A pixel is image_panel_width numbers; steps count numbers.
template <class T>
struct PanelPooling {
  bool maximum = false;
  long size = 0, stride = 0;
  long channels = 0, rows = 0, columns = 0;  // of `out`
  const T* in = nullptr;
  long in_channel_step = 0, in_row_step = 0;
  T* out = nullptr;
  long out_channel_step = 0, out_row_step = 0;
};

// One channel of an image: rows × columns pixels of `pixel` numbers each, of which the first `samples` count.
template <class T>
struct PanelChannel {
  const T* values = nullptr;
  long rows = 1, columns = 1, row_step = 0;
  long pixel = 0, samples = 0;
};
// How many numbers, their mean, and Σ (number − mean)².
struct Moments {
  double count = 0, mean = 0, squares = 0;
};

// C[m][n] = start + Σ_k A[m · a_row + k · a_column] · B[k · b_row + n], n < columns; the start is C itself
// (accumulate), a row `bias`, or 0. Rows of B, C and bias are read, and those of C written, up to the next multiple of
// `lanes`.
template <class T>
struct Product {
  long rows = 0, columns = 0, terms = 0;
  const T* a = nullptr;
  long a_row = 0, a_column = 0;
  const T* b = nullptr;
  long b_row = 0;
  T* c = nullptr;
  long c_row = 0;
  bool accumulate = false;
  const T* bias = nullptr;
};

// Activations that have a vector form. The first two derivatives of all but softplus follow from the value: f′(v), and
// f″ = bend(v) · f′.
enum class KernelActivation { none, linear, relu, tanh, sigmoid, softplus };
// How outputs are compared with targets: by one of the sums below, or by none of them.
enum class KernelLoss { none, bce, cross_entropy, squared_error };

template <class T>
struct Kernel {
  const char* name;  // "x86-64-v4", …
  int lanes;         // numbers in a vector register

  void (*panel_product)(const PanelProduct<T>&);
  void (*winograd)(const WinogradProduct<T>&);
  void (*pool)(const PanelPooling<T>&);
  Moments (*moments)(const PanelChannel<T>&);
  // out = max(floor, (in − center) · factor + shift + add), count numbers; add may be null.
  void (*normalize)(const T* in, T center, T factor, T shift, const T* add, T floor, T* out, long count);
  void (*product)(const Product<T>&);

  // out = max(floor, z0 + a·z1 + b·z2), count numbers.
  void (*combine)(const T* z0, const T* z1, const T* z2, T a, T b, T floor, T* out, long count);
  // In place. Relative error a few units in the last place; nan and ±∞ pass through as the mathematics says.
  void (*tanh)(T* values, long count);
  void (*sigmoid)(T* values, long count);
  void (*softplus)(T* values, long count);
  // Buffers of all four may be read and written up to the next multiple of `lanes`.

  // Losses summed over the first `samples` lanes. Outputs lie `step` apart: z[output · step + sample]. They keep their
  // digits where samples are confidently right and the loss is tiny.
  double (*bce)(const T* z, const T* targets, long samples);
  double (*cross_entropy)(const T* z, long step, long classes, const T* labels, long samples);  // label: 0, 1, 2 …
  double (*squared_error)(const T* z, const T* targets, long step, long outputs, long samples);

  // For gradients, count numbers: factor ·= f′(value); and change = change · f′(value) + slope · bend(value) · rate.
  void (*multiply_slope)(KernelActivation, const T* values, T* factor, long count);
  void (*multiply_bend)(KernelActivation, const T* values, const T* slope, const T* rate, T* change, long count);
  // The sum of the losses and, times `scale`, their derivatives by the outputs.
  double (*bce_slope)(const T* z, const T* targets, long samples, T scale, T* slope);
  // Here a sample's outputs lie side by side, and `step` numbers (a multiple of `lanes`) after those of the one before.
  double (*cross_entropy_slope)(const T* z, long step, long classes, const T* labels, long samples, T scale, T* slope);
};

// The best one that this processor can run. The environment variable CARTOGRAD_KERNEL=NAME forces one, so that a result
// can be reproduced on another machine; an unknown or unsupported name is ignored.
template <class T>
const Kernel<T>& kernel();

// Those that this processor can run, simplest first.
template <class T>
struct KernelList {
  const Kernel<T>* kernels[3];
  int count;
};
template <class T>
KernelList<T> usable_kernels();

}  // namespace cartograd
