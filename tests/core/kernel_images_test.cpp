// What the kernel does with images: pooling, and whole networks of odd sizes.
#include <cmath>
#include <limits>

#include "core/nn/network_builder.h"
#include "kernel_checks.h"
#include "network_checks.h"

using namespace cartograd;

namespace {

// Channels × rows × columns pixels of a kernel's image, each a vector of samples.
template <class T>
struct Image {
  static constexpr long pixel = image_panel_width<T>;
  long channels, rows, columns;
  AlignedVector<T> numbers;

  Image(long c, long y, long x) : channels(c), rows(y), columns(x) {
    numbers.assign(static_cast<std::size_t>(c * y * x * pixel), T{77});
  }
  static Image normal(long c, long y, long x, Rng& rng) {
    Image image(c, y, x);
    image.numbers = normal_numbers<T>(c * y * x * pixel, rng);
    return image;
  }

  long row_step() const { return columns * pixel; }
  long channel_step() const { return rows * row_step(); }
  T& at(long c, long y, long x, long sample) {
    return numbers[static_cast<std::size_t>(c * channel_step() + y * row_step() + x * pixel + sample)];
  }
};

// Random images of three classes.
Dataset images(const Shape& shape, Index samples, Rng& rng) {
  Dataset data;
  data.inputs = Matrix::NullaryExpr(shape.size(), samples, [&] { return rng.normal(); });
  data.class_count = 3;
  for (Index i = 0; i < samples; ++i) data.classes.push_back(i % 3);
  return data;
}

// Networks of images of 7 × 5 pixels.
std::vector<Network> image_networks() {
  const Activation& relu = find_activation("relu");
  const auto begin = [] { return NetworkBuilder({16, 7, 5}); };
  std::vector<Network> networks;
  networks.push_back(begin().convolution(32, 3, 1, 1, true).activation(relu).dense(3, true).build("padded"));
  networks.push_back(begin().convolution(32, 3, 1, 0, true).dense(3, true).build("without padding"));
  networks.push_back(
      begin().convolution(32, 3, 1, 1, false).batch_norm().activation(relu).dense(3, true).build("normalised"));
  networks.push_back(begin()
                         .convolution(14, 3, 1, 1, true)
                         .pooling(true, 3, 2)
                         .convolution(13, 5, 1, 2, true)  // its wider border is everybody's
                         .convolution(14, 3, 1, 1, false)
                         .pooling(false, 2, 1)
                         .dense(3, true)
                         .build("pooled, with a wider border"));
  NetworkBuilder skips = begin();
  skips.convolution(16, 3, 1, 1, false).batch_norm().activation(relu);
  const std::size_t first = skips.newest();
  skips.convolution(16, 3, 1, 1, false).batch_norm().addition(first).activation(relu);
  const std::size_t second = skips.newest();
  skips.convolution(20, 3, 2, 1, false).batch_norm().addition(second).activation(relu);
  networks.push_back(skips.dense(3, true).build("with skips, one to an image of half the size"));
  return networks;
}

}  // namespace

TEST_SUITE("kernel_images") {
  TEST_CASE_TEMPLATE("pooling: maximum and mean of every window; nan is not hidden", T, float, double) {
    Rng rng(1);
    for_every_kernel<T>([&](const Kernel<T>& kernel) {
      for (bool maximum : {false, true})
        for (const auto& [size, stride] : {std::pair{1L, 1L}, {2L, 2L}, {3L, 2L}, {2L, 1L}, {5L, 5L}}) {
          auto in = Image<T>::normal(3, 7, 6, rng);
          const T nan = std::numeric_limits<T>::quiet_NaN();
          in.at(1, 0, 0, 1) = in.at(1, 2, 3, 0) = in.at(2, 4, 4, 2) = nan;
          in.at(0, 1, 1, 3) = -std::numeric_limits<T>::infinity();
          Image<T> out(3, (in.rows - size) / stride + 1, (in.columns - size) / stride + 1);
          kernel.pool({maximum, size, stride, out.channels, out.rows, out.columns, in.numbers.data(), in.channel_step(),
                       in.row_step(), out.numbers.data(), out.channel_step(), out.row_step()});
          for (long c = 0; c < out.channels; ++c)
            for (long y = 0; y < out.rows; ++y)
              for (long x = 0; x < out.columns; ++x)
                for (long s = 0; s < in.pixel; ++s) {
                  double largest = -INFINITY, sum = 0;
                  for (long i = 0; i < size * size; ++i) {
                    const double value = static_cast<double>(in.at(c, y * stride + i / size, x * stride + i % size, s));
                    largest = std::max(largest, value);
                    sum += value;
                  }
                  const double pooled = static_cast<double>(out.at(c, y, x, s));
                  const double expected = maximum ? largest : sum / static_cast<double>(size * size);
                  if (std::isfinite(sum))
                    CHECK(pooled == doctest::Approx(expected).epsilon(4 * std::numeric_limits<T>::epsilon()).scale(1));
                  else if (std::isnan(sum))
                    CHECK(std::isnan(pooled));
                  else
                    CHECK(pooled == expected);
                }
        }
    });
  }

  TEST_CASE("a slice of a network of images of odd sizes is the plain loss; 1 and 2 threads give the same bits") {
    Rng rng(4);
    for (const Network& network : image_networks()) {
      CAPTURE(network.description());
      const Dataset data = images(network.input_shape(), 37, rng);
      const NetworkObjective objective(network, data, find_loss("cross_entropy", data), 0);
      const Plane plane{random_vector(network.dimension(), rng, 0.2), random_vector(network.dimension(), rng, 0.1),
                        random_vector(network.dimension(), rng, 0.1)};
      const std::vector<Eigen::Vector2d> points = {{0, 0}, {0.5, -0.25}, {-1, 0.75}, {0.1, 1}, {2, 2}};
      const NormStatistics fixed = network.statistics(plane.origin, data.inputs);
      const Loss& loss = objective.loss();
      for (bool origin_statistics : {false, true})
        for (bool single : {false, true}) {
          CAPTURE(origin_statistics);
          CAPTURE(single);
          const Sampling sampling{single, 0, origin_statistics};
          set_thread_count(1);
          const std::vector<double> losses = losses_at(objective, plane, points, sampling);
          set_thread_count(2);
          CHECK(losses_at(objective, plane, points, sampling) == losses);
          for (std::size_t i = 0; i < points.size(); ++i) {
            const Matrix outputs = network.forward(plane.at(points[i].x(), points[i].y()), data.inputs,
                                                   origin_statistics ? &fixed : nullptr);
            CHECK(losses[i] == doctest::Approx(loss.mean(outputs, loss.targets_for(data), nullptr))
                                   .epsilon(single ? 5e-6 : 1e-12)
                                   .scale(0));
          }
        }
    }
    set_thread_count(0);
  }
}
