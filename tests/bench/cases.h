// The networks and data on which speed is measured. Only their sizes matter, so the numbers are random; the same sizes
// are in pytorch_peer.py.
#pragma once

#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/nn/architectures.h"
#include "core/objective/network_objective.h"

namespace cartograd {

struct Case {
  std::shared_ptr<const NetworkObjective> objective;
  ParamVector w;
  Plane plane;
};

// a: 64-128-128-10 ReLU, 1,797 samples. at: the same with tanh. b: 784-256-128-10 ReLU, 10,000 samples. d: 2-8-8-1
// tanh, 400 samples, binary cross-entropy. e: 64-100-32-10 tanh, the digits. cnn: two convolutions of 16 and 32
// channels and a dense layer, 512 images of 3 × 32 × 32. resnet: ResNet-20 on the same images.
inline Case make_case(const std::string& name, bool single) {
  Rng rng(derive_seed(1, name));
  const auto random = [&](Index rows, Index columns) {
    return Matrix(Matrix::NullaryExpr(rows, columns, [&](Index, Index) { return rng.normal(); }));
  };
  Shape shape{3, 32, 32};
  Index samples = 512, classes = 10;
  std::optional<Network> network;
  const auto mlp = [&](std::vector<Index> widths, const char* activation, Index count) {
    network = Network::mlp(widths, find_activation(activation), find_activation("linear"));
    shape = {widths.front(), 1, 1};
    samples = count;
    classes = widths.back();
  };
  const auto settings_of_row = [](const char* id) {
    return initial_settings(find_kind(networks(), "network", id).settings);
  };
  if (name == "a" || name == "at") {
    mlp({64, 128, 128, 10}, name == "a" ? "relu" : "tanh", 1797);
  } else if (name == "b") {
    mlp({784, 256, 128, 10}, "relu", 10000);
  } else if (name == "e") {
    mlp({64, 100, 32, 10}, "tanh", 1797);
  } else if (name == "d") {
    mlp({2, 8, 8, 1}, "tanh", 400);
  } else if (name == "cnn") {
    Settings settings = settings_of_row("cnn");
    settings.set("channels", std::vector<double>{16, 32});
    network = make_cnn(settings, shape, classes).network;
  } else if (name == "resnet") {
    Settings settings = settings_of_row("resnet");
    settings.set("depth", "20");
    network = make_resnet(settings, shape, classes).network;
  } else {
    throw InputError("unknown case " + name);
  }
  Dataset data;
  data.inputs = random(shape.size(), samples);
  data.class_count = std::max<Index>(2, classes);
  for (Index i = 0; i < samples; ++i) data.classes.push_back(i % data.class_count);
  if (name == "e") {
    const auto& digits = find_kind(datasets(), "data set", "digits");
    data = digits.make(initial_settings(digits.settings), rng);  // all 1,797 of them
  }
  Rng weights(1);
  const Initializer* glorot = &initializers().front();
  Case made;
  made.w = network->initialize(*glorot, 1, weights);
  made.plane = {made.w, 0.1 * random(made.w.size(), 1), 0.1 * random(made.w.size(), 1)};
  made.objective =
      std::make_shared<const NetworkObjective>(std::move(*network), data, find_loss("auto", data), 0, single);
  return made;
}

}  // namespace cartograd
