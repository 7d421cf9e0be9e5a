#include <fmt/format.h>

#include "core/base/error.h"
#include "core/nn/architectures.h"
#include "core/nn/network_builder.h"

namespace cartograd {

namespace {

void need_images(const std::string& kind, const Shape& inputs) {
  if (inputs.pixels() == 1)
    throw InputError(fmt::format(
        "network \"{}\" needs images, and this data set has none; expected data like \"digits\", or network \"mlp\"",
        kind));
}

std::string pixels(const Shape& shape) { return fmt::format("{} x {} pixels", shape.height, shape.width); }

// Appends a convolution with its normalisation; that has a shift, which makes biases superfluous.
void convolve(NetworkBuilder& builder, Index channels, Index stride, bool batch_norm) {
  builder.convolution(channels, 3, stride, 1, !batch_norm);
  if (batch_norm) builder.batch_norm();
}

}  // namespace

InitializedNetwork make_cnn(const Settings& settings, const Shape& inputs, Index outputs) {
  need_images("cnn", inputs);
  const Activation& activation = find_activation(settings.text("activation"));
  const bool batch_norm = settings.flag("batch_norm");
  NetworkBuilder builder(inputs);
  std::string description;
  for (double channels : settings.list("channels")) {
    if (builder.shape().height < 2 || builder.shape().width < 2)
      throw InputError(
          fmt::format("images of {} are too small to be halved {} times; expected fewer numbers in network.channels",
                      pixels(inputs), settings.list("channels").size()));
    convolve(builder, static_cast<Index>(channels), 1, batch_norm);
    builder.activation(activation).pooling(settings.text("pooling") == "max", 2, 2);
    description += fmt::format("conv {} – ", channels);
  }
  builder.dense(outputs, true);
  return initialized(builder.build(description + fmt::format("{}{}", outputs, batch_norm ? ", batch norm" : "")),
                     settings);
}

// He et al. 2015, section 4.2: 6n + 2 layers with weights. One convolution, three stages of n blocks of two
// convolutions each, an average over the image and a dense layer. The second and third stage halve the image and double
// the channels. The skip around each block has no parameters (their option A).
InitializedNetwork make_resnet(const Settings& settings, const Shape& inputs, Index outputs) {
  need_images("resnet", inputs);
  if (inputs.height != inputs.width)
    throw InputError(fmt::format("network \"resnet\" needs square images; these have {}", pixels(inputs)));
  if (inputs.height < 3)
    throw InputError(
        fmt::format("images of {} are too small to be halved twice; expected at least 3 x 3 for network \"resnet\"",
                    pixels(inputs)));
  const Activation& relu = find_activation("relu");
  const int depth = std::stoi(settings.text("depth"));
  const bool skip = settings.flag("skip"), batch_norm = settings.flag("batch_norm");
  Index channels = settings.integer("width");
  NetworkBuilder builder(inputs);
  convolve(builder, channels, 1, batch_norm);
  builder.activation(relu);
  for (int stage = 0; stage < 3; ++stage) {
    if (stage > 0) channels *= 2;
    for (int block = 0; block < (depth - 2) / 6; ++block) {
      const std::size_t before = builder.newest();
      convolve(builder, channels, stage > 0 && block == 0 ? 2 : 1, batch_norm);
      builder.activation(relu);
      convolve(builder, channels, 1, batch_norm);
      if (skip) builder.addition(before);
      builder.activation(relu);
    }
  }
  builder.pooling(false, builder.shape().height, builder.shape().height).dense(outputs, true);
  return initialized(builder.build(fmt::format("ResNet-{}{}{}", depth, skip ? "" : " without skips",
                                               batch_norm ? "" : ", no batch norm")),
                     settings);
}

}  // namespace cartograd
