// Every kind of layer: its values by the definition, and its derivatives.
#include <cmath>

#include <fmt/format.h>

#include "core/nn/network_builder.h"
#include "network_checks.h"

using namespace cartograd;

namespace {

const Activation& tanh_function() { return find_activation("tanh"); }

// A network on random inputs with the loss Σ q(output) over all outputs and samples, q(z) = z²/2 + z³/6: not quadratic,
// so that no term of the second derivatives is missing from the check.
class LayerObjective final : public Objective {
 public:
  LayerObjective(Network network, Index samples, Rng& rng, const NormStatistics* fixed = nullptr)
      : network_(std::move(network)),
        inputs_(Matrix::NullaryExpr(network_.inputs(), samples, [&] { return rng.normal(); })),
        fixed_(fixed) {}

  Index dimension() const override { return network_.dimension(); }
  const Matrix& inputs() const { return inputs_; }
  const Network& network() const { return network_; }

  double evaluate(const ParamVector& w, Batch, ParamVector* gradient) const override {
    ForwardPass pass;
    network_.forward(w, inputs_, pass, fixed_);
    const Eigen::ArrayXXd z = pass.outputs.back().array();
    if (gradient) {
      gradient->setZero(dimension());
      network_.backward(w, inputs_, pass, z + z.square() / 2, *gradient);
    }
    return (z.square() / 2 + z.cube() / 6).sum();
  }

  ParamVector hessian_vector(const ParamVector& w, const ParamVector& v) const override {
    ForwardPass pass;
    ForwardChange change;
    network_.forward(w, inputs_, pass, fixed_);
    network_.forward_change(w, v, inputs_, pass, change);
    const Eigen::ArrayXXd z = pass.outputs.back().array();
    ParamVector product = ParamVector::Zero(dimension());
    network_.backward_change(w, v, inputs_, pass, change, z + z.square() / 2, (1 + z) * change.outputs.back().array(),
                             product);
    return product;
  }

 private:
  Network network_;
  Matrix inputs_;
  const NormStatistics* fixed_;
};

// Every layer kind with the cases that differ, each between layers with parameters so that slopes pass through it.
std::vector<Network> layer_cases() {
  const Activation& tanh = tanh_function();
  std::vector<Network> cases;
  const auto image = [] { return NetworkBuilder({2, 5, 5}); };
  cases.push_back(NetworkBuilder({3}).dense(4, true).activation(tanh).dense(2, false).build("dense"));
  cases.push_back(
      NetworkBuilder({3}).dense(2, true).activation(tanh).tied_dense(0, true).build("dense, tied to an earlier layer"));
  for (Index size : {1, 2, 3})
    for (Index stride : {1, 2, 3})
      for (Index padding : {0, 1}) {
        if (padding >= size) continue;
        cases.push_back(image()
                            .convolution(2, size, stride, padding, true)
                            .activation(tanh)
                            .convolution(2, 1, 1, 0, false)
                            .build(fmt::format("convolution size {} stride {} padding {}", size, stride, padding)));
        cases.push_back(
            image()
                .convolution(2, 1, 1, 0, false)
                .activation(tanh)
                .convolution(2, size, stride, padding, true)
                .build(fmt::format("second convolution size {} stride {} padding {}", size, stride, padding)));
      }
  for (bool maximum : {false, true})
    for (const auto& [size, stride] : {std::pair{2, 2}, {3, 2}, {2, 1}, {5, 5}})
      cases.push_back(
          image()
              .convolution(3, 3, 1, 1, true)
              .pooling(maximum, size, stride)
              .dense(2, true)
              .build(fmt::format("{} pooling size {} stride {}", maximum ? "max" : "average", size, stride)));
  cases.push_back(NetworkBuilder({3}).dense(3, false).batch_norm().activation(tanh).dense(2, true).build("norm"));
  cases.push_back(image().convolution(2, 3, 1, 1, false).batch_norm().dense(2, true).build("norm of images"));
  cases.push_back(NetworkBuilder({3}).batch_norm().dense(2, true).activation(tanh).build("norm of the inputs"));
  cases.push_back(NetworkBuilder({3}).activation(tanh).dense(2, true).build("function of the inputs"));
  cases.push_back(NetworkBuilder({3}).dense(3, true).activation(tanh).addition(0).dense(2, true).build("skip"));
  cases.push_back(NetworkBuilder({3}).dense(3, true).addition(1).activation(tanh).build("twice the same"));
  {
    // Two layers read the values 2, one of them as a larger image with fewer channels.
    NetworkBuilder builder = image();
    builder.convolution(2, 3, 1, 1, true).activation(tanh);
    builder.convolution(3, 3, 2, 1, true).addition(2).activation(tanh);
    cases.push_back(builder.build("skip to a smaller image with more channels"));
  }
  return cases;
}

// The sum by its definition.
double convolve(const Convolution& layer, const ParamVector& w, const Matrix& in, Index sample, Index o, Index y,
                Index x) {
  double sum = layer.biases >= 0 ? w[layer.biases + o] : 0;
  for (Index c = 0; c < layer.in.channels; ++c)
    for (Index dy = 0; dy < layer.size; ++dy)
      for (Index dx = 0; dx < layer.size; ++dx) {
        const Index row = y * layer.stride + dy - layer.padding, column = x * layer.stride + dx - layer.padding;
        if (row < 0 || row >= layer.in.height || column < 0 || column >= layer.in.width) continue;
        const Index filter = ((o * layer.in.channels + c) * layer.size + dy) * layer.size + dx;
        sum += w[layer.weights + filter] * in((c * layer.in.height + row) * layer.in.width + column, sample);
      }
  return sum;
}

}  // namespace

