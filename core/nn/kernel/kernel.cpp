#include "core/nn/kernel/kernel.h"

#include <cstdlib>
#include <string_view>

namespace cartograd {

// Both precisions of one instruction set.
struct KernelPair {
  Kernel<float> single;
  Kernel<double> full;
};
extern const KernelPair kernel_baseline;
#ifdef CARTOGRAD_X86_KERNELS
extern const KernelPair kernel_v3, kernel_v4;
#endif

namespace {

// The member of a pair for this type of number.
constexpr const Kernel<float>& pick(const KernelPair& pair, float) { return pair.single; }
constexpr const Kernel<double>& pick(const KernelPair& pair, double) { return pair.full; }

}  // namespace

template <class T>
KernelList<T> usable_kernels() {
  KernelList<T> list{{&pick(kernel_baseline, T{})}, 1};
#ifdef CARTOGRAD_X86_KERNELS
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    list.kernels[list.count++] = &pick(kernel_v3, T{});
  if (list.count == 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd"))
    list.kernels[list.count++] = &pick(kernel_v4, T{});
#endif
  return list;
}

template <class T>
const Kernel<T>& kernel() {
  static const Kernel<T>& chosen = []() -> const Kernel<T>& {
    const KernelList<T> list = usable_kernels<T>();
    if (const char* wanted = std::getenv("CARTOGRAD_KERNEL"))
      for (int i = 0; i < list.count; ++i)
        if (std::string_view(list.kernels[i]->name) == wanted) return *list.kernels[i];
    return *list.kernels[list.count - 1];
  }();
  return chosen;
}

template KernelList<float> usable_kernels();
template KernelList<double> usable_kernels();
template const Kernel<float>& kernel();
template const Kernel<double>& kernel();

}  // namespace cartograd
