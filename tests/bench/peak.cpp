#include "peak.h"

#include <chrono>

namespace {

template <class T, int Bytes>
struct Vector {
  typedef T Type __attribute__((vector_size(Bytes)));
};

// 24 independent chains of multiply-adds: more than any processor's latency needs.
template <class T, int Bytes>
__attribute__((always_inline)) inline double rate() {
  using V = typename Vector<T, Bytes>::Type;
  constexpr int chains = 24, turns = 200000, lanes = Bytes / static_cast<int>(sizeof(T));
  double best = 0;
  for (int repeat = 0; repeat < 20; ++repeat) {
    V sum[chains] = {};
    for (V& each : sum) asm volatile("" : "+x"(each));  // not all the same for the compiler
    V factor = V{} + static_cast<T>(0.999), term = V{} + static_cast<T>(1e-3);
    asm volatile("" : "+x"(factor), "+x"(term));
    const auto start = std::chrono::steady_clock::now();
    for (int turn = 0; turn < turns; ++turn)
#pragma GCC unroll 24
      for (int c = 0; c < chains; ++c) sum[c] = sum[c] * factor + term;
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    for (int c = 0; c < chains; ++c) asm volatile("" ::"x"(sum[c]));
    const double found = 2e-9 * chains * turns * lanes / taken.count();
    if (found > best) best = found;
  }
  return best;
}

#if defined(__x86_64__)
#define WITH_AVX512 __attribute__((target("avx512f,avx512vl,avx512dq,fma")))
#define WITH_AVX2 __attribute__((target("avx2,fma")))
template <class T>
WITH_AVX512 double rate_512() {
  return rate<T, 64>();
}
template <class T>
WITH_AVX2 double rate_256() {
  return rate<T, 32>();
}
template <class T>
double best_rate() {
  if (__builtin_cpu_supports("avx512f")) return rate_512<T>();
  if (__builtin_cpu_supports("fma")) return rate_256<T>();
  return rate<T, 16>();
}
#else
template <class T>
double best_rate() {
  return rate<T, 16>();
}
#endif

}  // namespace

double peak_single() { return best_rate<float>(); }
double peak_double() { return best_rate<double>(); }
