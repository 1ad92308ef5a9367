#include "omnigraph/exec/results/key_table.h"

#include "omnigraph/base/hash.h"

namespace omnigraph::exec {
namespace {

uint64_t mix(uint64_t hash, uint64_t value) {
  uint64_t x = (hash ^ value) * 0x9E37'79B9'7F4A'7C15U;
  x ^= x >> 29;
  x *= 0xBF58'476D'1CE4'E5B9U;
  return x ^ (x >> 32);
}

constexpr size_t kAhead = 8;  // rows between prefetching a slot and looking at it

}  // namespace

void KeyTable::hash_rows(std::span<const KeyColumn> columns, size_t row_count) {
  row_hashes_.assign(row_count, 0x2545'F491'4F6C'DD1DU);
  for (const KeyColumn& column : columns) {
    for (size_t row = 0; row < row_count; ++row) {
      const uint64_t value = column.text ? xxh3(column.texts[row]) : column.fixed[row];
      row_hashes_[row] = mix(row_hashes_[row], value);
    }
    // Only null rows are told apart: whether a batch holds nulls must not change its other rows.
    for (size_t row = 0; row < column.nulls.size(); ++row) {
      if (column.nulls[row] != 0) {
        row_hashes_[row] = mix(row_hashes_[row], 1);
      }
    }
  }
}

bool KeyTable::equal(std::span<const KeyColumn> columns, size_t row, uint32_t id) const {
  for (size_t c = 0; c < columns.size(); ++c) {
    const Stored& stored = stored_[c];
    if (columns[c].is_null(row) != (stored.nulls[id] != 0)) {
      return false;
    }
    if (!columns[c].text) {
      if (columns[c].fixed[row] != stored.fixed[id]) {
        return false;
      }
      continue;
    }
    const size_t begin = id == 0 ? 0 : stored.ends[id - 1];
    const std::string_view known =
        std::string_view(stored.bytes).substr(begin, stored.ends[id] - begin);
    if (columns[c].texts[row] != known) {
      return false;
    }
  }
  return true;
}

void KeyTable::store(std::span<const KeyColumn> columns, size_t row) {
  for (size_t c = 0; c < columns.size(); ++c) {
    Stored& stored = stored_[c];
    stored.nulls.push_back(columns[c].is_null(row) ? 1 : 0);
    if (columns[c].text) {
      stored.bytes.append(columns[c].texts[row]);
      stored.ends.push_back(stored.bytes.size());
    } else {
      stored.fixed.push_back(columns[c].fixed[row]);
    }
  }
  hashes_.push_back(row_hashes_[row]);
  ++size_;
}

void KeyTable::grow() {
  constexpr size_t kSlotsMin = 64;
  const size_t count = slots_.empty() ? kSlotsMin : slots_.size() * 2;
  slots_.assign(count, 0);
  for (uint32_t id = 0; id < size_; ++id) {
    size_t at = hashes_[id] & (count - 1);
    while (slots_[at] != 0) {
      at = (at + 1) & (count - 1);
    }
    slots_[at] = id + 1;
  }
}

Status KeyTable::charge() {
  size_t bytes = (hashes_.capacity() + row_hashes_.capacity()) * sizeof(uint64_t) +
                 slots_.capacity() * sizeof(uint32_t);
  for (const Stored& stored : stored_) {
    bytes += stored.fixed.capacity() * sizeof(uint64_t) + stored.bytes.capacity() +
             stored.ends.capacity() * sizeof(size_t) + stored.nulls.capacity();
  }
  if (bytes > charged_bytes_) {
    OG_RETURN_IF_ERROR(memory_.charge(bytes - charged_bytes_));
    charged_bytes_ = bytes;
  }
  return {};
}

Status KeyTable::assign(std::span<const KeyColumn> columns,
                        size_t row_count,
                        std::vector<uint32_t>* ids,
                        std::vector<uint32_t>* fresh) {
  stored_.resize(columns.size());
  if (columns.empty()) {
    ids->assign(row_count, 0);
    if (size_ == 0 && row_count != 0) {
      size_ = 1;
      if (fresh != nullptr) {
        fresh->push_back(0);
      }
    }
    return {};
  }
  ids->resize(row_count);
  hash_rows(columns, row_count);
  for (size_t row = 0; row < row_count; ++row) {
    if (size_t{size_} * 2 + 2 > slots_.size()) {
      grow();
    }
    const size_t mask = slots_.size() - 1;
    if (row + kAhead < row_count) {
      __builtin_prefetch(&slots_[row_hashes_[row + kAhead] & mask]);
    }
    size_t at = row_hashes_[row] & mask;
    while (slots_[at] != 0 &&
           (hashes_[slots_[at] - 1] != row_hashes_[row] || !equal(columns, row, slots_[at] - 1))) {
      at = (at + 1) & mask;
    }
    if (slots_[at] == 0) {
      slots_[at] = size_ + 1;
      store(columns, row);
      if (fresh != nullptr) {
        fresh->push_back(static_cast<uint32_t>(row));
      }
    }
    (*ids)[row] = slots_[at] - 1;
  }
  return charge();
}

}  // namespace omnigraph::exec
