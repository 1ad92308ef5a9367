// NameTable: distinct texts, numbered in the order in which they came. Texts lie in chunks, the
// table holds numbers: about 35 bytes a text beside itself, and no allocation per text.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace omnigraph::graph {

class NameTable {
 public:
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  // The number of `name`, given now if it is new.
  uint32_t intern(std::string_view name);
  // kNone if it never came.
  uint32_t find(std::string_view name) const;
  uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }
  // Lives as long as the table.
  std::string_view name(uint32_t number) const {
    return {entries_[number].text, entries_[number].length};
  }

 private:
  struct Entry {
    uint64_t hash = 0;
    const char* text = nullptr;
    uint32_t length = 0;
  };
  size_t slot_of(std::string_view name, uint64_t hash) const;  // of the name, or free for it
  const char* keep(std::string_view name);
  void grow();

  std::vector<std::unique_ptr<char[]>> chunks_;
  size_t chunk_size_ = 0;  // bytes of the last chunk
  size_t chunk_free_ = 0;  // and what is left of them
  std::vector<Entry> entries_;
  std::vector<uint32_t> slots_;  // number + 1; 0 = free
};

}  // namespace omnigraph::graph
