// Activation functions, one row each.
#pragma once

#include <span>

#include "core/base/catalogue.h"
#include "core/nn/kernel/kernel.h"

namespace cartograd {

// A function applied to every element. `value` may be `z` itself; `slope` may not overlap the others.
struct Activation : KindInfo {
  void (*apply)(std::span<const double> z, std::span<double> value);  // value = f(z)
  // slope = f′(z), given z and value = f(z). At a kink the slope is that of the left side (ReLU: 0), as in PyTorch.
  void (*differentiate)(std::span<const double> z, std::span<const double> value, std::span<double> slope);
  // bend = f″(z); 0 at a kink.
  void (*differentiate_twice)(std::span<const double> z, std::span<const double> value, std::span<double> bend);
  KernelActivation kernel = KernelActivation::none;  // its vector form
};

const std::vector<Activation>& activations();
// Throws InputError naming the nearest one.
const Activation& find_activation(std::string_view id);
std::vector<std::string> activation_names();

}  // namespace cartograd
