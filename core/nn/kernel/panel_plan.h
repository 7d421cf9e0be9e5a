// Which steps a network takes on panels, and where their values and weights lie. No numbers of a plane are in here.
#pragma once

#include <vector>

#include "core/nn/kernel/kernel.h"
#include "core/nn/network.h"

namespace cartograd {

// A value of the network in the buffers: [channel][row][column][sample], images with a border of zeros that padded
// convolutions read. Lengths count pixels (times the panel's width in numbers: numbers).
struct PanelValue {
  Shape shape;
  Index border = 0;
  Index place = -1;  // where it starts in a slot of buffers; −1: it has none (the inputs, and what joined another step)

  Index row() const { return shape.width + 2 * border; }
  Index channel() const { return (shape.height + 2 * border) * row(); }
  Index size() const { return shape.channels * channel(); }
  Index corner() const { return border * row() + border; }  // the image's first pixel
};

// One step: what it reads, what it writes, and the layers that joined it.
struct PanelStep {
  enum class Kind { product, first_layer, function, pooling, addition, normalize };
  Kind kind = Kind::product;
  std::size_t in = 0, out = 0;           // numbers of values
  std::ptrdiff_t add = -1;               // another value to add; −1 = none
  bool relu = false;                     // negative results become zero
  const Activation* function = nullptr;  // function
  Pooling pooling;                       // pooling

  // Product: which parameters, and for every term where in a panel it lies, from the first pixel's first term on.
  Index weights = -1, biases = -1;  // in the parameter vector
  bool transposed = false;
  Index stride = 1, terms = 0;
  std::vector<int> offsets;  // in numbers
  Index start = 0;           // in pixels
  bool winograd = false;     // a convolution by winograd.inc.h: its terms are the channels, the offsets those of tiles
  // Normalize, or the normalisation that joined a product.
  const BatchNorm* norm = nullptr;
  std::size_t norm_number = 0;
  // Where the kernel's weights, biases, scales and shifts lie in the packed numbers.
  Index packed_weights = -1, packed_biases = -1, packed_scale = -1, packed_shift = -1, packed_end = 0;

  // The packed weights are so many blocks, each of outputs × terms.
  Index blocks() const { return winograd ? 16 : 1; }
  Index block_size(Index outputs) const { return packed_rows(outputs) * terms; }
  static Index packed_rows(Index outputs) { return (outputs + packed_outputs - 1) / packed_outputs * packed_outputs; }
};

struct PanelPlan {
  Index width = 0;  // samples per panel
  std::vector<PanelValue> values;
  std::vector<PanelStep> steps;
  Index slot_size = 0;     // numbers that one panel's values take together
  Index packed_size = 0;   // numbers that the weights of one point take, a multiple of 64 bytes
  Index tiles_size = 0;    // numbers that the buffers of the largest Winograd transform take
  double work = 0;         // multiplications per sample, those of the plain sums also where a transform saves some
  bool needs_all = false;  // has normalisation by the samples' own statistics

  // Numbers from one place of transformed tiles to the next. One pixel more than there are, or the 16 numbers of a tile
  // would all fall into the same few places of the first cache.
  Index tiles_step(Index channels) const { return (channels * winograd_tiles + 1) * width; }
};

// `image_width` and `vector_width`: samples per panel for networks with and without images. fixed: whether batch
// normalisation uses fixed statistics, so that it can join the product before it.
PanelPlan plan_panels(const Network& network, Index vector_width, Index image_width, bool fixed);

}  // namespace cartograd
