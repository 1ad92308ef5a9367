#include "omnigraph/graph/validate/hash128_map.h"

#include "omnigraph/base/check.h"

namespace omnigraph::graph {

size_t Hash128Map::slot_of(const Hash128& hash) const {
  const size_t mask = slots_.size() - 1;
  size_t at = hash.low & mask;
  while (slots_[at] != 0 && !(entry(slots_[at] - 1).hash == hash)) {
    at = (at + 1) & mask;
  }
  return at;
}

uint64_t* Hash128Map::find(const Hash128& hash) {
  if (slots_.empty()) {
    return nullptr;
  }
  const uint32_t found = slots_[slot_of(hash)];
  return found == 0 ? nullptr : &entry(found - 1).value;
}

uint64_t& Hash128Map::at(const Hash128& hash, bool* inserted) {
  if ((size_ + 1) * 3 > slots_.size() * 2) {
    grow();
  }
  const size_t at = slot_of(hash);
  if (inserted != nullptr) {
    *inserted = slots_[at] == 0;
  }
  if (slots_[at] == 0) {
    OG_CHECK(size_ < UINT32_MAX - 1, "too many values in one operation");
    if (size_ % kChunk == 0) {
      chunks_.push_back(std::make_unique<Entry[]>(kChunk));
    }
    entry(size_) = {hash, 0};
    slots_[at] = static_cast<uint32_t>(++size_);
  }
  return entry(slots_[at] - 1).value;
}

void Hash128Map::grow() {
  slots_ = std::vector<uint32_t>(slots_.empty() ? 64 : slots_.size() * 2, 0);
  for (size_t i = 0; i < size_; ++i) {
    slots_[slot_of(entry(i).hash)] = static_cast<uint32_t>(i + 1);
  }
}

}  // namespace omnigraph::graph
