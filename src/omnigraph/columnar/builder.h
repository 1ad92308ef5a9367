// Builder: grows one column value by value, then finishes it into an Array. One class for all
// types; calls must fit the type (checked in debug builds). Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "omnigraph/columnar/array.h"

namespace omnigraph::columnar {

class Builder {
 public:
  explicit Builder(DataType type);

  const DataType& type() const { return type_; }
  size_t length() const { return length_; }
  // Bytes held so far, children included.
  size_t byte_size() const;

  // Makes room for so many rows, and for so many bytes of text in them; both may be guesses.
  void reserve(size_t rows, size_t text_bytes);

  void append_null();
  void append_bool(bool value);
  // Fixed-width kinds; T must have the kind's width (int32_t for kInt32 and kDate32, …).
  template <typename T>
  void append(T value) {
    values_.push<T>(value);
    mark_valid();
  }
  void append_string(std::string_view value);  // kString, kBinary
  // kList: append the items to child() first, then close the row.
  void finish_list();
  // kFixedSizeList: `values` holds list_size floats.
  void append_vector(std::span<const float> values);
  // kStruct: append one value to every child first, then close the row.
  void finish_struct();
  Builder& child(size_t i = 0) { return *children_[i]; }

  // Row `i` of `array`, which must have the same type (nulls included).
  void append_from(const Array& array, size_t i);

  // The column so far; the builder is empty afterwards.
  ArrayPtr finish();

 private:
  void mark_valid();
  void mark(bool valid);
  void push_offset();

  DataType type_;
  size_t length_ = 0;
  size_t null_count_ = 0;
  BufferBuilder validity_;  // bits; materialised with the first null
  BufferBuilder offsets_;
  BufferBuilder values_;
  std::vector<std::unique_ptr<Builder>> children_;
};

}  // namespace omnigraph::columnar
