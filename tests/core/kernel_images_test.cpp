// What the kernel does with images of odd sizes.
#include "core/nn/network_builder.h"
#include "network_checks.h"

using namespace cartograd;

namespace {

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
