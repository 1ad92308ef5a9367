// KeyColumn: the values of one key of some rows, in a form in which equality is equality of 64 bits
// or of bytes: null equals null, NaN equals NaN, -0 equals 0. For grouping, distinct and joins.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/columnar/array.h"
#include "omnigraph/exec/row_batch.h"

namespace omnigraph::exec {

struct KeyColumn {
  bool text = false;
  std::vector<uint64_t> fixed;          // !text; null rows are 0
  std::vector<std::string_view> texts;  // text; null rows are empty
  std::vector<uint8_t> nulls;           // 1 = null; empty if no row is
  // What `texts` lives in.
  columnar::ArrayPtr array;
  std::deque<std::string> owned;

  KeyColumn() = default;
  KeyColumn(KeyColumn&&) = default;
  KeyColumn& operator=(KeyColumn&&) = default;
  KeyColumn(const KeyColumn&) = delete;
  KeyColumn& operator=(const KeyColumn&) = delete;
  ~KeyColumn() = default;

  bool is_null(size_t row) const { return !nulls.empty() && nulls[row] != 0; }
};

KeyColumn key_column(const columnar::ArrayPtr& values);
// By identity: type and position.
KeyColumn key_column(const EntityColumn& entities);
// Any numbers, not null.
KeyColumn key_column(std::span<const uint32_t> numbers);

}  // namespace omnigraph::exec
