#include "omnigraph/base/large_array.h"

#include <cstdlib>

#include <sys/mman.h>

#include "omnigraph/base/check.h"

namespace omnigraph {

void* allocate_large(size_t bytes) {
  constexpr size_t kHugePage = size_t{2} << 20;
  if (bytes == 0) {
    return nullptr;
  }
  const size_t alignment = bytes >= kHugePage ? kHugePage : 64;
  const size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  OG_CHECK(rounded >= bytes, "an array larger than memory");
  void* memory = std::aligned_alloc(alignment, rounded);
  OG_CHECK(memory != nullptr, "no memory left");
  if (bytes >= kHugePage) {
    madvise(memory, rounded, MADV_HUGEPAGE);  // advice: nothing depends on it
  }
  return memory;
}

void free_large(void* memory) {
  std::free(memory);
}

}  // namespace omnigraph
