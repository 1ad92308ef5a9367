#include "omnigraph/graph/load/id_table.h"

#include <algorithm>
#include <bit>

#include "omnigraph/base/check.h"

namespace omnigraph::graph {
namespace {

constexpr size_t kSlotsMin = 1024;

}  // namespace

size_t IdTable::slot_of(const Hash128& id) const {
  size_t at = first_slot(id);
  while (slots_[at].state != 0 && !is(slots_[at], id)) {
    at = (at + 1) & (slots_.size() - 1);
  }
  return at;
}

IdTable::Found IdTable::find(const Hash128& id) const {
  if (slots_.empty()) {
    return {};
  }
  const Slot& slot = slots_[slot_of(id)];
  return slot.state == 0
             ? Found()
             : Found{(slot.state & ~kDeclared) - 1, (slot.state & kDeclared) != 0, false};
}

IdTable::Found IdTable::add(const Hash128& id, bool declare) {
  Slot& slot = slots_[slot_of(id)];
  Found found;
  if (slot.state == 0) {
    OG_CHECK(size_ < kDeclared - 2, "too many ids in one load");
    slot = {id.low, static_cast<uint32_t>(id.high), static_cast<uint32_t>(++size_)};
    found.added = true;
  }
  found.number = (slot.state & ~kDeclared) - 1;
  found.declared = (slot.state & kDeclared) != 0;
  slot.state |= declare ? kDeclared : 0;
  return found;
}

// At most two thirds are taken.
void IdTable::make_room(size_t more) {
  if ((size_ + more) * 3 <= slots_.size() * 2) {
    return;
  }
  const size_t wanted = std::bit_ceil((size_ + more) * 3 / 2 + 1);
  std::vector<Slot> old(std::max(kSlotsMin, wanted));
  old.swap(slots_);
  const size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.state != 0) {
      size_t at = slot.low & mask;
      while (slots_[at].state != 0) {
        at = (at + 1) & mask;
      }
      slots_[at] = slot;
    }
  }
}

}  // namespace omnigraph::graph
