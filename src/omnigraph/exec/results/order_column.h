// OrderColumn: one order key of many rows, in a form that compares fast. Nulls are smallest, NaN is
// the greatest number, -0 equals 0, texts compare by bytes, lists item by item with a prefix first.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "omnigraph/columnar/array.h"
#include "omnigraph/exec/operators/memory_meter.h"

namespace omnigraph::exec {

struct OrderRule {
  bool descending = false;
  bool nulls_first = true;
};

class OrderColumn {
 public:
  OrderColumn(MemoryMeter& memory, OrderRule rule) : memory_(memory), rule_(rule) {}
  ~OrderColumn() { memory_.release(charged_bytes_); }
  OrderColumn(OrderColumn&& other) noexcept;
  OrderColumn& operator=(OrderColumn&&) = delete;
  OrderColumn(const OrderColumn&) = delete;
  OrderColumn& operator=(const OrderColumn&) = delete;

  // All calls with one type. kResourceExhausted beyond the memory limit.
  Status append(const columnar::ArrayPtr& values);
  // Keeps rows `indices`, in that order.
  void keep(const std::vector<uint32_t>& indices);

  // Negative, zero or positive: the place of row a relative to row b under the rule.
  int compare(uint32_t a, uint32_t b) const;

 private:
  int compare_values(uint32_t a, uint32_t b) const;
  // Copies the texts and lists that are left into one chunk and lets go of the others. Returns
  // bytes.
  size_t repack();

  MemoryMeter& memory_;
  OrderRule rule_;
  size_t charged_bytes_ = 0;
  std::vector<columnar::ArrayPtr> chunks_;  // kept alive for texts and lists
  std::vector<uint64_t> fixed_;             // numbers, dates, Bools: ordered like the values
  std::vector<std::string_view> texts_;
  struct Cell {
    const columnar::Array* array = nullptr;
    uint32_t row = 0;
  };
  std::vector<Cell> cells_;     // lists
  std::vector<uint8_t> nulls_;  // per row
};

// A 64-bit number that orders like the value; for fixed-width types. Row `i` is not null.
uint64_t order_bits(const columnar::Array& values, size_t i);

}  // namespace omnigraph::exec
