#include "omnigraph/graph/load/id_set.h"

#include "omnigraph/base/check.h"
#include "omnigraph/base/hash.h"

namespace omnigraph::graph {

size_t IdSet::slot_of(std::string_view id, uint64_t hash) const {
  const size_t mask = slots_.size() - 1;
  size_t at = hash & mask;
  while (slots_[at] != 0) {
    const Entry& entry = entries_[slots_[at] - 1];
    if (entry.hash == hash && text_of(entry) == id) {
      break;
    }
    at = (at + 1) & mask;
  }
  return at;
}

bool IdSet::contains(std::string_view id) const {
  return !slots_.empty() && slots_[slot_of(id, xxh3(id))] != 0;
}

bool IdSet::insert(std::string_view id, uint64_t line, uint64_t* first_line) {
  if ((entries_.size() + 1) * 2 > slots_.size()) {
    grow();
  }
  const uint64_t hash = xxh3(id);
  const size_t at = slot_of(id, hash);
  if (slots_[at] != 0) {
    if (first_line != nullptr) {
      *first_line = entries_[slots_[at] - 1].line;
    }
    return false;
  }
  OG_CHECK(entries_.size() < UINT32_MAX - 1 && id.size() <= UINT32_MAX, "too many ids in one load");
  entries_.push_back({hash, arena_.size(), line, static_cast<uint32_t>(id.size())});
  arena_.append(id);
  slots_[at] = static_cast<uint32_t>(entries_.size());
  return true;
}

void IdSet::grow() {
  slots_.assign(slots_.empty() ? 1024 : slots_.size() * 2, 0);
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
