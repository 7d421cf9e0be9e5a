// What the kernel does with images: pooling, normalising, convolutions by Winograd's transform, and whole networks of
// odd sizes.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/nn/kernel/panel_plan.h"
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

// A convolution of 3 × 3 without padding, its weights [output][channel][row][column].
template <class T>
struct Convolving {
  Image<T> in, add, out;
  AlignedVector<T> weights, bias;
  bool adds = false, relu = false;

  Convolving(long channels, long outputs, long rows, long columns, Rng& rng)
      : in(Image<T>::normal(channels, rows + 2, columns + 2, rng)),
        add(Image<T>::normal(outputs, rows, columns, rng)),
        out(outputs, rows, columns),
        weights(normal_numbers<T>(outputs * channels * 9, rng)),
        bias(normal_numbers<T>((outputs + packed_outputs - 1) / packed_outputs * packed_outputs, rng)) {}

  // The sum of the definition in double; its absolute terms' sum is the scale of its error.
  double expected(long o, long y, long x, long sample, double& scale) {
    double sum = static_cast<double>(bias[static_cast<std::size_t>(o)]);
    if (adds) sum += static_cast<double>(add.at(o, y, x, sample));
    scale = 1;
    for (long c = 0; c < in.channels; ++c)
      for (long place = 0; place < 9; ++place) {
        const double term = static_cast<double>(weights[static_cast<std::size_t>((o * in.channels + c) * 9 + place)]) *
                            static_cast<double>(in.at(c, y + place / 3, x + place % 3, sample));
        sum += term;
        scale += std::abs(term);
      }
    return relu && sum < 0 ? 0 : sum;
  }

