// Sorting many values: a radix sort over 64-bit keys whose order is that of the values. For numbers
// the key is all there is to know. For texts it is the eight bytes behind the beginning that all of
// them share, which is what tells ids apart (those of one load begin with the same time). Where
// nothing stands behind these bytes, that is all there is to know, too; else runs of equal keys are
// checked, and sorted by comparison only if they are out of order.
//
// The sorted rows of a large column lie all over memory: gathering them is one miss of the caches
// after another, unless they are asked for ahead.
#include "omnigraph/lance/index/value_order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <numeric>
#include <string_view>

#include "omnigraph/columnar/builder.h"

namespace omnigraph::lance {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::TypeKind;

namespace {

template <typename T>
int order_of(T a, T b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

template <typename T>
int order_floats(T a, T b) {
  if (std::isnan(a) || std::isnan(b)) {
    return order_of(std::isnan(a) ? 1 : 0, std::isnan(b) ? 1 : 0);
  }
  return order_of(a, b);
}

template <typename Bits, typename T>
uint64_t float_key(T value) {
  if (std::isnan(value)) {
    return static_cast<Bits>(-1);
  }
  const auto bits = std::bit_cast<Bits>(value == 0 ? T{0} : value);
  constexpr Bits kSign = Bits{1} << (sizeof(Bits) * 8 - 1);
  return static_cast<Bits>((bits & kSign) != 0 ? ~bits : bits | kSign);
}

uint64_t number_key(const Array& values, size_t i) {
  switch (values.kind()) {
    case TypeKind::kBool:
      return values.bool_at(i) ? 1 : 0;
    case TypeKind::kInt32:
    case TypeKind::kDate32:
      return values.value_at<uint32_t>(i) ^ uint32_t { 1 } << 31;
    case TypeKind::kUInt32:
      return values.value_at<uint32_t>(i);
    case TypeKind::kInt64:
    case TypeKind::kDate64:
      return values.value_at<uint64_t>(i) ^ uint64_t { 1 } << 63;
    case TypeKind::kUInt64:
      return values.value_at<uint64_t>(i);
    case TypeKind::kFloat32:
      return float_key<uint32_t>(values.value_at<float>(i));
    default:
      return float_key<uint64_t>(values.value_at<double>(i));
  }
}

// The eight bytes of `text` from `from`, first byte most significant, zeros past its end.
uint64_t text_key(std::string_view text, size_t from) {
  uint64_t key = 0;
  if (text.size() > from) {
    char bytes[8] = {};
    std::memcpy(bytes, text.data() + from, std::min<size_t>(8, text.size() - from));
    std::memcpy(&key, bytes, 8);
  }
  if constexpr (std::endian::native == std::endian::little) {
    key = __builtin_bswap64(key);
  }
  return key;
}

// Whether `text` is the only one with its key: all of it is in there, and zeros at the end of the
// key are not its own.
bool is_told_by_key(std::string_view text, size_t from) {
  return text.size() <= from || (text.size() <= from + 8 && text.back() != '\0');
}

using Arrays = std::span<const Array* const>;

std::string_view text_at(Arrays arrays, const ValueRef& ref) {
  return arrays[ref.array]->string_at(ref.row);
}

size_t common_prefix(Arrays arrays, const std::vector<ValueRef>& refs) {
  const std::string_view first = text_at(arrays, refs[0]);
  size_t length = first.size();
  for (const ValueRef& ref : refs) {
    const std::string_view text = text_at(arrays, ref);
    size_t same = 0;
    const size_t end = std::min(length, text.size());
    while (same < end && text[same] == first[same]) {
      ++same;
    }
    length = same;
  }
  return length;
}

struct KeyedRow {
  uint64_t key = 0;
  ValueRef ref;
};

void radix_sort(std::vector<KeyedRow>& rows) {
  constexpr size_t kDigits = 8;
  std::vector<std::array<size_t, 256>> counts(kDigits);
  for (auto& digit : counts) {
    digit.fill(0);
  }
  for (const KeyedRow& row : rows) {
    for (size_t d = 0; d < kDigits; ++d) {
      ++counts[d][row.key >> (d * 8) & 0xFF];
    }
  }
  std::vector<KeyedRow> other(rows.size());
  for (size_t d = 0; d < kDigits; ++d) {
    auto& starts = counts[d];
    if (std::find(starts.begin(), starts.end(), rows.size()) != starts.end()) {
      continue;  // all alike here
    }
    size_t at = 0;
    for (size_t& start : starts) {
      const size_t count = start;
      start = at;
      at += count;
    }
    for (const KeyedRow& row : rows) {
      other[starts[row.key >> (d * 8) & 0xFF]++] = row;
    }
    rows.swap(other);
  }
}

// Orders the rows whose keys are equal by their texts.
void settle_ties(Arrays arrays, std::vector<KeyedRow>& rows) {
  const auto before = [&](const KeyedRow& a, const KeyedRow& b) {
    return text_at(arrays, a.ref) < text_at(arrays, b.ref);
  };
  for (size_t begin = 0; begin < rows.size();) {
    size_t end = begin + 1;
    bool ordered = true;
    for (; end < rows.size() && rows[end].key == rows[begin].key; ++end) {
      ordered = ordered && !before(rows[end], rows[end - 1]);
    }
    if (!ordered) {
      std::stable_sort(rows.begin() + static_cast<std::ptrdiff_t>(begin),
                       rows.begin() + static_cast<std::ptrdiff_t>(end),
                       before);
    }
    begin = end;
  }
}

bool is_sorted(Arrays arrays, const std::vector<ValueRef>& refs) {
  for (size_t i = 1; i < refs.size(); ++i) {
    if (order_values(
            *arrays[refs[i - 1].array], refs[i - 1].row, *arrays[refs[i].array], refs[i].row) > 0) {
      return false;
    }
  }
  return true;
}

std::vector<ValueRef> sort_arrays(Arrays arrays) {
  std::vector<ValueRef> order;
  std::vector<ValueRef> present;
  size_t count = 0;
  for (const Array* array : arrays) {
    count += array->length();
  }
  present.reserve(count);
  for (uint32_t a = 0; a < arrays.size(); ++a) {
    for (uint32_t row = 0; row < arrays[a]->length(); ++row) {
      (arrays[a]->is_null(row) ? order : present).push_back({a, row});
    }
  }
  if (!is_sorted(arrays, present)) {
    const bool texts = arrays[0]->kind() == TypeKind::kString;
    const size_t from = texts ? common_prefix(arrays, present) : 0;
    std::vector<KeyedRow> rows;
    rows.reserve(present.size());
    bool keys_tell = true;  // whether rows with equal keys have equal values
    for (const ValueRef& ref : present) {
      if (!texts) {
        rows.push_back({number_key(*arrays[ref.array], ref.row), ref});
        continue;
      }
      const std::string_view text = text_at(arrays, ref);
      keys_tell = keys_tell && is_told_by_key(text, from);
      rows.push_back({text_key(text, from), ref});
    }
    radix_sort(rows);
    if (!keys_tell) {
      settle_ties(arrays, rows);
    }
    for (size_t i = 0; i < rows.size(); ++i) {
      present[i] = rows[i].ref;
    }
  }
  if (order.empty()) {
    return present;
  }
  order.insert(order.end(), present.begin(), present.end());
  return order;
}

}  // namespace

bool is_ordered(const columnar::DataType& type) {
  switch (type.kind) {
    case TypeKind::kBinary:
    case TypeKind::kList:
    case TypeKind::kFixedSizeList:
    case TypeKind::kStruct:
      return false;
    default:
      return true;
  }
}

int order_values(const Array& a, size_t i, const Array& b, size_t j) {
  switch (a.kind()) {
    case TypeKind::kString: {
      const int order = a.string_at(i).compare(b.string_at(j));
      return order < 0 ? -1 : (order > 0 ? 1 : 0);
    }
    case TypeKind::kFloat32:
      return order_floats(a.value_at<float>(i), b.value_at<float>(j));
    case TypeKind::kFloat64:
      return order_floats(a.value_at<double>(i), b.value_at<double>(j));
    default:
      return order_of(number_key(a, i), number_key(b, j));
  }
}

int order_cells(const Array& a, size_t i, const Array& b, size_t j) {
  if (a.is_null(i) || b.is_null(j)) {
    return order_of(a.is_null(i) ? 0 : 1, b.is_null(j) ? 0 : 1);
  }
  return order_values(a, i, b, j);
}

std::vector<ValueRef> sorted_values(std::span<const ArrayPtr> arrays) {
  std::vector<const Array*> plain;
  for (const ArrayPtr& array : arrays) {
    plain.push_back(array.get());
  }
  return sort_arrays(plain);
}

std::vector<uint32_t> sorted_rows(const Array& values) {
  const Array* const array = &values;
  std::vector<uint32_t> rows;
  rows.reserve(values.length());
  for (const ValueRef& ref : sort_arrays({&array, 1})) {
    rows.push_back(ref.row);
  }
  return rows;
}

namespace {

// Rows that follow one another in one array.
bool is_run(std::span<const ValueRef> refs) {
  for (size_t i = 1; i < refs.size(); ++i) {
    if (refs[i].array != refs[0].array || refs[i].row != refs[0].row + i) {
      return false;
    }
  }
  return !refs.empty();
}

ArrayPtr gather_texts(std::span<const ArrayPtr> arrays, std::span<const ValueRef> refs) {
  constexpr size_t kUsualLengthMax = 64;  // of a text, to guess by
  constexpr size_t kAhead = 16;           // offsets are asked for twice as far ahead as texts
  const auto offset_of = [&](const ValueRef& ref) {
    return reinterpret_cast<const int32_t*>(arrays[ref.array]->offsets().data()) + ref.row;
  };
  columnar::Builder builder(arrays[0]->type());
  const size_t length = refs.empty() ? 0 : arrays[refs[0].array]->string_at(refs[0].row).size();
  builder.reserve(refs.size(), refs.size() * std::min<size_t>(length, kUsualLengthMax));
  for (size_t i = 0; i < refs.size(); ++i) {
    if (i + 2 * kAhead < refs.size()) {
      __builtin_prefetch(offset_of(refs[i + 2 * kAhead]));
    }
    if (i + kAhead < refs.size()) {
      const ValueRef& ref = refs[i + kAhead];
      __builtin_prefetch(arrays[ref.array]->values().data() + *offset_of(ref));
    }
    const Array& array = *arrays[refs[i].array];
    if (array.is_null(refs[i].row)) {
      builder.append_null();
    } else {
      builder.append_string(array.string_at(refs[i].row));
    }
  }
  return builder.finish();
}

}  // namespace

ArrayPtr gather(std::span<const ArrayPtr> arrays, std::span<const ValueRef> refs) {
  if (is_run(refs)) {
    const ValueRef& first = refs[0];
    return columnar::slice(*arrays[first.array], first.row, first.row + refs.size());
  }
  if (arrays[0]->kind() == TypeKind::kString) {
    return gather_texts(arrays, refs);
  }
  columnar::Builder builder(arrays[0]->type());
  for (const ValueRef& ref : refs) {
    builder.append_from(*arrays[ref.array], ref.row);
  }
  return builder.finish();
}

ArrayPtr sorted_distinct(const Array& values) {
  std::vector<uint32_t> distinct;
  for (const uint32_t row : sorted_rows(values)) {
    if (!values.is_null(row) &&
        (distinct.empty() || order_values(values, distinct.back(), values, row) != 0)) {
      distinct.push_back(row);
    }
  }
  return columnar::take(values, distinct);
}

}  // namespace omnigraph::lance
