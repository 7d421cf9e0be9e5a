#include "core/base/error.h"
#include "core/nn/network.h"

namespace cartograd {

namespace {

const Initializer& find_initializer(const std::string& id) {
  for (const Initializer& row : initializers())
    if (row.id == id) return row;
  throw InputError(unknown_name("initialisation", id, initializer_names()));
}

InitializedNetwork make_mlp(const Settings& settings, Index features, Index outputs) {
  std::vector<Index> widths = {features};
  for (double width : settings.list("hidden")) widths.push_back(static_cast<Index>(width));
  widths.push_back(outputs);
  return {Network(widths, find_activation(settings.text("activation")), find_activation(settings.text("output")),
                  settings.flag("bias")),
          &find_initializer(settings.text("init")), settings.real("init_scale")};
}

}  // namespace

const Catalogue<InitializedNetwork(const Settings&, Index, Index)>& networks() {
  static const Catalogue<InitializedNetwork(const Settings&, Index, Index)> rows = {
      {{"mlp",
        "Fully connected",
        "layers of units, each connected to every unit of the layer before",
        {list_setting("hidden", "Hidden units", {16, 16}, 1, 4096, 0, 32, "units in each hidden layer, first to last"),
         choice_setting("activation", "Activation", "tanh", activation_names(), "of the hidden layers"),
         advanced(choice_setting("output", "Output", "linear", activation_names(), "activation of the last layer")),
         advanced(flag_setting("bias", "Biases", true, "whether units have biases")),
         choice_setting("init", "Initial weights", "glorot", initializer_names(), "how initial weights are drawn"),
         advanced(log_setting("init_scale", "Initial scale", 1, 1e-6, 100, "factor on every initial weight"))}},
       make_mlp},
  };
  return rows;
}

}  // namespace cartograd
