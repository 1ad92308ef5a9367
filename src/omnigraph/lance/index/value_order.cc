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

#include "omnigraph/base/large_array.h"
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
  uint32_t row = 0;  // place in the list of rows
};

// Sorts by the bits [low, high) of what `key_of` gives, least digit first.
template <typename T, typename KeyOf>
void radix_sort(LargeArray<T>& rows, unsigned low, unsigned high, KeyOf key_of) {
  constexpr unsigned kDigitBits = 8;
  constexpr size_t kValues = size_t{1} << kDigitBits;
  const size_t digits = (high - low + kDigitBits - 1) / kDigitBits;
  std::vector<std::array<size_t, kValues>> counts(digits);
  const auto digit_of = [&](const T& row, size_t d) {
    return key_of(row) >> (low + d * kDigitBits) & (kValues - 1);
  };
  for (const T& row : rows) {
    for (size_t d = 0; d < digits; ++d) {
      ++counts[d][digit_of(row, d)];
    }
  }
  LargeArray<T> other(rows.size());
  for (size_t d = 0; d < digits; ++d) {
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
    for (const T& row : rows) {
      other[starts[digit_of(row, d)]++] = row;
    }
    rows.swap(other);
  }
}

// The bits of keys that are not the same in all of them, moved together: keys of ids, which are
// digits and such, then often fit into 32 bits.
class KeySqueezer {
 public:
  explicit KeySqueezer(uint64_t varying) {
    while (varying != 0) {
      const auto shift = static_cast<unsigned>(std::countr_zero(varying));
      const auto width = static_cast<unsigned>(std::countr_one(varying >> shift));
      const uint64_t mask = width == 64 ? ~uint64_t{0} : (uint64_t{1} << width) - 1;
      runs_.push_back({shift, mask, bits_});
      bits_ += width;
      varying &= ~(mask << shift);
    }
  }
  unsigned bits() const { return bits_; }
  uint64_t squeeze(uint64_t key) const {
    uint64_t squeezed = 0;
    for (const Run& run : runs_) {
      squeezed |= (key >> run.shift & run.mask) << run.to;
    }
    return squeezed;
  }

 private:
  struct Run {
    unsigned shift = 0;
    uint64_t mask = 0;
    unsigned to = 0;
  };
  std::vector<Run> runs_;
  unsigned bits_ = 0;
};

// The order of the rows by their keys, equal ones in theirs. At `ties`, if that is not null, goes
// whether each row has the key of the one before it.
LargeArray<uint32_t> order_of_keys(LargeArray<uint64_t> keys, std::vector<bool>* ties) {
  uint64_t varying = 0;
  for (const uint64_t key : keys) {
    varying |= key ^ keys[0];
  }
  const KeySqueezer squeezer(varying);
  LargeArray<uint32_t> order(keys.size());
  const auto note = [&](size_t i, uint32_t row, bool tie) {
    order[i] = row;
    if (ties != nullptr) {
      (*ties)[i] = tie;
    }
  };
  if (ties != nullptr) {
    ties->resize(keys.size());
  }
  if (squeezer.bits() <= 32) {
    // Key and row in one word each.
    for (size_t i = 0; i < keys.size(); ++i) {
      keys[i] = squeezer.squeeze(keys[i]) << 32 | i;
    }
    radix_sort(keys, 32, 32 + squeezer.bits(), [](uint64_t word) { return word; });
    for (size_t i = 0; i < keys.size(); ++i) {
      note(i, static_cast<uint32_t>(keys[i]), i != 0 && keys[i] >> 32 == keys[i - 1] >> 32);
    }
    return order;
  }
  LargeArray<KeyedRow> rows(keys.size());
  for (uint32_t i = 0; i < rows.size(); ++i) {
    rows[i] = {keys[i], i};
  }
  keys = LargeArray<uint64_t>(0);
  radix_sort(rows, 0, 64, [](const KeyedRow& row) { return row.key; });
  for (size_t i = 0; i < rows.size(); ++i) {
    note(i, rows[i].row, i != 0 && rows[i].key == rows[i - 1].key);
  }
  return order;
}

// Orders the rows whose keys are equal by their texts.
void settle_ties(Arrays arrays, const std::vector<bool>& ties, std::vector<ValueRef>& rows) {
  const auto before = [&](const ValueRef& a, const ValueRef& b) {
    return text_at(arrays, a) < text_at(arrays, b);
  };
  for (size_t begin = 0; begin < rows.size();) {
    size_t end = begin + 1;
    bool ordered = true;
    for (; end < rows.size() && ties[end]; ++end) {
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
  if (!refs.empty() && arrays[0]->kind() == TypeKind::kString) {
    std::string_view last = text_at(arrays, refs[0]);
    for (const ValueRef& ref : refs) {
      const std::string_view text = text_at(arrays, ref);
      if (text < last) {
        return false;
      }
      last = text;
    }
    return true;
  }
  for (size_t i = 1; i < refs.size(); ++i) {
    if (order_values(
            *arrays[refs[i - 1].array], refs[i - 1].row, *arrays[refs[i].array], refs[i].row) > 0) {
      return false;
    }
  }
  return true;
}

// `refs` are of rows that are not null, in the order of the arrays.
std::vector<ValueRef> sort_present(Arrays arrays, std::vector<ValueRef> refs) {
  const bool texts = arrays[0]->kind() == TypeKind::kString;
  const size_t from = texts ? common_prefix(arrays, refs) : 0;
  bool keys_tell = true;  // whether rows with equal keys have equal values
  LargeArray<uint64_t> keys(refs.size());
  for (size_t i = 0; i < refs.size(); ++i) {
    if (!texts) {
      keys[i] = number_key(*arrays[refs[i].array], refs[i].row);
      continue;
    }
    const std::string_view text = text_at(arrays, refs[i]);
    keys_tell = keys_tell && is_told_by_key(text, from);
    keys[i] = text_key(text, from);
  }
  std::vector<bool> ties;
  const LargeArray<uint32_t> order = order_of_keys(std::move(keys), keys_tell ? nullptr : &ties);
  std::vector<ValueRef> sorted;
  sorted.reserve(order.size());
  for (const uint32_t row : order) {
    sorted.push_back(refs[row]);
  }
  if (!keys_tell) {
    settle_ties(arrays, ties, sorted);
  }
  return sorted;
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
    present = sort_present(arrays, std::move(present));
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
