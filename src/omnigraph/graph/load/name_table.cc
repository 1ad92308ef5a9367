#include "omnigraph/graph/load/name_table.h"

#include <algorithm>
#include <cstring>

#include "omnigraph/base/check.h"
#include "omnigraph/base/hash.h"

namespace omnigraph::graph {
namespace {

constexpr size_t kChunkBytes = size_t{256} << 10;

}  // namespace

size_t NameTable::slot_of(std::string_view name, uint64_t hash) const {
  const size_t mask = slots_.size() - 1;
  size_t at = hash & mask;
  while (slots_[at] != 0) {
    const Entry& entry = entries_[slots_[at] - 1];
    if (entry.hash == hash && std::string_view(entry.text, entry.length) == name) {
      break;
    }
    at = (at + 1) & mask;
  }
  return at;
}

uint32_t NameTable::find(std::string_view name) const {
  const uint32_t found = slots_.empty() ? 0 : slots_[slot_of(name, xxh3(name))];
  return found == 0 ? kNone : found - 1;
}

uint32_t NameTable::intern(std::string_view name) {
  if ((entries_.size() + 1) * 2 > slots_.size()) {
    grow();
  }
  const uint64_t hash = xxh3(name);
  const size_t at = slot_of(name, hash);
  if (slots_[at] == 0) {
    OG_CHECK(entries_.size() < kNone - 1 && name.size() <= UINT32_MAX, "too many ids in one load");
    entries_.push_back({hash, keep(name), static_cast<uint32_t>(name.size())});
    slots_[at] = size();
  }
  return slots_[at] - 1;
}

const char* NameTable::keep(std::string_view name) {
  if (name.size() > chunk_free_ || chunks_.empty()) {
    // A long text gets a chunk of its own, behind which the next one starts.
    chunk_size_ = std::max(kChunkBytes, name.size());
    chunk_free_ = chunk_size_;
    chunks_.push_back(std::make_unique<char[]>(chunk_size_));
  }
  char* place = chunks_.back().get() + (chunk_size_ - chunk_free_);
  std::memcpy(place, name.data(), name.size());
  chunk_free_ -= name.size();
  return place;
}

void NameTable::grow() {
  slots_ = std::vector<uint32_t>(slots_.empty() ? 1024 : slots_.size() * 2, 0);
  const size_t mask = slots_.size() - 1;
  for (size_t i = 0; i < entries_.size(); ++i) {
    size_t at = entries_[i].hash & mask;
    while (slots_[at] != 0) {
      at = (at + 1) & mask;
    }
    slots_[at] = static_cast<uint32_t>(i + 1);
  }
}

}  // namespace omnigraph::graph
