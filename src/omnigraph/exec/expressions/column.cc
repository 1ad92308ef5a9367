#include "omnigraph/exec/expressions/column.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/columnar/builder.h"

namespace omnigraph::exec {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::DataType;
using columnar::TypeKind;

namespace {

// Where a column of texts or items must end: offsets are int32.
constexpr size_t kOffsetLimit = std::numeric_limits<int32_t>::max();

Error too_large(size_t limit_bytes) {
  return Error(
      ErrorCode::kResourceExhausted,
      format("the values of an expression take more than {} bytes: memory limit", limit_bytes));
}

// What a row adds to the buffers that offsets point into: bytes of texts, items of lists and the
// bytes of theirs.
size_t payload(const Array& array, size_t begin, size_t end) {
  switch (array.kind()) {
    case TypeKind::kString: {
      const auto offsets = array.offsets().as<int32_t>();
      return static_cast<size_t>(offsets[end] - offsets[begin]);
    }
    case TypeKind::kBinary: {
      const auto offsets = array.offsets().as<int64_t>();
      return static_cast<size_t>(offsets[end] - offsets[begin]);
    }
    case TypeKind::kList: {
      const size_t first = array.list_begin(begin);
      const size_t last = array.list_begin(end);
      return last - first + payload(array.child(0), first, last);
    }
    default:
      return 0;
  }
}

bool has_payload(const DataType& type) {
  return columnar::byte_width(type.kind) == 0 && type.kind != TypeKind::kBool;
}

template <typename T>
ArrayPtr assemble_fixed(const DataType& type,
                        std::span<const Column> sources,
                        std::span<const Pick> picks) {
  FixedWriter<T> out(type, picks.size());
  for (size_t i = 0; i < picks.size(); ++i) {
    const Pick& pick = picks[i];
    if (pick.source == Pick::kNull || sources[pick.source].is_null(pick.row)) {
      out.set_null(i);
    } else {
      const Column& source = sources[pick.source];
      out.set(i, source.array->value_at<T>(source.row(pick.row)));
    }
  }
  return out.finish();
}

}  // namespace

Result<ArrayPtr> expand(const Column& column, size_t length, size_t limit_bytes) {
  if (!column.constant) {
    return column.array;
  }
  if (length == 1) {
    return column.array;
  }
  const size_t bytes = length == 0 ? 0 : payload(*column.array, 0, 1);
  if (bytes != 0 && bytes > std::min(limit_bytes, kOffsetLimit) / length) {
    return too_large(std::min(limit_bytes, kOffsetLimit));
  }
  return columnar::take(*column.array, std::vector<uint32_t>(length, 0));
}

Column take_rows(const Column& column, std::span<const uint32_t> rows) {
  return column.constant ? column : Column{columnar::take(*column.array, rows), false};
}

Column null_column(const DataType& type) {
  return {columnar::make_nulls(type, 1), true};
}

size_t kernel_rows(std::span<const Column> operands, size_t length) {
  for (const Column& operand : operands) {
    if (!operand.constant) {
      return length;
    }
  }
  return std::min<size_t>(length, 1);
}

size_t count_zeros(const std::byte* bits, size_t length) {
  size_t ones = 0;
  const auto* bytes = reinterpret_cast<const uint8_t*>(bits);
  for (size_t i = 0; i < length / 8; ++i) {
    ones += static_cast<size_t>(std::popcount(bytes[i]));
  }
  for (size_t i = length & ~size_t{7}; i < length; ++i) {
    ones += columnar::get_bit(bits, i) ? 1 : 0;
  }
  return length - ones;
}

Validity common_validity(std::span<const Column> operands, size_t rows) {
  BufferBuilder bits;
  for (const Column& operand : operands) {
    if (operand.array->null_count() == 0) {
      continue;
    }
    if (bits.size() == 0) {
      bits.resize(columnar::bitmap_bytes(rows));
      std::memset(bits.data(), 0xFF, bits.size());
    }
    if (operand.constant) {  // a null
      std::memset(bits.data(), 0, bits.size());
      continue;
    }
    const std::byte* other = operand.array->validity().data();
    for (size_t i = 0; i < bits.size(); ++i) {
      bits.data()[i] &= other[i];
    }
  }
  Validity validity;
  if (bits.size() != 0) {
    validity.null_count = count_zeros(bits.data(), rows);
    validity.bits = bits.finish();
  }
  return validity;
}

ArrayPtr bool_array(size_t length, Buffer values, Validity validity) {
  return fixed_array(TypeKind::kBool, length, std::move(values), std::move(validity));
}

ArrayPtr fixed_array(DataType type, size_t length, Buffer values, Validity validity) {
  Array::Parts parts;
  parts.type = std::move(type);
  parts.length = length;
  parts.values = std::move(values);
  parts.null_count = validity.null_count;
  parts.validity = std::move(validity.bits);
  return Array::make(std::move(parts));
}

TextWriter::TextWriter(size_t length, size_t limit_bytes)
    : length_(length), limit_bytes_(std::min(limit_bytes, kOffsetLimit)) {
  offsets_.reserve((length + 1) * sizeof(int32_t));
  offsets_.push<int32_t>(0);
}

void TextWriter::append_null() {
  if (null_count_++ == 0) {
    validity_.resize(columnar::bitmap_bytes(length_));
    std::memset(validity_.data(), 0xFF, validity_.size());
  }
  columnar::clear_bit(validity_.data(), offsets_.size() / sizeof(int32_t) - 1);
  end_row();
}

Result<ArrayPtr> TextWriter::finish() {
  if (full_) {
    return too_large(limit_bytes_);
  }
  Array::Parts parts;
  parts.type = TypeKind::kString;
  parts.length = length_;
  parts.null_count = null_count_;
  parts.validity = validity_.finish();
  parts.offsets = offsets_.finish();
  parts.values = values_.finish();
  return Array::make(std::move(parts));
}

Result<ArrayPtr> assemble(const DataType& type,
                          std::span<const Column> sources,
                          std::span<const Pick> picks,
                          size_t limit_bytes) {
  const size_t width = columnar::byte_width(type.kind);
  if (width == 4) {
    return assemble_fixed<uint32_t>(type, sources, picks);
  }
  if (width == 8) {
    return assemble_fixed<uint64_t>(type, sources, picks);
  }
  const bool measured = has_payload(type);
  const size_t limit = std::min(limit_bytes, kOffsetLimit);
  size_t bytes = 0;
  columnar::Builder builder(type);
  for (const Pick& pick : picks) {
    if (pick.source == Pick::kNull) {
      builder.append_null();
      continue;
    }
    const Column& source = sources[pick.source];
    const size_t row = source.row(pick.row);
    if (measured) {
      bytes += payload(*source.array, row, row + 1);
      if (bytes > limit) {
        return too_large(limit);
      }
    }
    builder.append_from(*source.array, row);
  }
  return builder.finish();
}

}  // namespace omnigraph::exec
