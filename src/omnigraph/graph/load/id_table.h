// IdTable: which ids of a load are known, and what is known of each: declared, or only wanted so
// far. The heart of checking ends: two look-ups for every edge, in a table of all nodes.
//
// An id stands in the table by 96 bits of its hash, in place of its text (as Hash128Map has it:
// among a billion ids two collide with a chance of 10^-11). A slot holds all that most look-ups
// ask for, so that one costs one miss of the processor's caches; many at once overlap their misses.
//
//   slot   u64 low half of the hash · u32 of the high half · u32 number + 1, with a bit: declared
//
// Memory: 16 bytes a slot, of which a third to two thirds are taken.
// Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "omnigraph/base/hash.h"

namespace omnigraph::graph {

class IdTable {
 public:
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  struct Found {
    uint32_t number = kNone;  // ids are numbered in the order in which they came
    bool declared = false;    // before
    bool added = false;       // it had not come yet
  };
  // Looks up each id, adds it if it is not there, and declares it if `declare`. `visit(i, found)`
  // is called for each in order.
  template <typename Visit>
  void add_all(std::span<const Hash128> ids, bool declare, Visit visit) {
    constexpr size_t kAhead = 24;  // enough to hide a miss
    make_room(ids.size());
    for (size_t i = 0; i < ids.size() + kAhead; ++i) {
      if (i < ids.size()) {
        __builtin_prefetch(&slots_[first_slot(ids[i])]);
      }
      if (i >= kAhead) {
        visit(i - kAhead, add(ids[i - kAhead], declare));
      }
    }
  }
  // Nothing is added.
  Found find(const Hash128& id) const;
  size_t size() const { return size_; }

 private:
  struct Slot {
    uint64_t low = 0;
    uint32_t high = 0;
    uint32_t state = 0;  // 0 = free
  };
  static constexpr uint32_t kDeclared = uint32_t{1} << 31;

  static bool is(const Slot& slot, const Hash128& id) {
    return slot.low == id.low && slot.high == static_cast<uint32_t>(id.high);
  }
  size_t first_slot(const Hash128& id) const { return id.low & (slots_.size() - 1); }
  size_t slot_of(const Hash128& id) const;  // of the id, or free for it
  Found add(const Hash128& id, bool declare);
  void make_room(size_t more);

  std::vector<Slot> slots_;
  size_t size_ = 0;
};

}  // namespace omnigraph::graph
