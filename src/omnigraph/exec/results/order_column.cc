#include "omnigraph/exec/results/order_column.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "omnigraph/columnar/builder.h"

namespace omnigraph::exec {
namespace {

using columnar::Array;
using columnar::TypeKind;

// Charged per row: of every column, and beside that of texts and lists for where they lie.
constexpr size_t kFixedBytes = 9;
constexpr size_t kPlaceBytes = 16;

constexpr uint64_t kSignBit = uint64_t{1} << 63;

uint64_t order_bits_of(double value) {
  if (std::isnan(value)) {
    return ~uint64_t{0};
  }
  const auto bits = std::bit_cast<uint64_t>(value == 0 ? 0.0 : value);
  return (bits & kSignBit) != 0 ? ~bits : bits | kSignBit;
}

int three_way(uint64_t a, uint64_t b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

bool is_list(TypeKind kind) {
  return kind == TypeKind::kList || kind == TypeKind::kFixedSizeList;
}

// Cells of one type, nulls first.
int compare_cells(const Array& a, size_t i, const Array& b, size_t j) {
  if (a.is_null(i) || b.is_null(j)) {
    return three_way(a.is_null(i) ? 0 : 1, b.is_null(j) ? 0 : 1);
  }
  if (a.kind() == TypeKind::kString || a.kind() == TypeKind::kBinary) {
    return a.string_at(i).compare(b.string_at(j));
  }
  if (!is_list(a.kind())) {
    return three_way(order_bits(a, i), order_bits(b, j));
  }
  const size_t count_a = a.list_end(i) - a.list_begin(i);
  const size_t count_b = b.list_end(j) - b.list_begin(j);
  for (size_t item = 0; item < std::min(count_a, count_b); ++item) {
    const int order =
        compare_cells(a.child(0), a.list_begin(i) + item, b.child(0), b.list_begin(j) + item);
    if (order != 0) {
      return order;
    }
  }
  return three_way(count_a, count_b);
}

template <typename T>
void keep_rows(std::vector<T>* values, const std::vector<uint32_t>& indices) {
  if (values->empty()) {
    return;
  }
  std::vector<T> kept(indices.size());
  for (size_t i = 0; i < indices.size(); ++i) {
    kept[i] = (*values)[indices[i]];
  }
  *values = std::move(kept);
}

}  // namespace

uint64_t order_bits(const Array& values, size_t i) {
  switch (values.kind()) {
    case TypeKind::kBool:
      return values.bool_at(i) ? 1 : 0;
    case TypeKind::kInt32:
    case TypeKind::kDate32:
      return static_cast<uint64_t>(int64_t{values.value_at<int32_t>(i)}) ^ kSignBit;
    case TypeKind::kInt64:
    case TypeKind::kDate64:
      return values.value_at<uint64_t>(i) ^ kSignBit;
    case TypeKind::kUInt32:
      return values.value_at<uint32_t>(i);
    case TypeKind::kFloat32:
      return order_bits_of(static_cast<double>(values.value_at<float>(i)));
    case TypeKind::kFloat64:
      return order_bits_of(values.value_at<double>(i));
    default:
      return values.value_at<uint64_t>(i);
  }
}

OrderColumn::OrderColumn(OrderColumn&& other) noexcept
    : memory_(other.memory_),
      rule_(other.rule_),
      charged_bytes_(std::exchange(other.charged_bytes_, 0)),
      chunks_(std::move(other.chunks_)),
      fixed_(std::move(other.fixed_)),
      texts_(std::move(other.texts_)),
      cells_(std::move(other.cells_)),
      nulls_(std::move(other.nulls_)) {}

Status OrderColumn::append(const columnar::ArrayPtr& values) {
  const Array& array = *values;
  const bool text = array.kind() == TypeKind::kString || array.kind() == TypeKind::kBinary;
  const bool list = is_list(array.kind());
  const size_t bytes = array.length() * kFixedBytes +
                       (text || list ? array.byte_size() + array.length() * kPlaceBytes : 0);
  OG_RETURN_IF_ERROR(memory_.charge(bytes));
  charged_bytes_ += bytes;
  for (size_t i = 0; i < array.length(); ++i) {
    const bool null = array.is_null(i);
    nulls_.push_back(null ? 1 : 0);
    if (text) {
      texts_.push_back(null ? std::string_view() : array.string_at(i));
    } else if (list) {
      cells_.push_back({&array, static_cast<uint32_t>(i)});
    } else {
      fixed_.push_back(null ? 0 : order_bits(array, i));
    }
  }
  if (text || list) {
    chunks_.push_back(values);
  }
  return {};
}

void OrderColumn::keep(const std::vector<uint32_t>& indices) {
  keep_rows(&fixed_, indices);
  keep_rows(&texts_, indices);
  keep_rows(&cells_, indices);
  keep_rows(&nulls_, indices);
  const size_t bytes = std::min(repack() + nulls_.size() * kFixedBytes, charged_bytes_);
  memory_.release(charged_bytes_ - bytes);
  charged_bytes_ = bytes;
}

size_t OrderColumn::repack() {
  if (chunks_.empty()) {
    return 0;
  }
  columnar::Builder builder(chunks_[0]->type());
  for (size_t i = 0; i < nulls_.size(); ++i) {
    if (nulls_[i] != 0) {
      builder.append_null();
    } else if (!texts_.empty()) {
      builder.append_string(texts_[i]);
    } else {
      builder.append_from(*cells_[i].array, cells_[i].row);
    }
  }
  const columnar::ArrayPtr packed = builder.finish();
  for (uint32_t i = 0; i < nulls_.size(); ++i) {
    if (!texts_.empty()) {
      texts_[i] = packed->string_at(i);
    } else {
      cells_[i] = {packed.get(), i};
    }
  }
  chunks_ = {packed};
  return packed->byte_size() + nulls_.size() * kPlaceBytes;
}

int OrderColumn::compare(uint32_t a, uint32_t b) const {
  if (nulls_[a] != 0 || nulls_[b] != 0) {
    const int order = int{nulls_[b]} - int{nulls_[a]};
    return rule_.nulls_first ? order : -order;
  }
  const int order = compare_values(a, b);
  return rule_.descending ? -order : order;
}

int OrderColumn::compare_values(uint32_t a, uint32_t b) const {
  if (!fixed_.empty()) {
    return three_way(fixed_[a], fixed_[b]);
  }
  if (!texts_.empty()) {
    return texts_[a].compare(texts_[b]);
  }
  return compare_cells(*cells_[a].array, cells_[a].row, *cells_[b].array, cells_[b].row);
}

}  // namespace omnigraph::exec
