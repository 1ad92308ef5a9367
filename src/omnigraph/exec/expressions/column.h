// Column: the value of an expression over a batch. Constants stay one row that stands for all, so
// that comparing a column with a constant touches the constant once; whoever needs real rows calls
// expand().
//
// Below it, what kernels share: validity of operands together, writers of result columns, and
// assemble(), which puts rows of several columns into one (case, coalesce, lists).
//
// A text column holds at most 2 GiB. Kernels that make texts pass a limit (ExecLimits, or that) and
// answer kResourceExhausted: no query can bring the process down with a large text.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/columnar/array.h"

namespace omnigraph::exec {

struct Column {
  columnar::ArrayPtr array;
  bool constant = false;  // `array` has one row, the value of every row

  size_t row(size_t i) const { return constant ? 0 : i; }
  bool is_null(size_t i) const { return array->is_null(row(i)); }
  bool all_null() const { return array->null_count() == array->length(); }
};

// `length` rows of `column`. Errors: kResourceExhausted.
Result<columnar::ArrayPtr> expand(const Column& column, size_t length, size_t limit_bytes);

// Rows `rows` of the batch.
Column take_rows(const Column& column, std::span<const uint32_t> rows);

// A null for every row.
Column null_column(const columnar::DataType& type);

// The number of rows that kernels must compute: 1 if all operands are constant.
size_t kernel_rows(std::span<const Column> operands, size_t length);

// Which rows are valid. `bits` is empty if all are.
struct Validity {
  Buffer bits;
  size_t null_count = 0;

  bool is_null(size_t i) const { return null_count != 0 && !columnar::get_bit(bits.data(), i); }
};

// Valid where all operands are; `rows` as kernel_rows gives it.
Validity common_validity(std::span<const Column> operands, size_t rows);

// The number of zeros among the first `length` bits.
size_t count_zeros(const std::byte* bits, size_t length);

// Bit i is predicate(i). The predicate must not fail on null rows.
template <typename Predicate>
Buffer pack_bits(size_t length, Predicate predicate) {
  BufferBuilder out;
  out.resize(columnar::bitmap_bytes(length));
  auto* bytes = out.mutable_as<uint8_t>();
  size_t i = 0;
  for (; i + 8 <= length; i += 8) {
    unsigned packed = 0;
    for (unsigned k = 0; k < 8; ++k) {
      packed |= static_cast<unsigned>(static_cast<bool>(predicate(i + k))) << k;
    }
    bytes[i / 8] = static_cast<uint8_t>(packed);
  }
  for (; i < length; ++i) {
    if (predicate(i)) {
      columnar::set_bit(out.data(), i);
    }
  }
  return out.finish();
}

// Columns from their parts.
columnar::ArrayPtr bool_array(size_t length, Buffer values, Validity validity);
columnar::ArrayPtr fixed_array(columnar::DataType type,
                               size_t length,
                               Buffer values,
                               Validity validity);

// A fixed-width column under construction: all rows are there and zero, write those you know.
template <typename T>
class FixedWriter {
 public:
  FixedWriter(columnar::DataType type, size_t length) : type_(std::move(type)), length_(length) {
    values_.resize(length * sizeof(T));
  }
  void set(size_t i, T value) { values_.mutable_as<T>()[i] = value; }
  void set_null(size_t i) {
    if (null_count_++ == 0) {
      validity_.resize(columnar::bitmap_bytes(length_));
      std::memset(validity_.data(), 0xFF, validity_.size());
    }
    columnar::clear_bit(validity_.data(), i);
  }
  columnar::ArrayPtr finish() {
    return fixed_array(
        std::move(type_), length_, values_.finish(), {validity_.finish(), null_count_});
  }

 private:
  columnar::DataType type_;
  size_t length_;
  size_t null_count_ = 0;
  BufferBuilder values_;
  BufferBuilder validity_;
};

// A text column under construction, row by row, each in one or several pieces.
class TextWriter {
 public:
  TextWriter(size_t length, size_t limit_bytes);

  void add(std::string_view piece) {
    if (piece.size() > limit_bytes_ - values_.size()) {
      full_ = true;
      return;
    }
    values_.append(piece);
  }
  void end_row() { offsets_.push(static_cast<int32_t>(values_.size())); }
  void append(std::string_view text) {
    add(text);
    end_row();
  }
  void append_null();
  // Once true, texts are dropped and finish() is an error: long loops may stop early.
  bool full() const { return full_; }
  // Errors: kResourceExhausted.
  Result<columnar::ArrayPtr> finish();

 private:
  size_t length_;
  size_t limit_bytes_;
  bool full_ = false;
  size_t null_count_ = 0;
  BufferBuilder offsets_;
  BufferBuilder values_;
  BufferBuilder validity_;
};

// Row `row` of source `source`, or a null.
struct Pick {
  static constexpr uint32_t kNull = 0xFFFFFFFF;
  uint32_t source = kNull;
  uint32_t row = 0;
};

// The picked rows; all sources are of `type`. Errors: kResourceExhausted.
Result<columnar::ArrayPtr> assemble(const columnar::DataType& type,
                                    std::span<const Column> sources,
                                    std::span<const Pick> picks,
                                    size_t limit_bytes);

// Texts of a column, without looking at its type again for each row.
class TextColumn {
 public:
  explicit TextColumn(const Column& column)
      : offsets_(reinterpret_cast<const int32_t*>(column.array->offsets().data())),
        bytes_(reinterpret_cast<const char*>(column.array->values().data())),
        stride_(column.constant ? 0 : 1) {}
  std::string_view operator[](size_t i) const {
    const int32_t* at = offsets_ + i * stride_;
    return {bytes_ + at[0], static_cast<size_t>(at[1] - at[0])};
  }

 private:
  const int32_t* offsets_;
  const char* bytes_;
  size_t stride_;
};

}  // namespace omnigraph::exec
