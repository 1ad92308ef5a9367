// Array: an immutable column of values of one type, in Arrow layout without offsets into shared
// arrays: row i is slot i. Batch: columns of equal length. Both are shared, thread-safe to read.
//
//   kBool            values: bitmap
//   fixed width      values: T[length]
//   kString          offsets: int32[length + 1], values: bytes
//   kBinary          offsets: int64[length + 1], values: bytes
//   kList            offsets: int32[length + 1], children[0]: items
//   kFixedSizeList   children[0]: length · list_size Float32 items (no item nulls)
//   kStruct          children: one per field, each of `length` rows
//
// Validity is a bitmap (1 = valid, least significant bit first) or empty when no row is null. What
// a null slot holds is unspecified but readable: zero-length or zero.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "omnigraph/base/bytes.h"
#include "omnigraph/columnar/type.h"

namespace omnigraph::columnar {

class Array;
using ArrayPtr = std::shared_ptr<const Array>;

inline bool get_bit(const std::byte* bits, size_t i) {
  return (static_cast<uint8_t>(bits[i >> 3]) >> (i & 7) & 1) != 0;
}
inline void set_bit(std::byte* bits, size_t i) {
  bits[i >> 3] |= std::byte{1} << (i & 7);
}
inline void clear_bit(std::byte* bits, size_t i) {
  bits[i >> 3] &= ~(std::byte{1} << (i & 7));
}
inline size_t bitmap_bytes(size_t bits) {
  return (bits + 7) / 8;
}

class Array {
 public:
  struct Parts {
    DataType type;
    size_t length = 0;
    size_t null_count = 0;
    Buffer validity;  // empty iff null_count == 0
    Buffer offsets;
    Buffer values;
    std::vector<ArrayPtr> children;
  };

  // `parts` must obey the layout above (checked for sizes; contents are trusted, so readers of
  // untrusted bytes validate offsets first).
  static ArrayPtr make(Parts parts);

  const DataType& type() const { return parts_.type; }
  TypeKind kind() const { return parts_.type.kind; }
  size_t length() const { return parts_.length; }
  size_t null_count() const { return parts_.null_count; }
  bool is_null(size_t i) const {
    return parts_.null_count != 0 && !get_bit(parts_.validity.data(), i);
  }
  const Buffer& validity() const { return parts_.validity; }
  const Buffer& offsets() const { return parts_.offsets; }
  const Buffer& values() const { return parts_.values; }
  const std::vector<ArrayPtr>& children() const { return parts_.children; }
  const Array& child(size_t i) const { return *parts_.children[i]; }

  // Typed access; the kind must fit. `i` < length().
  bool bool_at(size_t i) const { return get_bit(parts_.values.data(), i); }
  template <typename T>
  T value_at(size_t i) const {
    return reinterpret_cast<const T*>(parts_.values.data())[i];
  }
  template <typename T>
  std::span<const T> values_as() const {
    return {reinterpret_cast<const T*>(parts_.values.data()), parts_.length};
  }
  // The text or bytes of row i (kString, kBinary). Lives as long as the array.
  std::string_view string_at(size_t i) const {
    if (parts_.type.kind == TypeKind::kString) {
      const auto* o = reinterpret_cast<const int32_t*>(parts_.offsets.data());
      return parts_.values.view().substr(static_cast<size_t>(o[i]),
                                         static_cast<size_t>(o[i + 1] - o[i]));
    }
    const auto* o = reinterpret_cast<const int64_t*>(parts_.offsets.data());
    return parts_.values.view().substr(static_cast<size_t>(o[i]),
                                       static_cast<size_t>(o[i + 1] - o[i]));
  }
  // Items [begin, end) of row i in child(0) (kList, kFixedSizeList).
  size_t list_begin(size_t i) const {
    return parts_.type.kind == TypeKind::kList
               ? static_cast<size_t>(reinterpret_cast<const int32_t*>(parts_.offsets.data())[i])
               : i * static_cast<size_t>(parts_.type.list_size);
  }
  size_t list_end(size_t i) const { return list_begin(i + 1); }

  // Bytes of all buffers, children included. What a cache charges for it.
  size_t byte_size() const;

 private:
  explicit Array(Parts parts) : parts_(std::move(parts)) {}
  Parts parts_;
};

struct Batch {
  size_t row_count = 0;
  std::vector<ArrayPtr> columns;
};

// Rows `indices` of `array`, in that order; an index of kNullRow gives a null.
inline constexpr uint32_t kNullRow = 0xFFFFFFFF;
ArrayPtr take(const Array& array, std::span<const uint32_t> indices);

// Rows [begin, end). Numbers and texts without nulls stay where they are: the slice keeps all of
// `array`'s values alive.
ArrayPtr slice(const Array& array, size_t begin, size_t end);

// All rows of `arrays` (at least one, equal types) one after another. The result of kString must
// stay below 2 GiB (checked).
ArrayPtr concat(std::span<const ArrayPtr> arrays);

// `length` nulls.
ArrayPtr make_nulls(const DataType& type, size_t length);

// Typed equality of two cells: null equals null, floats by bits but NaN = NaN and -0 = 0.
bool cells_equal(const Array& a, size_t i, const Array& b, size_t j);

}  // namespace omnigraph::columnar
