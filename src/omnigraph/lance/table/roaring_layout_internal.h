// RoaringLayout: checks the bytes of a portable Roaring bitmap before a reader is let at them.
// CRoaring trusts what it reads beyond lengths: unsorted containers or wrong cardinalities would be
// kept and give wrong answers later. Accepted is only what a correct writer makes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "omnigraph/base/bytes.h"

namespace omnigraph::lance {

// What the bytes of a portable Roaring bitmap say, after every container was looked at.
//
//   u32 12346, u32 n                no container has runs; or
//   u16 12347, u16 n - 1, flags     (n + 7) / 8 bytes say which containers have runs
//   n × (u16 key, u16 cardinality - 1)
//   n × u32 offset                  absent with runs and n < 4
//   n × container                   array:  cardinality × u16
//                                   bitset: 8,192 bytes
//                                   runs:   u16 m, m × (u16 start, u16 length - 1)
class RoaringLayout {
 public:
  explicit RoaringLayout(ByteSpan bytes) : bytes_(bytes) {}

  // What is wrong, or nothing. Afterwards bound() is the greatest value plus one.
  std::optional<std::string> check();
  uint64_t bound() const { return bound_; }

 private:
  bool has(size_t length) const { return bytes_.size() - at_ >= length; }
  uint16_t u16(size_t at) const { return load_le<uint16_t>(bytes_.data() + at); }
  std::optional<std::string> check_header();
  std::optional<std::string> check_array(uint64_t high, uint32_t cardinality);
  std::optional<std::string> check_bitset(uint64_t high, uint32_t cardinality);
  std::optional<std::string> check_runs(uint64_t high, uint32_t cardinality);

  ByteSpan bytes_;
  size_t at_ = 0;
  uint32_t count_ = 0;
  size_t run_flags_at_ = 0;  // 0: no container has runs
  size_t keys_at_ = 0;
  size_t offsets_at_ = 0;  // 0: no table
  uint64_t bound_ = 0;
};

}  // namespace omnigraph::lance
