// Batch normalisation (Ioffe & Szegedy 2015). Per channel, over all n = samples · height · width values x of it:
// deviation s = √(variance + ε), normal form h = (x − mean) / s, output scale · h + shift. An average over the channel
// is written ⟨…⟩. With fixed statistics mean and s do not depend on x, and the averages drop out.
#include "core/nn/layer_functions.h"

namespace cartograd {

namespace {

// One channel of values: pixels × samples.
auto channel_of(const BatchNorm& layer, const Matrix& values, Index channel) {
  return values.middleRows(channel * layer.in.pixels(), layer.in.pixels()).array();
}
auto channel_of(const BatchNorm& layer, Matrix& values, Index channel) {
  return values.middleRows(channel * layer.in.pixels(), layer.in.pixels()).array();
}

// The normal form of one channel.
struct Normal {
  Eigen::ArrayXXd h;
  double deviation;
};

Normal normal_form(const BatchNorm& layer, const LayerView& view, Index channel) {
  const double mean = view.pass.norms.mean[view.norm][channel],
               deviation = std::sqrt(view.pass.norms.variance[view.norm][channel] + layer.epsilon);
  return {(channel_of(layer, view.value(layer.source), channel) - mean) / deviation, deviation};
}

// How the normal form changes with the values it is made from: deviation′ = ⟨h x′⟩, h′ = (x′ − ⟨x′⟩ − h ⟨h x′⟩) / s.
// (⟨h⟩ = 0, so it makes no difference in ⟨h x′⟩ whether the mean of x′ is taken off.)
Normal change_of(const Normal& normal, const Eigen::ArrayXXd& x_change, bool fixed) {
  if (fixed) return {x_change / normal.deviation, 0};
  const double deviation_change = (normal.h * x_change).mean();
  return {(x_change - x_change.mean() - normal.h * deviation_change) / normal.deviation, deviation_change};
}

// The slope by x over that by h's factor scale / s: g − ⟨g⟩ − h ⟨g h⟩ for a slope g by the output.
Eigen::ArrayXXd centered(const Normal& normal, const Eigen::ArrayXXd& g, bool fixed) {
  if (fixed) return g;
  return g - g.mean() - normal.h * (g * normal.h).mean();
}

}  // namespace

void measure(const BatchNorm& layer, const Matrix& in, Eigen::VectorXd& mean, Eigen::VectorXd& variance) {
  mean.resize(layer.in.channels);
  variance.resize(layer.in.channels);
  for (Index c = 0; c < layer.in.channels; ++c) {
    const auto x = channel_of(layer, in, c);
    mean[c] = x.mean();
    variance[c] = (x - mean[c]).square().mean();
  }
}

void forward(const BatchNorm& layer, const LayerView& view, Matrix& out) {
  out.resize(layer.out.size(), view.value(layer.source).cols());
  for (Index c = 0; c < layer.in.channels; ++c)
    channel_of(layer, out, c) = view.w[layer.scale + c] * normal_form(layer, view, c).h + view.w[layer.shift + c];
}

void backward(const BatchNorm& layer, const LayerView& view, const Matrix& slope, Slopes& slopes,
              ParamVector& gradient) {
  Matrix in_slope(slope.rows(), slope.cols());
  for (Index c = 0; c < layer.in.channels; ++c) {
    const Normal normal = normal_form(layer, view, c);
    const Eigen::ArrayXXd g = channel_of(layer, slope, c);
    gradient[layer.scale + c] += (g * normal.h).sum();
    gradient[layer.shift + c] += g.sum();
    channel_of(layer, in_slope, c) =
        view.w[layer.scale + c] / normal.deviation * centered(normal, g, view.pass.fixed_norms);
  }
  slopes.add(layer.source, std::move(in_slope));
}

void forward_change(const BatchNorm& layer, const LayerView& view, const ChangeView& change, Matrix& out) {
  const Matrix& x_change = change.value(layer.source);
  out.resize(x_change.rows(), x_change.cols());
  for (Index c = 0; c < layer.in.channels; ++c) {
    const Normal normal = normal_form(layer, view, c);
    const Normal rate = change_of(normal, channel_of(layer, x_change, c), view.pass.fixed_norms);
    channel_of(layer, out, c) = view.w[layer.scale + c] * rate.h + change.direction[layer.scale + c] * normal.h +
                                change.direction[layer.shift + c];
  }
}

void backward_change(const BatchNorm& layer, const LayerView& view, const ChangeView& change, const Matrix& slope,
                     const Matrix& slope_change, Slopes& slopes, Slopes& slope_changes, ParamVector& product) {
  const bool fixed = view.pass.fixed_norms;
  const Matrix& x_change = change.value(layer.source);
  Matrix in_slope(slope.rows(), slope.cols()), in_slope_change(slope.rows(), slope.cols());
  for (Index c = 0; c < layer.in.channels; ++c) {
    const Normal normal = normal_form(layer, view, c);
    const Normal rate = change_of(normal, channel_of(layer, x_change, c), fixed);
    const Eigen::ArrayXXd g = channel_of(layer, slope, c), g_change = channel_of(layer, slope_change, c);
    product[layer.scale + c] += (g_change * normal.h + g * rate.h).sum();
    product[layer.shift + c] += g_change.sum();

    // The product rule on in_slope = factor · centered(g), factor = scale / s.
    const double s = normal.deviation, scale = view.w[layer.scale + c], factor = scale / s;
    const double factor_change = change.direction[layer.scale + c] / s - factor * rate.deviation / s;
    const Eigen::ArrayXXd part = centered(normal, g, fixed);
    Eigen::ArrayXXd part_change = centered(normal, g_change, fixed);
    if (!fixed) part_change -= rate.h * (g * normal.h).mean() + normal.h * (g * rate.h).mean();
    channel_of(layer, in_slope, c) = factor * part;
    channel_of(layer, in_slope_change, c) = factor_change * part + factor * part_change;
  }
  slopes.add(layer.source, std::move(in_slope));
  slope_changes.add(layer.source, std::move(in_slope_change));
}

}  // namespace cartograd