  void run(const Kernel<T>& kernel) {
    constexpr long pixel = Image<T>::pixel;
    const long channels = in.channels, outputs = out.channels, filled = static_cast<long>(bias.size());
    // G g Gᵀ, a row of it for each row of G.
    constexpr double g[4][3] = {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};
    AlignedVector<T> transformed(static_cast<std::size_t>(16 * filled * channels), T{0});
    for (long o = 0; o < outputs; ++o)
      for (long c = 0; c < channels; ++c)
        for (long place = 0; place < 16; ++place) {
          double sum = 0;
          for (long i = 0; i < 9; ++i)
            sum += g[place / 4][i / 3] * g[place % 4][i % 3] *
                   static_cast<double>(weights[static_cast<std::size_t>((o * channels + c) * 9 + i)]);
          const long block = place * filled / packed_outputs + o / packed_outputs;
          transformed[static_cast<std::size_t>((block * channels + c) * packed_outputs + o % packed_outputs)] =
              static_cast<T>(sum);
        }
    std::vector<int> offsets;
    for (long c = 0; c < channels; ++c) offsets.push_back(static_cast<int>(c * winograd_tiles * pixel));
    WinogradProduct<T> task;
    task.outputs = outputs;
    task.channels = channels;
    task.weights = transformed.data();
    task.bias = bias.data();
    task.rows = out.rows;
    task.columns = out.columns;
    task.in = in.numbers.data();
    task.in_channel_step = in.channel_step();
    task.in_row_step = in.row_step();
    task.out = out.numbers.data();
    task.add = adds ? add.numbers.data() : nullptr;
    task.floor = relu ? T{0} : -std::numeric_limits<T>::infinity();
    task.out_channel_step = out.channel_step();
    task.out_row_step = out.row_step();
    task.offsets = offsets.data();
    task.tiles_step = (channels * winograd_tiles + 1) * pixel;
    task.products_step = (outputs * winograd_tiles + 1) * pixel;
    AlignedVector<T> tiles(static_cast<std::size_t>(16 * task.tiles_step)),
        products(static_cast<std::size_t>(16 * task.products_step));
    task.tiles = tiles.data();
    task.products = products.data();
    kernel.winograd(task);
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

// Networks of images of 7 × 5 pixels, with convolutions that have enough channels for the transform.
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

  TEST_CASE_TEMPLATE("moments of a channel, also far from zero; what lies outside of the samples does not count", T,
                     float, double) {
    for_every_kernel<T>([&](const Kernel<T>& kernel) {
      Rng rng(5);
      constexpr long pixel = image_panel_width<T>;
      for (long samples : {1L, 3L, pixel - 1, pixel})
        for (double center : {0.0, 1e3}) {
          auto in = Image<T>::normal(1, 6, 5, rng);
          for (T& x : in.numbers) x += static_cast<T>(center);
          in.at(0, 2, 3, 0) += 2;  // not all lanes alike
          double mean = 0, squares = 0;
          const auto count = static_cast<double>(5 * 4 * samples);  // of 5 × 4 pixels of the image
          for (bool second : {false, true})
            for (long y = 0; y < in.rows; ++y)
              for (long x = 0; x < in.columns; ++x)
                for (long s = 0; s < pixel; ++s) {
                  T& number = in.at(0, y, x, s);
                  if (y == 5 || x == 4 || s >= samples)
                    number = std::numeric_limits<T>::quiet_NaN();
                  else if (second)
                    squares += std::pow(static_cast<double>(number) - mean, 2);
                  else
                    mean += static_cast<double>(number) / count;
                }
          const Moments found = kernel.moments({in.numbers.data(), 5, 4, in.row_step(), pixel, samples});
          const double digits = std::numeric_limits<T>::epsilon();
          CHECK(found.count == count);
          CHECK(found.mean == doctest::Approx(mean).epsilon(4 * digits).scale(1));
          CHECK(found.squares == doctest::Approx(squares).epsilon(20 * digits));
        }
    });
  }

  TEST_CASE_TEMPLATE("normalising: about the centre, with another image added, and nan stays nan", T, float, double) {
    for_every_kernel<T>([&](const Kernel<T>& kernel) {
      AlignedVector<T> in(64, T{3}), add(64, T{-7}), out(64);
      in[5] = std::numeric_limits<T>::quiet_NaN();
      const T none = -std::numeric_limits<T>::infinity();
      kernel.normalize(in.data(), 1, T{0.5}, 4, nullptr, none, out.data(), 64);
      CHECK(out[0] == 5);
      CHECK(std::isnan(out[5]));
      kernel.normalize(in.data(), 1, T{0.5}, 4, add.data(), none, out.data(), 64);
      CHECK(out[63] == -2);
      kernel.normalize(in.data(), 1, T{0.5}, 4, add.data(), 0, in.data(), 64);  // in place
      CHECK(in[0] == 0);
      CHECK(std::isnan(in[5]));
    });
  }

  TEST_CASE_TEMPLATE("a convolution by Winograd's transform is the sum by its definition, whatever its size", T, float,
                     double) {
    for_every_kernel<T>([&](const Kernel<T>& kernel) {
      Rng rng(2);
      int variant = 0;
      for (const auto& [rows, columns] : {std::pair{1L, 1L}, {2L, 2L}, {1L, 6L}, {5L, 2L}, {3L, 7L}, {8L, 6L}})
        for (long channels : {1, 2, 7, 16})
          for (long outputs : {1, 3, 6, 7, 14}) {
            Convolving<T> convolution(channels, outputs, rows, columns, rng);
            convolution.adds = ++variant % 2 == 0;
            convolution.relu = variant % 3 == 0;
            convolution.run(kernel);
            double worst = 0, scale = 1;
            for (long o = 0; o < outputs; ++o)
              for (long y = 0; y < rows; ++y)
                for (long x = 0; x < columns; ++x)
                  for (long s = 0; s < Image<T>::pixel; ++s) {
                    const double expected = convolution.expected(o, y, x, s, scale);
                    worst = std::max(worst,
                                     std::abs(static_cast<double>(convolution.out.at(o, y, x, s)) - expected) / scale);
                  }
            CAPTURE(rows);
            CAPTURE(columns);
            CAPTURE(channels);
            CAPTURE(outputs);
            CHECK(worst < 8 * std::numeric_limits<T>::epsilon());
          }
    });
  }

  TEST_CASE_TEMPLATE("nan reaches the outputs that its pixel reaches, and no others", T, float, double) {
    for_every_kernel<T>([&](const Kernel<T>& kernel) {
      Rng rng(3);
      for (const auto& [rows, columns] : {std::pair{4L, 6L}, {3L, 5L}})
        for (long place = 0; place < (rows + 2) * (columns + 2); ++place) {
          const long row = place / (columns + 2), column = place % (columns + 2);
          Convolving<T> convolution(2, 3, rows, columns, rng);
          convolution.relu = true;
          convolution.in.at(1, row, column, 2) = std::numeric_limits<T>::quiet_NaN();
          convolution.run(kernel);
          int wrong = 0;
          for (long o = 0; o < 3; ++o)
            for (long y = 0; y < rows; ++y)
              for (long x = 0; x < columns; ++x)
                for (long s = 0; s < Image<T>::pixel; ++s) {
                  const bool reached = s == 2 && row >= y && row <= y + 2 && column >= x && column <= x + 2;
                  wrong += std::isnan(convolution.out.at(o, y, x, s)) != reached;
                }
          CAPTURE(row);
          CAPTURE(column);
          CHECK(wrong == 0);
        }
    });
  }

  TEST_CASE("a slice of a network of images of odd sizes is the plain loss; 1 and 2 threads give the same bits") {
    Rng rng(4);
    for (const Network& network : image_networks()) {
      CAPTURE(network.description());
      const PanelPlan plan = plan_panels(network, panel_width<double>, image_panel_width<double>, true);
      CHECK(std::ranges::any_of(plan.steps, &PanelStep::winograd));
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
