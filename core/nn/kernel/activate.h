// An activation by its vector form.
#pragma once

#include "core/nn/kernel/kernel.h"

namespace cartograd {

// values = f(values), count numbers; up to the next multiple of `lanes` they may be read and written. Nothing happens
// for linear and none.
template <class T>
void activate(const Kernel<T>& kernel, KernelActivation activation, T* values, long count) {
  switch (activation) {
    case KernelActivation::relu:
      return kernel.combine(values, values, values, 0, 0, 0, values, count);
    case KernelActivation::tanh:
      return kernel.tanh(values, count);
    case KernelActivation::sigmoid:
      return kernel.sigmoid(values, count);
    case KernelActivation::softplus:
      return kernel.softplus(values, count);
    case KernelActivation::linear:
    case KernelActivation::none:
      return;
  }
}

}  // namespace cartograd