TEST_SUITE("layers") {
  TEST_CASE("gradient and Hessian of every layer kind, entry by entry") {
    Rng rng(1);
    for (const Network& network : layer_cases()) {
      CAPTURE(network.description());
      const LayerObjective objective(network, 4, rng);
      check_derivatives(objective, random_vector(objective.dimension(), rng, 0.5), rng);
    }
  }

  TEST_CASE("gradient and Hessian with fixed statistics") {
    Rng rng(2);
    int checked = 0;
    for (const Network& network : layer_cases()) {
      const LayerObjective free(network, 6, rng);
      const ParamVector w = random_vector(free.dimension(), rng, 0.5);
      const NormStatistics norms = network.statistics(w, free.inputs());
      if (norms.mean.empty()) continue;
      ++checked;
      CAPTURE(network.description());
      const LayerObjective fixed(network, 5, rng, &norms);
      check_derivatives(fixed, w, rng);
      // Fixed at what the samples have themselves, they change the derivatives but not the values.
      CHECK(network.forward(w, free.inputs(), &norms) == network.forward(w, free.inputs()));
      // A sample's outputs do not depend on the others any more.
      const Matrix one = free.inputs().col(0);
      CHECK(relative_difference(network.forward(w, one, &norms).col(0), network.forward(w, free.inputs()).col(0)) <
            1e-13);
    }
    CHECK(checked == 3);
  }

  TEST_CASE("a convolution is the sum of its definition, whatever the number of samples") {
    Rng rng(3);
    for (Index size : {1, 2, 3, 5})
      for (Index stride : {1, 2, 3})
        for (Index padding : {0, 1, 2}) {
          CAPTURE(size);
          CAPTURE(stride);
          CAPTURE(padding);
          const Network network =
              NetworkBuilder({2, 6, 5}).convolution(3, size, stride, padding, true).build("convolution");
          const auto& layer = std::get<Convolution>(network.layers()[0]);
          const ParamVector w = random_vector(network.dimension(), rng);
          const Matrix in = Matrix::NullaryExpr(60, 300, [&] { return rng.normal(); });
          const Matrix out = network.forward(w, in);
          CHECK(layer.out.height == (6 + 2 * padding - size) / stride + 1);
          double worst = 0;
          for (Index sample : {0, 1, 17, 150, 299})
            for (Index o = 0; o < 3; ++o)
              for (Index y = 0; y < layer.out.height; ++y)
                for (Index x = 0; x < layer.out.width; ++x)
                  worst = std::max(worst, std::abs(out((o * layer.out.height + y) * layer.out.width + x, sample) -
                                                   convolve(layer, w, in, sample, o, y, x)));
          CHECK(worst < 1e-12);
        }
  }

  TEST_CASE("pooling: mean and maximum of known windows; nan is not hidden") {
    Matrix image(16, 1);
    for (Index i = 0; i < 16; ++i)
      image(i, 0) = static_cast<double>(i * i % 11);  // 0 1 4 9 / 5 3 3 5 / 9 4 1 0 / 1 4 9 5
    const auto pooled = [&](bool maximum, Index size, Index stride) {
      return NetworkBuilder({1, 4, 4}).pooling(maximum, size, stride).build("").forward({}, image);
    };
    CHECK(pooled(true, 2, 2) == Matrix(Eigen::Vector4d(5, 9, 9, 9)));
    CHECK(pooled(false, 2, 2) == Matrix(Eigen::Vector4d(9, 21, 18, 15) / 4));
    CHECK(pooled(true, 3, 1) == Matrix(Eigen::Vector4d(9, 9, 9, 9)));
    CHECK(pooled(false, 4, 4)(0, 0) == doctest::Approx(63 / 16.0));
    image(0, 0) = NAN;
    CHECK(std::isnan(pooled(true, 2, 2)(0, 0)));
    image(0, 0) = 0;
    image(5, 0) = NAN;
    CHECK(std::isnan(pooled(true, 2, 2)(0, 0)));
    CHECK(pooled(true, 2, 2)(3, 0) == 9);
  }

  TEST_CASE("batch normalisation gives every channel mean 0 and variance v / (v + epsilon)") {
    Rng rng(4);
    const Network network = NetworkBuilder({2, 3, 3}).batch_norm().build("norm");
    Matrix in = Matrix::NullaryExpr(18, 7, [&] { return 5 + 3 * rng.normal(); });
    ParamVector w(4);
    w << 1, 2, 0, -1;  // scales, then shifts
    const Matrix out = network.forward(w, in);
    const NormStatistics norms = network.statistics(w, in);
    for (Index c : {0, 1}) {
      const Eigen::ArrayXXd x = in.middleRows(9 * c, 9).array(), y = out.middleRows(9 * c, 9).array();
      CHECK(norms.mean[0][c] == doctest::Approx(x.mean()).epsilon(1e-13));
      const double variance = x.square().mean() - x.mean() * x.mean();
      CHECK(norms.variance[0][c] == doctest::Approx(variance).epsilon(1e-11));
      CHECK(std::abs(y.mean() - w[2 + c]) < 1e-13);
      CHECK((y - y.mean()).square().mean() ==
            doctest::Approx(w[c] * w[c] * variance / (variance + 1e-5)).epsilon(1e-11));
    }
  }

  TEST_CASE("an addition takes every k-th pixel and leaves the missing channels alone") {
    // The identity as a 1 × 1 convolution with stride 2 into the second of two channels.
    NetworkBuilder builder({1, 5, 5});
    builder.convolution(2, 1, 2, 0, false).addition(0);
    const Network network = builder.build("addition");
    const Matrix in = Eigen::VectorXd::LinSpaced(25, 0, 24);
    Eigen::VectorXd every_second(9);
    every_second << 0, 2, 4, 10, 12, 14, 20, 22, 24;
    ParamVector w(2);
    w << 0, 1;
    const Matrix out = network.forward(w, in);
    CHECK(out.topRows(9) == Matrix(every_second));
    CHECK(out.bottomRows(9) == Matrix(every_second));
  }

  TEST_CASE("layers that do not fit are a broken invariant, too many parameters are bad input") {
    Elementwise layer;
    layer.in = layer.out = {3};
    layer.activation = &tanh_function();
    CHECK_THROWS_AS(Network({2}, {layer}, ""), std::logic_error);
    CHECK_THROWS_AS(Network({2}, {}, ""), std::logic_error);
    layer.source = 1;
    CHECK_THROWS_AS(Network({3}, {layer}, ""), std::logic_error);
    CHECK_THROWS_WITH_AS(NetworkBuilder({1 << 16}).dense(1 << 16, true).build(""), doctest::Contains("parameters"),
                         InputError);
    CHECK_THROWS_AS(NetworkBuilder({1, 2, 2}).convolution(1, 3, 1, 0, true), InputError);
  }
}
