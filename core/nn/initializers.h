// Rules for initial weights, one row each.
#pragma once

#include "core/base/catalogue.h"
#include "core/base/rng.h"

namespace cartograd {

// Draws one weight of a unit that reads `inputs` numbers (fan-in) and is read by `outputs` (fan-out); a convolution's
// fans are channels × size × size.
struct Initializer : KindInfo {
  double (*weight)(Rng&, Index inputs, Index outputs);
  bool biases_too = false;  // draw the biases by the same rule after the weights; otherwise they are 0
};

const std::vector<Initializer>& initializers();
std::vector<std::string> initializer_names();
// Throws InputError naming the nearest one.
const Initializer& find_initializer(std::string_view id);

}  // namespace cartograd
