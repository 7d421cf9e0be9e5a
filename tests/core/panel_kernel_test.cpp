#include "core/nn/kernel/panel_kernel.h"

#include <cmath>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/rng.h"

using namespace cartograd;

namespace {

std::vector<double> test_points() {
  std::vector<double> points = {0.0, -0.0, 1e-300, -1e-300, 1e-9, 0.1, -0.5, 1, -20, 20, 40, 709, -745, 1e300, -1e300};
  Rng rng(3);
  while (points.size() < 4096) points.push_back(rng.normal() * (points.size() % 2 ? 1 : 8));
  return points;
}

void check_function(void (*kernel)(double*, long), double (*exact)(double), double tolerance) {
  std::vector<double> values = test_points();
  kernel(values.data(), static_cast<long>(values.size()));
  const std::vector<double> points = test_points();
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double expected = exact(points[i]);
    CAPTURE(points[i]);
    CHECK(std::abs(values[i] - expected) <= tolerance * std::max(std::abs(expected), 1e-290));
  }
}

}  // namespace

TEST_SUITE("panel_kernel") {
  TEST_CASE("tanh, sigmoid and ReLU agree with the library to rounding on every instruction set") {
    const PanelKernelList list = usable_panel_kernels();
    REQUIRE(list.count >= 1);
    for (int i = 0; i < list.count; ++i) {
      const PanelKernel& kernel = *list.kernels[i];
      CAPTURE(kernel.name);
      check_function(
          kernel.tanh, [](double z) { return std::tanh(z); }, 1e-15);
      // Beyond −700 the sigmoid is cut at e^−700 ≈ 1e-304.
      check_function(
          kernel.sigmoid, [](double z) { return 1 / (1 + std::exp(-std::max(z, -700.0))); }, 2e-15);
      check_function(
          kernel.relu, [](double z) { return z > 0 ? z : 0; }, 0);
    }
  }

  TEST_CASE("nan stays nan") {
    const PanelKernelList list = usable_panel_kernels();
    for (int i = 0; i < list.count; ++i)
      for (auto* function : {list.kernels[i]->tanh, list.kernels[i]->sigmoid, list.kernels[i]->relu}) {
        std::vector<double> values(panel_width, std::numeric_limits<double>::quiet_NaN());
        function(values.data(), panel_width);
        for (double value : values) CHECK(std::isnan(value));
      }
  }

  TEST_CASE("a dense layer is the matrix product, for any number of outputs, with and without biases") {
    const PanelKernelList list = usable_panel_kernels();
    Rng rng(4);
    for (int i = 0; i < list.count; ++i)
      for (long outputs : {1, 2, 5, 6, 7, 13}) {
        const long inputs = 9;
        std::vector<double> weights(static_cast<std::size_t>(outputs * inputs)),
            bias(static_cast<std::size_t>(outputs)), in(static_cast<std::size_t>(inputs * panel_width)),
            out(static_cast<std::size_t>(outputs * panel_width));
        for (auto* numbers : {&weights, &bias, &in})
          for (double& x : *numbers) x = rng.normal();
        for (const double* b : {static_cast<const double*>(bias.data()), static_cast<const double*>(nullptr)}) {
          list.kernels[i]->dense(weights.data(), b, outputs, inputs, in.data(), out.data());
          for (long o = 0; o < outputs; ++o)
            for (long lane = 0; lane < panel_width; ++lane) {
              double expected = b ? b[o] : 0;
              for (long k = 0; k < inputs; ++k)
                expected += weights[static_cast<std::size_t>(o * inputs + k)] *
                            in[static_cast<std::size_t>(k * panel_width + lane)];
              CHECK(out[static_cast<std::size_t>(o * panel_width + lane)] == doctest::Approx(expected).epsilon(1e-13));
            }
        }
      }
  }
}
