// What tests of the kernel share.
#pragma once

#include <doctest/doctest.h>

#include "core/base/rng.h"
#include "core/nn/kernel/aligned.h"
#include "core/nn/kernel/kernel.h"

namespace cartograd {

// Runs a check for every kernel that this processor can run.
template <class T, class Check>
void for_every_kernel(Check check) {
  const KernelList<T> list = usable_kernels<T>();
  REQUIRE(list.count >= 1);
  for (int i = 0; i < list.count; ++i) {
    CAPTURE(list.kernels[i]->name);
    check(*list.kernels[i]);
  }
}

template <class T>
AlignedVector<T> normal_numbers(long count, Rng& rng) {
  AlignedVector<T> numbers(static_cast<std::size_t>(count));
  for (T& x : numbers) x = static_cast<T>(rng.normal());
  return numbers;
}

}  // namespace cartograd
