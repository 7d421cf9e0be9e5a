#include "core/nn/architectures.h"

#include <fmt/format.h>

#include "core/nn/network_builder.h"

namespace cartograd {

namespace {

std::vector<Index> hidden_widths(const Settings& settings) {
  std::vector<Index> widths;
  for (double width : settings.list("hidden")) widths.push_back(static_cast<Index>(width));
  return widths;
}

InitializedNetwork make_mlp(const Settings& settings, const Shape& inputs, Index outputs) {
  const Activation &hidden = find_activation(settings.text("activation")),
                   &output = find_activation(settings.text("output"));
  const bool biases = settings.flag("bias"), batch_norm = settings.flag("batch_norm");
  NetworkBuilder builder({inputs.size()});
  std::vector<Index> widths = {inputs.size()};
  for (Index width : hidden_widths(settings)) {
    widths.push_back(width);
    builder.dense(width, biases && !batch_norm);  // the shift of the normalisation takes the place of the biases
    if (batch_norm) builder.batch_norm();
    builder.activation(hidden);
  }
  widths.push_back(outputs);
  builder.dense(outputs, biases).activation(output);
  return initialized(builder.build(describe_widths(widths) + (batch_norm ? ", batch norm" : "")), settings);
}

InitializedNetwork make_deep_linear(const Settings& settings, const Shape& inputs, Index outputs) {
  std::vector<Index> widths(static_cast<std::size_t>(settings.integer("depth")) + 1, settings.integer("width"));
  widths.front() = inputs.size();
  widths.back() = outputs;
  const Activation& linear = find_activation("linear");
  return initialized(Network::mlp(widths, linear, linear, settings.flag("bias")), settings);
}

InitializedNetwork make_autoencoder(const Settings& settings, const Shape& inputs, Index) {
  const Activation& activation = find_activation(settings.text("activation"));
  const bool biases = settings.flag("bias"), tied = settings.flag("tied");
  std::vector<Index> widths = {inputs.size()};
  for (Index width : hidden_widths(settings)) widths.push_back(width);
  NetworkBuilder builder({inputs.size()});
  std::vector<std::size_t> encoder;  // the numbers of its dense layers
  for (std::size_t i = 1; i < widths.size(); ++i) {
    encoder.push_back(builder.newest());
    builder.dense(widths[i], biases).activation(activation);
  }
  // The decoder is the encoder's mirror image.
  for (std::size_t i = encoder.size(); i-- > 0;) {
    widths.push_back(widths[i]);
    if (tied)
      builder.tied_dense(encoder[i], biases);
    else
      builder.dense(widths[i], biases);
    if (i > 0) builder.activation(activation);
  }
  return initialized(builder.build(describe_widths(widths) + (tied ? ", tied" : "")), settings);
}

InitializedNetwork make_one_layer(const Settings& settings, const Shape& inputs, Index outputs) {
  const Activation& linear = find_activation("linear");
  return initialized(Network::mlp({inputs.size(), outputs}, linear, linear, settings.flag("bias")), settings);
}

Setting hidden_setting(std::vector<double> initial, std::size_t at_least, const std::string& help) {
  return list_setting("hidden", "Hidden units", std::move(initial), 1, 4096, at_least, 32, help);
}
Setting activation_setting(const std::string& initial) {
  return choice_setting("activation", "Activation", initial, activation_names(), "of the hidden layers");
}
Setting bias_setting(bool initial = true) {
  return advanced(flag_setting("bias", "Biases", initial, "whether units have biases"));
}
Setting batch_norm_setting(bool initial) {
  return flag_setting("batch_norm", "Batch norm", initial,
                      "batch normalisation, by the samples at hand, in the place of the hidden layers' biases");
}

// What every row ends with.
std::vector<Setting> with_initial_weights(std::vector<Setting> settings, const std::string& initial) {
  settings.push_back(
      choice_setting("init", "Initial weights", initial, initializer_names(), "how initial weights are drawn"));
  settings.push_back(
      advanced(log_setting("init_scale", "Initial scale", 1, 1e-6, 100, "factor on every initial weight")));
  return settings;
}

}  // namespace

const std::vector<NetworkKind>& networks() {
  static const std::vector<NetworkKind> rows = {
      {{{"mlp", "Fully connected", "layers of units, each connected to every unit of the layer before",
         with_initial_weights(
             {hidden_setting({16, 16}, 0, "units in each hidden layer, first to last"), activation_setting("tanh"),
              advanced(
                  choice_setting("output", "Output", "linear", activation_names(), "activation of the last layer")),
              bias_setting(), batch_norm_setting(false)},
             "glorot")},
        make_mlp}},
      {{{"cnn", "Convolutional",
         "for images: 3 x 3 convolutions, each with an activation and a 2 x 2 pooling, then one dense layer",
         with_initial_weights(
             {list_setting("channels", "Channels", {8, 16}, 1, 1024, 1, 8, "of each convolution, first to last"),
              activation_setting("relu"),
              choice_setting("pooling", "Pooling", "max", {"max", "average"}, "how 2 x 2 pixels become one"),
              batch_norm_setting(false)},
             "he")},
        make_cnn}},
      {{{"resnet", "Residual",
         "for square images: the residual network of He et al. 2015 for CIFAR-10, in three stages",
         with_initial_weights(
             {choice_setting("depth", "Depth", "8", {"8", "14", "20", "32", "44", "56"}, "layers with weights"),
              integer_setting("width", "Width", 16, 1, 256,
                              "channels of the first stage; the next have 2 and 4 times as many"),
              flag_setting("skip", "Skips", true,
                           "residual additions; without them the plain network that Li et al. 2018 compare with"),
              batch_norm_setting(true)},
             "he")},
        make_resnet}},
      {{{"deep_linear", "Deep linear", "dense layers without activations: a linear map, but a loss that is not convex",
         with_initial_weights(
             {integer_setting("depth", "Depth", 3, 1, 64, "layers with weights"),
              integer_setting("width", "Width", 8, 1, 4096, "units in each hidden layer"), bias_setting(false)},
             "glorot")},
        make_deep_linear}},
      {{{"autoencoder", "Autoencoder", "learns to return its inputs; the decoder is the encoder's mirror image",
         with_initial_weights(
             {hidden_setting({2}, 1, "units in each layer of the encoder, the last is the code"),
              activation_setting("tanh"),
              flag_setting("tied", "Tied weights", false, "the decoder uses the encoder's weights, transposed"),
              bias_setting()},
             "glorot")},
        make_autoencoder},
       "mse",
       true},
      {{{"softmax_regression", "Softmax regression", "one dense layer to one logit per class: a convex problem",
         with_initial_weights({bias_setting()}, "zero")},
        make_one_layer},
       "cross_entropy"},
      {{{"linear_regression", "Linear regression", "one dense layer to one value per target: a quadratic problem",
         with_initial_weights({bias_setting()}, "zero")},
        make_one_layer},
       "mse"},
  };
  return rows;
}

InitializedNetwork initialized(Network network, const Settings& settings) {
  return {std::move(network), &find_initializer(settings.text("init")), settings.real("init_scale")};
}

Shape sample_shape(const Dataset& data) {
  if (data.image_width == 0) return {data.features()};
  return {data.features() / (data.image_width * data.image_height), data.image_height, data.image_width};
}

}  // namespace cartograd
