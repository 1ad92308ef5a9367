// IdSet: the distinct ids seen so far, each with the line where it came first. Texts lie in one
// arena, the table holds offsets: about 40 bytes an id beside its text, and no allocation per id.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::graph {

class IdSet {
 public:
  // True if `id` is new; it is then kept with `line`. Else `*first_line` (if not null) is where it
  // was.
  bool insert(std::string_view id, uint64_t line, uint64_t* first_line = nullptr);
  bool contains(std::string_view id) const;
  size_t size() const { return entries_.size(); }

  // In order of insertion.
  std::string_view id(size_t i) const { return text_of(entries_[i]); }
  uint64_t line(size_t i) const { return entries_[i].line; }

 private:
  struct Entry {
    uint64_t hash = 0;
    uint64_t offset = 0;
    uint64_t line = 0;
    uint32_t length = 0;
  };
  std::string_view text_of(const Entry& entry) const {
    return std::string_view(arena_).substr(entry.offset, entry.length);
  }
  size_t slot_of(std::string_view id, uint64_t hash) const;  // of the id, or the free one for it
  void grow();

  std::string arena_;
  std::vector<Entry> entries_;
  std::vector<uint32_t> slots_;  // entry + 1; 0 = free
};

}  // namespace omnigraph::graph
