#include "core/nn/kernel/kernel.h"

#include <cmath>
#include <limits>
#include <vector>

#include "kernel_checks.h"

using namespace cartograd;

namespace {

// Arguments from tiny to huge, of both signs.
std::vector<double> test_points() {
  std::vector<double> points = {0.0, -0.0, 1e-30, -1e-30, 1e-9, 0.1, -0.5, 1, -20, 20, 40, 80, -80, 1e30, -1e30};
  Rng rng(3);
  while (points.size() < 4096) points.push_back(rng.normal() * (points.size() % 2 ? 1 : 8));
  return points;
}

template <class T>
void check_function(void (*function)(T*, long), double (*exact)(double), double tolerance, double smallest) {
  const std::vector<double> points = test_points();
  AlignedVector<T> values(points.begin(), points.end());
  const AlignedVector<T> arguments = values;
  function(values.data(), static_cast<long>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double z = static_cast<double>(arguments[i]), expected = exact(z);
    CAPTURE(z);
    CHECK(std::abs(static_cast<double>(values[i]) - expected) <= tolerance * std::abs(expected) + smallest);
  }
}

double exact_softplus(double z) { return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))); }
double exact_sigmoid(double z) { return z >= 0 ? 1 / (1 + std::exp(-z)) : std::exp(z) / (1 + std::exp(z)); }

// The loss of one sample by the definition, in long double.
double exact_cross_entropy(const std::vector<double>& z, std::size_t label) {
  long double sum = 0;
  for (std::size_t c = 0; c < z.size(); ++c)
    if (c != label) sum += std::exp(static_cast<long double>(z[c]) - static_cast<long double>(z[label]));
  return static_cast<double>(std::log1p(sum));
}

}  // namespace

