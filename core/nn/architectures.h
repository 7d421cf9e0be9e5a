// The catalogue of architectures.
#pragma once

#include "core/data/dataset.h"
#include "core/nn/network.h"

namespace cartograd {

// A network with the initialisation that its settings ask for.
struct InitializedNetwork {
  Network network;
  const Initializer* initializer;
  double scale;
};
// With what the row's settings say; every row has `init` and `init_scale`.
InitializedNetwork initialized(Network network, const Settings& settings);

using NetworkMaker = InitializedNetwork(const Settings&, const Shape& inputs, Index outputs);

// One row per architecture. A maker gets its settings, the shape of a sample, and how many outputs the loss wants;
// throws InputError if it cannot work with them.
struct NetworkKind : Kind<NetworkMaker> {
  std::string loss = "auto";        // what the loss "auto" means here; "auto" = what suits the data
  bool targets_are_inputs = false;  // it learns to return what it is given
};

const std::vector<NetworkKind>& networks();

// The shape of a sample: an image if the data has images, plain features otherwise.
Shape sample_shape(const Dataset& data);

// Makers of networks for images; in image_architectures.cpp.
InitializedNetwork make_cnn(const Settings&, const Shape& inputs, Index outputs);
InitializedNetwork make_resnet(const Settings&, const Shape& inputs, Index outputs);

}  // namespace cartograd
