// The mathematics of each layer kind, as four functions: the values (forward), the derivatives of a loss by them
// (backward), and how both change when the parameters move along a direction (the R-operator, Pearlmutter 1994). One
// file per kind; only network.cpp calls them.
#pragma once

#include <utility>

#include "core/nn/network.h"

namespace cartograd {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline std::span<const double> elements(const Matrix& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}
inline std::span<double> elements(Matrix& matrix) { return {matrix.data(), static_cast<std::size_t>(matrix.size())}; }

// A pass as one layer sees it.
struct LayerView {
  const ParamVector& w;
  const Matrix& inputs;  // of the network
  const ForwardPass& pass;
  const std::vector<Shape>& shapes;  // of all values, by their number
  std::size_t layer = 0;             // the layer's number
  std::size_t norm = 0;              // how many BatchNorm layers come before it

  const Matrix& value(std::size_t number) const { return number == 0 ? inputs : pass.outputs[number - 1]; }
  const Matrix& output() const { return pass.outputs[layer]; }
};

// How parameters and values change, per unit of step.
struct ChangeView {
  const ParamVector& direction;
  const ForwardChange& change;

  // The inputs do not change: for them it is a matrix of zeros. Layers with much arithmetic ask is_zero first.
  const Matrix& value(std::size_t number) const { return number == 0 ? change.inputs : change.outputs[number - 1]; }
  static bool is_zero(std::size_t number) { return number == 0; }
};

// The derivatives of the loss by all values. Several layers may read the same values: their shares add up. Nobody wants
// the derivative by the inputs, so it is never computed.
class Slopes {
 public:
  explicit Slopes(std::size_t layers) : slopes_(layers + 1) {}

  static bool wanted(std::size_t number) { return number > 0; }
  template <class Share>
  void add(std::size_t number, const Share& share) {
    if (!wanted(number)) return;
    if (slopes_[number].size() == 0)
      slopes_[number].noalias() = share;
    else
      slopes_[number].noalias() += share;
  }
  void add(std::size_t number, Matrix&& share) {
    if (!wanted(number)) return;
    if (slopes_[number].size() == 0)
      slopes_[number] = std::move(share);
    else
      slopes_[number] += share;
  }
  Matrix take(std::size_t number) { return std::move(slopes_[number]); }

 private:
  std::vector<Matrix> slopes_;
};

// forward: `out` = the layer's values; it may have any size before.
// backward: `slope` is the derivative of the loss by the layer's values; adds those by what it reads to `slopes`, and
// those by its parameters to `gradient`.
// forward_change: `out` = how the layer's values change.
// backward_change: what backward adds, changed: `slope_change` belongs to `slope`, `slope_changes` to `slopes`; adds to
// `slopes` what backward adds, too, and to `product` the change of the gradient.
void forward(const Dense&, const LayerView&, Matrix& out);
void backward(const Dense&, const LayerView&, const Matrix& slope, Slopes& slopes, ParamVector& gradient);
void forward_change(const Dense&, const LayerView&, const ChangeView&, Matrix& out);
void backward_change(const Dense&, const LayerView&, const ChangeView&, const Matrix& slope, const Matrix& slope_change,
                     Slopes& slopes, Slopes& slope_changes, ParamVector& product);

void forward(const Convolution&, const LayerView&, Matrix& out);
void backward(const Convolution&, const LayerView&, const Matrix& slope, Slopes& slopes, ParamVector& gradient);
void forward_change(const Convolution&, const LayerView&, const ChangeView&, Matrix& out);
void backward_change(const Convolution&, const LayerView&, const ChangeView&, const Matrix& slope,
                     const Matrix& slope_change, Slopes& slopes, Slopes& slope_changes, ParamVector& product);

void forward(const Pooling&, const LayerView&, Matrix& out);
void backward(const Pooling&, const LayerView&, const Matrix& slope, Slopes& slopes, ParamVector& gradient);
void forward_change(const Pooling&, const LayerView&, const ChangeView&, Matrix& out);
void backward_change(const Pooling&, const LayerView&, const ChangeView&, const Matrix& slope,
                     const Matrix& slope_change, Slopes& slopes, Slopes& slope_changes, ParamVector& product);

void forward(const BatchNorm&, const LayerView&, Matrix& out);
void backward(const BatchNorm&, const LayerView&, const Matrix& slope, Slopes& slopes, ParamVector& gradient);
void forward_change(const BatchNorm&, const LayerView&, const ChangeView&, Matrix& out);
void backward_change(const BatchNorm&, const LayerView&, const ChangeView&, const Matrix& slope,
                     const Matrix& slope_change, Slopes& slopes, Slopes& slope_changes, ParamVector& product);

void forward(const Elementwise&, const LayerView&, Matrix& out);
void backward(const Elementwise&, const LayerView&, const Matrix& slope, Slopes& slopes, ParamVector& gradient);
void forward_change(const Elementwise&, const LayerView&, const ChangeView&, Matrix& out);
void backward_change(const Elementwise&, const LayerView&, const ChangeView&, const Matrix& slope,
                     const Matrix& slope_change, Slopes& slopes, Slopes& slope_changes, ParamVector& product);

void forward(const Addition&, const LayerView&, Matrix& out);
void backward(const Addition&, const LayerView&, const Matrix& slope, Slopes& slopes, ParamVector& gradient);
void forward_change(const Addition&, const LayerView&, const ChangeView&, Matrix& out);
void backward_change(const Addition&, const LayerView&, const ChangeView&, const Matrix& slope,
                     const Matrix& slope_change, Slopes& slopes, Slopes& slope_changes, ParamVector& product);

// The statistics that batch normalisation uses when none are given: those of the samples at hand.
void measure(const BatchNorm&, const Matrix& in, Eigen::VectorXd& mean, Eigen::VectorXd& variance);
// How many numbers a convolution unfolds at a time, whatever the number of samples.
Index unfolded_numbers(const Convolution&);

}  // namespace cartograd
