// Feeds arbitrary bytes to the deletion file reader. What it accepts must be a sound set: every
// offset inside the fragment, and the same set again through our own bytes.
#include <cstddef>
#include <cstdint>

#include "omnigraph/base/check.h"
#include "omnigraph/lance/table/deletion_vector.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using omnigraph::lance::DeletionVector;
  constexpr uint64_t kRows = 1'000'000;
  const omnigraph::ByteSpan bytes(reinterpret_cast<const std::byte*>(data), size);
  const auto vector = DeletionVector::parse(bytes, kRows, "fuzz");
  if (!vector.ok()) {
    return 0;
  }
  const auto offsets = vector->offsets();
  OG_CHECK(offsets.size() == vector->cardinality(), "cardinality differs from the members");
  OG_CHECK(offsets.empty() || offsets.back() < kRows, "offset outside the fragment");
  const omnigraph::Buffer written = vector->serialize();
  const auto again = DeletionVector::parse(written.span(), kRows, "fuzz");
  OG_CHECK(again.ok() && *again == *vector, "a set changed on its way through bytes");
  vector->live_bitmap(kRows);
  return 0;
}
