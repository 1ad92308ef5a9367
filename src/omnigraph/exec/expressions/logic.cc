#include "omnigraph/exec/expressions/logic.h"

#include <array>
#include <utility>

namespace omnigraph::exec {
namespace {

// Eight rows of a Bool column, as the sets of true and of false ones; nulls are in neither.
struct Eight {
  unsigned trues;
  unsigned falses;
};

class BoolReader {
 public:
  explicit BoolReader(const Column& column)
      : values_(reinterpret_cast<const uint8_t*>(column.array->values().data())),
        validity_(column.array->null_count() == 0
                      ? nullptr
                      : reinterpret_cast<const uint8_t*>(column.array->validity().data())),
        constant_(column.constant) {
    if (constant_) {
      const bool null = column.is_null(0);
      const bool value = column.array->bool_at(0);
      all_ = {!null && value ? 0xFFU : 0U, !null && !value ? 0xFFU : 0U};
    }
  }
  Eight operator[](size_t byte) const {
    if (constant_) {
      return all_;
    }
    const unsigned valid = validity_ == nullptr ? 0xFFU : validity_[byte];
    return {values_[byte] & valid, ~unsigned{values_[byte]} & valid};
  }

 private:
  const uint8_t* values_;
  const uint8_t* validity_;
  bool constant_;
  Eight all_{};
};

// Bits of byte `byte` that are rows of `length`.
unsigned row_mask(size_t byte, size_t length) {
  return length - byte * 8 >= 8 ? 0xFFU : (1U << (length - byte * 8)) - 1;
}

template <typename Wanted>
std::vector<uint32_t> rows_where(const Column& column, size_t length, Wanted wanted) {
  const BoolReader reader(column);
  // Every row is written and overwritten unless it is wanted: a branch on bits in no order would
  // cost more. Hence a place or eight beyond the last row.
  std::vector<uint32_t> rows(length + 8);
  size_t count = 0;
  for (size_t byte = 0; byte * 8 < length; ++byte) {
    const unsigned bits = wanted(reader[byte]) & row_mask(byte, length);
    if (bits == 0) {
      continue;
    }
    for (unsigned bit = 0; bit < 8; ++bit) {
      rows[count] = static_cast<uint32_t>(byte * 8) + bit;
      count += bits >> bit & 1;
    }
  }
  rows.resize(count);
  return rows;
}

}  // namespace

Column connect(Connective connective, const Column& a, const Column& b, size_t length) {
  const std::array<Column, 2> operands = {a, b};
  const size_t rows = kernel_rows(operands, length);
  const BoolReader left(a);
  const BoolReader right(b);
  BufferBuilder values;
  BufferBuilder valid;
  values.resize(columnar::bitmap_bytes(rows));
  valid.resize(columnar::bitmap_bytes(rows));
  for (size_t byte = 0; byte * 8 < rows; ++byte) {
    const Eight x = left[byte];
    const Eight y = right[byte];
    const bool both = connective == Connective::kAnd;
    const unsigned trues = both ? x.trues & y.trues : x.trues | y.trues;
    const unsigned falses = both ? x.falses | y.falses : x.falses & y.falses;
    values.mutable_as<uint8_t>()[byte] = static_cast<uint8_t>(trues);
    valid.mutable_as<uint8_t>()[byte] = static_cast<uint8_t>(trues | falses);
  }
  Validity validity;
  validity.null_count = count_zeros(valid.data(), rows);
  validity.bits = valid.finish();
  return {bool_array(rows, values.finish(), std::move(validity)), a.constant && b.constant};
}

Column negated(const Column& a) {
  const size_t rows = a.array->length();
  BufferBuilder values;
  values.resize(columnar::bitmap_bytes(rows));
  for (size_t byte = 0; byte < values.size(); ++byte) {
    values.data()[byte] = ~a.array->values().data()[byte];
  }
  return {bool_array(rows, values.finish(), {a.array->validity(), a.array->null_count()}),
          a.constant};
}

Column null_test(const Column& a, bool negated) {
  const size_t rows = a.array->length();
  Buffer bits = pack_bits(rows, [&](size_t i) { return a.array->is_null(i) != negated; });
  return {bool_array(rows, std::move(bits), {}), a.constant};
}

std::vector<uint32_t> true_rows(const Column& condition, size_t length) {
  return rows_where(condition, length, [](Eight eight) { return eight.trues; });
}

std::vector<uint32_t> undecided_rows(Connective connective, const Column& left, size_t length) {
  return rows_where(left, length, [&](Eight eight) {
    return ~(connective == Connective::kAnd ? eight.falses : eight.trues);
  });
}

}  // namespace omnigraph::exec
