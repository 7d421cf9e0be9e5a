// Vectors whose first number stands at the start of a cache line, so that no register-wide load straddles two.
#pragma once

#include <new>
#include <vector>

namespace cartograd {

template <class T>
struct CacheAligned {
  using value_type = T;
  static constexpr std::align_val_t alignment{64};
  CacheAligned() = default;
  template <class Other>
  explicit CacheAligned(const CacheAligned<Other>&) {}
  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), alignment)); }
  void deallocate(T* place, std::size_t) { ::operator delete(place, alignment); }
  bool operator==(const CacheAligned&) const = default;
};

template <class T>
using AlignedVector = std::vector<T, CacheAligned<T>>;

}  // namespace cartograd
