#include "core/nn/kernel/panel_kernel.h"

#include <cstdlib>
#include <string_view>

namespace cartograd {

extern const PanelKernel panel_kernel_baseline;
#ifdef CARTOGRAD_X86_KERNELS
extern const PanelKernel panel_kernel_v3, panel_kernel_v4;
#endif

PanelKernelList usable_panel_kernels() {
  PanelKernelList list{{&panel_kernel_baseline}, 1};
#ifdef CARTOGRAD_X86_KERNELS
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) list.kernels[list.count++] = &panel_kernel_v3;
  if (list.count == 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd"))
    list.kernels[list.count++] = &panel_kernel_v4;
#endif
  return list;
}

const PanelKernel& panel_kernel() {
  static const PanelKernel& chosen = []() -> const PanelKernel& {
    const PanelKernelList list = usable_panel_kernels();
    if (const char* wanted = std::getenv("CARTOGRAD_KERNEL"))
      for (int i = 0; i < list.count; ++i)
        if (std::string_view(list.kernels[i]->name) == wanted) return *list.kernels[i];
    return *list.kernels[list.count - 1];
  }();
  return chosen;
}

}  // namespace cartograd
