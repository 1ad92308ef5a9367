#include "omnigraph/lance/index/fragment_bitmap.h"

#include "omnigraph/base/format.h"
#include "omnigraph/lance/table/deletion_vector.h"

namespace omnigraph::lance {

std::string fragment_bitmap(std::span<const uint32_t> fragments) {
  DeletionVector set;
  for (const uint32_t fragment : fragments) {
    set.add(fragment);
  }
  const Buffer bytes = set.serialize();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Result<std::vector<uint32_t>> parse_fragment_bitmap(std::string_view bytes,
                                                    std::string_view place,
                                                    uint64_t limit) {
  const auto set = DeletionVector::parse(as_bytes(bytes), kMaxFragmentRows, place);
  if (!set.ok()) {
    return Error(
        ErrorCode::kCorruption,
        format("fragment bitmap of an index is damaged: {}: {}", place, set.error().message()));
  }
  if (set->cardinality() > limit) {
    return Error(ErrorCode::kResourceExhausted,
                 format("fragment bitmap of an index is too large: {}: {} fragments, at most {}",
                        place,
                        set->cardinality(),
                        limit));
  }
  return set->offsets();
}

}  // namespace omnigraph::lance
