// Convolution as a product of matrices (im2col): every place of the filter becomes a row of numbers, one per term of
// the sum, so that the outputs are rows × terms times terms × out channels. A block of samples is unfolded at a time.
#include "core/nn/layer_functions.h"

namespace cartograd {

namespace {

constexpr Index rows_at_once = 512;  // enough for fast products, few enough to stay in the cache

Index terms(const Convolution& layer) { return layer.in.channels * layer.size * layer.size; }
Index samples_at_once(const Convolution& layer) { return std::max<Index>(1, rows_at_once / layer.out.pixels()); }

auto weights(const Convolution& layer, const ParamVector& w) {
  return Eigen::Map<const RowMajor>(w.data() + layer.weights, layer.out.channels, terms(layer));
}
auto weights(const Convolution& layer, ParamVector& w) {
  return Eigen::Map<RowMajor>(w.data() + layer.weights, layer.out.channels, terms(layer));
}
auto biases(const Convolution& layer, const ParamVector& w) {
  return w.segment(layer.biases, layer.out.channels).transpose();
}
auto biases(const Convolution& layer, ParamVector& w) {
  return w.segment(layer.biases, layer.out.channels).transpose();
}

// Samples [first, first + count).
struct Block {
  Index first, count;
};

template <class Use>
void for_each_block(const Convolution& layer, Index samples, const Use& use) {
  const Index step = samples_at_once(layer);
  for (Index first = 0; first < samples; first += step) use(Block{first, std::min(step, samples - first)});
}

// Calls join(row, term, first place in the sample's image, how many) for every run of filter places that read pixels of
// one image row; rows of the unfolded matrix that read outside of the image are left out.
template <class Join>
void for_each_run(const Convolution& layer, const Join& join) {
  Index term = 0;
  for (Index c = 0; c < layer.in.channels; ++c)
    for (Index dy = 0; dy < layer.size; ++dy)
      for (Index dx = 0; dx < layer.size; ++dx, ++term) {
        // Output columns whose pixel x·stride + dx − padding is inside.
        const Index before = std::max<Index>(0, layer.padding - dx);
        const Index begin = (before + layer.stride - 1) / layer.stride;
        const Index last = layer.in.width - 1 + layer.padding - dx;
        const Index end = last < 0 ? begin : std::min(layer.out.width, last / layer.stride + 1);
        if (begin >= end) continue;
        for (Index y = 0; y < layer.out.height; ++y) {
          const Index row = y * layer.stride + dy - layer.padding;
          if (row < 0 || row >= layer.in.height) continue;
          const Index place = (c * layer.in.height + row) * layer.in.width + begin * layer.stride + dx - layer.padding;
          join(y * layer.out.width + begin, term, place, end - begin);
        }
      }
}

// The block's images as a matrix (out pixels of all samples) × terms.
Matrix unfold(const Convolution& layer, const Matrix& images, const Block& block) {
  Matrix unfolded = Matrix::Zero(block.count * layer.out.pixels(), terms(layer));
  for (Index s = 0; s < block.count; ++s) {
    const double* image = images.col(block.first + s).data();
    for_each_run(layer, [&](Index row, Index term, Index place, Index count) {
      double* to = unfolded.col(term).data() + s * layer.out.pixels() + row;
      for (Index x = 0; x < count; ++x) to[x] = image[place + x * layer.stride];
    });
  }
  return unfolded;
}

// The transpose of unfold: adds every number to the pixel that it was read from.
void fold(const Convolution& layer, const Matrix& unfolded, const Block& block, Matrix& images) {
  for (Index s = 0; s < block.count; ++s) {
    double* image = images.col(block.first + s).data();
    for_each_run(layer, [&](Index row, Index term, Index place, Index count) {
      const double* from = unfolded.col(term).data() + s * layer.out.pixels() + row;
      for (Index x = 0; x < count; ++x) image[place + x * layer.stride] += from[x];
    });
  }
}

// The block's output values between (out pixels of all samples) × channels, as products make them, and size × samples.
Matrix as_rows(const Convolution& layer, const Matrix& out, const Block& block) {
  const Index pixels = layer.out.pixels();
  Matrix rows(block.count * pixels, layer.out.channels);
  for (Index s = 0; s < block.count; ++s)
    rows.middleRows(s * pixels, pixels) =
        Eigen::Map<const Matrix>(out.col(block.first + s).data(), pixels, layer.out.channels);
  return rows;
}
void store_rows(const Convolution& layer, const Matrix& rows, const Block& block, Matrix& out) {
  const Index pixels = layer.out.pixels();
  for (Index s = 0; s < block.count; ++s)
    Eigen::Map<Matrix>(out.col(block.first + s).data(), pixels, layer.out.channels) =
        rows.middleRows(s * pixels, pixels);
}

}  // namespace

Index unfolded_numbers(const Convolution& layer) { return samples_at_once(layer) * layer.out.pixels() * terms(layer); }

void forward(const Convolution& layer, const LayerView& view, Matrix& out) {
  const Matrix& in = view.value(layer.source);
  out.resize(layer.out.size(), in.cols());
  for_each_block(layer, in.cols(), [&](const Block& block) {
    Matrix rows = unfold(layer, in, block) * weights(layer, view.w).transpose();
    if (layer.biases >= 0) rows.rowwise() += biases(layer, view.w);
    store_rows(layer, rows, block, out);
  });
}

void backward(const Convolution& layer, const LayerView& view, const Matrix& slope, Slopes& slopes,
              ParamVector& gradient) {
  const Matrix& in = view.value(layer.source);
  const bool wanted = Slopes::wanted(layer.source);
  Matrix in_slope;
  if (wanted) in_slope.setZero(in.rows(), in.cols());
  for_each_block(layer, in.cols(), [&](const Block& block) {
    const Matrix rows = as_rows(layer, slope, block);
    weights(layer, gradient).noalias() += rows.transpose() * unfold(layer, in, block);
    if (layer.biases >= 0) biases(layer, gradient) += rows.colwise().sum();
    if (wanted) fold(layer, rows * weights(layer, view.w), block, in_slope);
  });
  slopes.add(layer.source, std::move(in_slope));
}

void forward_change(const Convolution& layer, const LayerView& view, const ChangeView& change, Matrix& out) {
  const Matrix& in = view.value(layer.source);
  out.resize(layer.out.size(), in.cols());
  for_each_block(layer, in.cols(), [&](const Block& block) {
    Matrix rows = unfold(layer, in, block) * weights(layer, change.direction).transpose();
    if (!ChangeView::is_zero(layer.source))
      rows.noalias() += unfold(layer, change.value(layer.source), block) * weights(layer, view.w).transpose();
    if (layer.biases >= 0) rows.rowwise() += biases(layer, change.direction);
    store_rows(layer, rows, block, out);
  });
}

void backward_change(const Convolution& layer, const LayerView& view, const ChangeView& change, const Matrix& slope,
                     const Matrix& slope_change, Slopes& slopes, Slopes& slope_changes, ParamVector& product) {
  const Matrix& in = view.value(layer.source);
  const bool wanted = Slopes::wanted(layer.source);
  Matrix in_slope, in_slope_change;
  if (wanted) {
    in_slope.setZero(in.rows(), in.cols());
    in_slope_change.setZero(in.rows(), in.cols());
  }
  for_each_block(layer, in.cols(), [&](const Block& block) {
    const Matrix rows = as_rows(layer, slope, block), rows_change = as_rows(layer, slope_change, block);
    weights(layer, product).noalias() += rows_change.transpose() * unfold(layer, in, block);
    if (!ChangeView::is_zero(layer.source))
      weights(layer, product).noalias() += rows.transpose() * unfold(layer, change.value(layer.source), block);
    if (layer.biases >= 0) biases(layer, product) += rows_change.colwise().sum();
    if (!wanted) return;
    fold(layer, rows * weights(layer, view.w), block, in_slope);
    fold(layer, rows_change * weights(layer, view.w) + rows * weights(layer, change.direction), block, in_slope_change);
  });
  slopes.add(layer.source, std::move(in_slope));
  slope_changes.add(layer.source, std::move(in_slope_change));
}

}  // namespace cartograd