TEST_SUITE("kernel") {
  TEST_CASE_TEMPLATE("activations agree with the library to a few units in the last place", T, float, double) {
    const double digits = std::numeric_limits<T>::epsilon(),
                 tiny = sizeof(T) == 4 ? 2e-38 : 1e-303;  // e^x is cut there
    for_every_kernel<T>([&](const Kernel<T>& kernel) {
      check_function<T>(
          kernel.tanh, [](double z) { return std::tanh(z); }, 4 * digits, tiny);
      check_function<T>(kernel.sigmoid, exact_sigmoid, 6 * digits, tiny);
      check_function<T>(kernel.softplus, exact_softplus, 6 * digits, tiny);
    });
  }

  TEST_CASE_TEMPLATE("nan stays nan, and a floor of 0 is ReLU", T, float, double) {
    for_every_kernel<T>([&](const Kernel<T>& kernel) {
      const T nan = std::numeric_limits<T>::quiet_NaN();
      for (auto* function : {kernel.tanh, kernel.sigmoid, kernel.softplus}) {
        AlignedVector<T> values(64, nan);
        function(values.data(), 64);
        for (T value : values) CHECK(std::isnan(value));
      }
      AlignedVector<T> values(64, nan), zeros(64, T{0});
      values[1] = -2;
      values[2] = 3;
      kernel.combine(values.data(), zeros.data(), zeros.data(), 1, 1, 0, values.data(), 64);
      CHECK(std::isnan(values[0]));
      CHECK(values[1] == 0);
      CHECK(values[2] == 3);
    });
  }

  TEST_CASE_TEMPLATE("a panel product is the sum it says, for any number of outputs and columns", T, float, double) {
    Rng rng(4);
    for_every_kernel<T>([&](const Kernel<T>& kernel) {
      constexpr long width = panel_width<T>, terms = 9;
      for (long outputs : {1, 2, 5, 6, 7, 13})
        for (long columns : {static_cast<long>(kernel.lanes), 3L * kernel.lanes, width}) {
          if (columns > width) continue;
          const long filled = (outputs + packed_outputs - 1) / packed_outputs * packed_outputs;
          const auto weights = normal_numbers<T>(filled * terms, rng), bias = normal_numbers<T>(filled, rng),
                     in = normal_numbers<T>(terms * width, rng), add = normal_numbers<T>(outputs * width, rng);
          AlignedVector<T> out(static_cast<std::size_t>(outputs * width), T{77});
          std::vector<int> offsets;
          for (int k = 0; k < terms; ++k) offsets.push_back(static_cast<int>((terms - 1 - k) * width));  // any order
          PanelProduct<T> task;
          task.outputs = outputs;
          task.terms = terms;
          task.weights = weights.data();
          task.bias = bias.data();
          task.in = in.data();
          task.offsets = offsets.data();
          task.out = out.data();
          task.add = add.data();
          task.floor = 0;
          task.output_step = width;
          task.columns = columns;
          task.pixel = width;
          kernel.panel_product(task);
          for (long o = 0; o < outputs; ++o)
            for (long c = 0; c < columns; ++c) {
              double expected = static_cast<double>(bias[static_cast<std::size_t>(o)]) +
                                static_cast<double>(add[static_cast<std::size_t>(o * width + c)]);
              for (long k = 0; k < terms; ++k)
                expected += static_cast<double>(
                                weights[static_cast<std::size_t>((o / 6 * terms + k) * packed_outputs + o % 6)]) *
                            static_cast<double>(in[static_cast<std::size_t>((terms - 1 - k) * width + c)]);
              CHECK(static_cast<double>(out[static_cast<std::size_t>(o * width + c)]) ==
                    doctest::Approx(std::max(expected, 0.0)).epsilon(20 * std::numeric_limits<T>::epsilon()).scale(20));
            }
          if (columns < width) CHECK(out[static_cast<std::size_t>(columns)] == 77);
        }
    });
  }

  TEST_CASE_TEMPLATE("the product of matrices, plain, transposed, added to, with a bias, and longer than a piece", T,
                     float, double) {
    Rng rng(5);
    for_every_kernel<T>([&](const Kernel<T>& kernel) {
      for (long rows : {1, 4, 6, 13, 25})
        for (long columns : {1, 8, 20, 70})
          for (long terms : {1, 7, 300}) {
            const long lanes = kernel.lanes, step = (columns + lanes - 1) / lanes * lanes;
            const auto a = normal_numbers<T>(rows * terms, rng), b = normal_numbers<T>(terms * step, rng),
                       start = normal_numbers<T>(rows * step, rng), bias = normal_numbers<T>(step, rng);
            for (int variant = 0; variant < 3; ++variant) {  // transposed A with a bias; onto C; from zero
              const bool transposed = variant == 0;
              AlignedVector<T> c = start;
              kernel.product({rows, columns, terms, a.data(), transposed ? 1 : terms, transposed ? rows : 1, b.data(),
                              step, c.data(), step, variant == 1, variant == 0 ? bias.data() : nullptr});
              double worst = 0;
              for (long m = 0; m < rows; ++m)
                for (long n = 0; n < columns; ++n) {
                  double expected = variant == 1   ? static_cast<double>(start[static_cast<std::size_t>(m * step + n)])
                                    : variant == 0 ? static_cast<double>(bias[static_cast<std::size_t>(n)])
                                                   : 0;
                  for (long k = 0; k < terms; ++k)
                    expected +=
                        static_cast<double>(a[static_cast<std::size_t>(transposed ? k * rows + m : m * terms + k)]) *
                        static_cast<double>(b[static_cast<std::size_t>(k * step + n)]);
                  worst = std::max(worst,
                                   std::abs(static_cast<double>(c[static_cast<std::size_t>(m * step + n)]) - expected));
                }
              CAPTURE(rows);
              CAPTURE(columns);
              CAPTURE(terms);
              CHECK(worst <= static_cast<double>(terms + 10) * 4 * std::numeric_limits<T>::epsilon());
            }
          }
    });
  }

  TEST_CASE_TEMPLATE("losses keep their digits, also where a sample is confidently right", T, float, double) {
    const double digits = std::numeric_limits<T>::epsilon();
    for_every_kernel<T>([&](const Kernel<T>& kernel) {
      Rng rng(6);
      constexpr long width = panel_width<T>, classes = 5;
      for (double size : {0.1, 3.0, 12.0, 25.0}) {
        AlignedVector<T> z(static_cast<std::size_t>(classes * width)), labels(static_cast<std::size_t>(width));
        for (T& x : z) x = static_cast<T>(size * rng.normal());
        for (std::size_t s = 0; s < labels.size(); ++s) labels[s] = static_cast<T>(s % classes);
        // One sample at a time, so that no large loss hides a small one.
        for (std::size_t s = 0; s < 16; ++s) {
          AlignedVector<T> one(static_cast<std::size_t>(classes * width), T{0}), label(static_cast<std::size_t>(width));
          std::vector<double> exact;
          for (std::size_t c = 0; c < classes; ++c) {
            const T value = z[c * static_cast<std::size_t>(width) + s];
            one[c * static_cast<std::size_t>(width)] = value;
            exact.push_back(static_cast<double>(value));
          }
          label[0] = labels[s];
          const double expected = exact_cross_entropy(exact, s % classes);
          CHECK(kernel.cross_entropy(one.data(), width, classes, label.data(), 1) ==
                doctest::Approx(expected).epsilon((20 + 2 * size) * digits).scale(0));
          const double logit = exact[0], target = s % 2 ? 1 : 0, margin = target > 0 ? logit : -logit;
          label[0] = static_cast<T>(target);
          CHECK(kernel.bce(one.data(), label.data(), 1) ==
                doctest::Approx(exact_softplus(-margin)).epsilon(20 * digits).scale(0));
        }
      }
    });
  }

  TEST_CASE_TEMPLATE("a loss of numbers that are not finite is not finite", T, float, double) {
    for_every_kernel<T>([&](const Kernel<T>& kernel) {
      constexpr long width = panel_width<T>;
      for (T bad : {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity()})
        for (std::size_t place : {0, 1, 2}) {
          AlignedVector<T> z(static_cast<std::size_t>(3 * width), T{0.5}), label(static_cast<std::size_t>(width), T{1});
          z[place * static_cast<std::size_t>(width)] = bad;
          AlignedVector<T> rows(static_cast<std::size_t>(kernel.lanes), T{0}), slope = rows;
          for (std::size_t c = 0; c < 3 && c < rows.size(); ++c) rows[c] = z[c * static_cast<std::size_t>(width)];
          if (!std::isnan(bad) && place == 1) continue;  // an infinite logit of the right class: no loss
          CHECK_FALSE(std::isfinite(kernel.cross_entropy(z.data(), width, 3, label.data(), 1)));
          if (kernel.lanes > 2)
            CHECK_FALSE(std::isfinite(
                kernel.cross_entropy_slope(rows.data(), kernel.lanes, 3, label.data(), 1, 1, slope.data())));
        }
    });
  }

  TEST_CASE_TEMPLATE("slopes of losses and activations are their differences", T, float, double) {
    const double step = sizeof(T) == 4 ? 1e-2 : 1e-5, tolerance = sizeof(T) == 4 ? 3e-3 : 1e-8;
    for_every_kernel<T>([&](const Kernel<T>& kernel) {
      Rng rng(7);
      const long lanes = kernel.lanes, classes = 3, row = (classes + lanes - 1) / lanes * lanes;
      AlignedVector<T> z(static_cast<std::size_t>(row), T{0}), slope = z, label(static_cast<std::size_t>(lanes), T{2});
      for (std::size_t c = 0; c < static_cast<std::size_t>(classes); ++c) z[c] = static_cast<T>(rng.normal());
      kernel.cross_entropy_slope(z.data(), row, classes, label.data(), 1, 1, slope.data());
      AlignedVector<T> scratch = z;
      for (std::size_t c = 0; c < static_cast<std::size_t>(classes); ++c) {
        AlignedVector<T> ahead = z, behind = z;
        ahead[c] += static_cast<T>(step);
        behind[c] -= static_cast<T>(step);
        const double difference =
            (kernel.cross_entropy_slope(ahead.data(), row, classes, label.data(), 1, 1, scratch.data()) -
             kernel.cross_entropy_slope(behind.data(), row, classes, label.data(), 1, 1, scratch.data())) /
            static_cast<double>(ahead[c] - behind[c]);
        CHECK(static_cast<double>(slope[c]) == doctest::Approx(difference).epsilon(tolerance));
      }
      label.assign(static_cast<std::size_t>(lanes), T{1});
      for (double logit : {-3.0, 0.0, 0.7, 5.0}) {
        AlignedVector<T> one(static_cast<std::size_t>(lanes), static_cast<T>(logit)), by(one);
        kernel.bce_slope(one.data(), label.data(), 1, 1, by.data());
        CHECK(static_cast<double>(by[0]) == doctest::Approx(exact_sigmoid(logit) - 1).epsilon(tolerance));
      }
      // f′ and f″ from the value; multiply_bend(slope 1, rate r, change 0) is bend · r, and bend · f′ = f″.
      for (auto [activation, value] : {std::pair{KernelActivation::tanh, std::tanh(0.3)},
                                       std::pair{KernelActivation::sigmoid, exact_sigmoid(0.3)}}) {
        const bool is_tanh = activation == KernelActivation::tanh;
        const double first = is_tanh ? 1 - value * value : value * (1 - value);
        const double second = is_tanh ? -2 * value * first : first * (1 - 2 * value);
        AlignedVector<T> v(static_cast<std::size_t>(lanes), static_cast<T>(value)), ones(v.size(), T{1}),
            factor = ones, change(v.size(), T{0});
        kernel.multiply_slope(activation, v.data(), factor.data(), lanes);
        CHECK(static_cast<double>(factor[0]) == doctest::Approx(first).epsilon(1e-6));
        kernel.multiply_bend(activation, v.data(), ones.data(), factor.data(), change.data(), lanes);
        CHECK(static_cast<double>(change[0]) == doctest::Approx(second).epsilon(1e-6));
      }
    });
  }
}
