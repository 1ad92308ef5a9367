#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>
#include <string_view>

#include "omnigraph/base/utf8.h"
#include "omnigraph/lance/encoding/bits.h"
#include "omnigraph/lance/file/statistics_builder_internal.h"

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::TypeKind;

// Least and greatest value of rows, null rows and NaN left out.
template <typename T>
struct Range {
  bool any = false;
  bool has_nan = false;
  T min{};
  T max{};

  void add(T value) {
    if constexpr (std::is_floating_point_v<T>) {
      if (std::isnan(value)) {
        has_nan = true;
        return;
      }
    }
    if (!any) {
      any = true;
      min = max = value;
      return;
    }
    // The greater side first: ids rise, and are then compared once.
    if (max < value) {
      max = value;
    } else if (value < min) {
      min = value;
    }
  }
};

template <typename T, typename At>
Range<T> range_of(std::span<const RowSlice> rows, At at) {
  Range<T> range;
  for (const RowSlice& slice : rows) {
    const Array& array = *slice.array;
    if (array.null_count() == 0) {
      for (size_t i = slice.begin; i < slice.end; ++i) {
        range.add(at(array, i));
      }
      continue;
    }
    for (size_t i = slice.begin; i < slice.end; ++i) {
      if (!array.is_null(i)) {
        range.add(at(array, i));
      }
    }
  }
  return range;
}

template <typename T, typename Stored>
ValueBounds number_bounds(std::span<const RowSlice> rows) {
  const auto range =
      range_of<T>(rows, [](const Array& array, size_t i) { return array.value_at<T>(i); });
  ValueBounds bounds;
  bounds.has_nan = range.has_nan;
  if (range.any) {
    bounds.min = static_cast<Stored>(range.min);
    bounds.max = static_cast<Stored>(range.max);
  }
  return bounds;
}

ValueBounds bool_bounds(std::span<const RowSlice> rows) {
  const auto range = range_of<int64_t>(rows, [](const Array& array, size_t i) {
    return array.bool_at(i) ? int64_t{1} : int64_t{0};
  });
  ValueBounds bounds;
  if (range.any) {
    bounds.min = range.min;
    bounds.max = range.max;
  }
  return bounds;
}

// Texts and, to compare most of them by, their first eight bytes as a number.
class TextRange {
 public:
  void add(std::string_view text) {
    const uint64_t key = key_of(text);
    if (any && key > min_key_ && key < max_key_) {
      return;
    }
    add_extreme(text, key);
  }

  bool any = false;
  std::string_view min;
  std::string_view max;

 private:
  // Zeros past the end: never above the key of a greater text.
  static uint64_t key_of(std::string_view text) {
    char bytes[8] = {};
    if (text.size() >= sizeof(bytes)) {
      std::memcpy(bytes, text.data(), sizeof(bytes));
    } else {
      std::copy(text.begin(), text.end(), bytes);
    }
    uint64_t key = 0;
    std::memcpy(&key, bytes, sizeof(key));
    if constexpr (std::endian::native == std::endian::little) {
      key = __builtin_bswap64(key);
    }
    return key;
  }
  void add_extreme(std::string_view text, uint64_t key) {
    if (!any || max < text) {
      max = text;
      max_key_ = key;
    }
    if (!any || text < min) {
      min = text;
      min_key_ = key;
    }
    any = true;
  }

  uint64_t min_key_ = 0;
  uint64_t max_key_ = 0;
};

TextRange text_range(std::span<const RowSlice> rows) {
  TextRange range;
  for (const RowSlice& slice : rows) {
    const Array& array = *slice.array;
    for (size_t i = slice.begin; i < slice.end; ++i) {
      if (!array.is_null(i)) {
        range.add(array.string_at(i));
      }
    }
  }
  return range;
}

ValueBounds string_bounds(std::span<const RowSlice> rows) {
  const TextRange range = text_range(rows);
  ValueBounds bounds;
  if (!range.any) {
    return bounds;
  }
  bounds.min_exact = range.min.size() <= kStringBoundMaxBytes;
  bounds.min = lower_bound_of(range.min);
  bounds.max_exact = range.max.size() <= kStringBoundMaxBytes;
  if (bounds.max_exact) {
    bounds.max = std::string(range.max);
  } else if (std::string above = upper_bound_of(range.max); !above.empty()) {
    bounds.max = std::move(above);
  }
  return bounds;
}

ValueBounds bounds_of(std::span<const RowSlice> rows) {
  switch (rows[0].array->kind()) {
    case TypeKind::kBool:
      return bool_bounds(rows);
    case TypeKind::kInt32:
    case TypeKind::kDate32:
      return number_bounds<int32_t, int64_t>(rows);
    case TypeKind::kInt64:
    case TypeKind::kDate64:
      return number_bounds<int64_t, int64_t>(rows);
    case TypeKind::kUInt32:
      return number_bounds<uint32_t, uint64_t>(rows);
    case TypeKind::kUInt64:
      return number_bounds<uint64_t, uint64_t>(rows);
    case TypeKind::kFloat32:
      return number_bounds<float, double>(rows);
    case TypeKind::kFloat64:
      return number_bounds<double, double>(rows);
    case TypeKind::kString:
      return string_bounds(rows);
    default:
      return {};
  }
}

bool is_known(const StatisticsValue& value) {
  return value.index() != 0;
}

// One side. `better(x, y)`: x is the wider bound.
template <typename Better>
void merge_side(StatisticsValue& value,
                bool& exact,
                const StatisticsValue& other,
                bool other_exact,
                Better better) {
  if (value == other) {
    exact = exact || other_exact;
  } else if (better(other, value)) {
    value = other;
    exact = other_exact;
  }
}

// The character that starts at `at` made one greater; "" after the last one.
std::string next_character(std::string_view text, size_t at) {
  const size_t length = utf8_sequence_length(text, at);
  static constexpr unsigned char kFirstBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t point = static_cast<unsigned char>(text[at]) & kFirstBits[length];
  for (size_t i = 1; i < length; ++i) {
    point = point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
  }
  ++point;
  if (point == 0xD800) {
    point = 0xE000;  // surrogates are no characters
  }
  std::string next;
  if (point <= 0x10FFFF) {
    append_utf8(next, point);
  }
  return next;
}

size_t character_start(std::string_view text, size_t at) {
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) {
    --at;
  }
  return at;
}

}  // namespace

std::string lower_bound_of(std::string_view text) {
  if (text.size() <= kStringBoundMaxBytes) {
    return std::string(text);
  }
  return std::string(text.substr(0, character_start(text, kStringBoundMaxBytes)));
}

std::string upper_bound_of(std::string_view text) {
  std::string prefix = lower_bound_of(text);
  while (!prefix.empty()) {
    const size_t last = character_start(prefix, prefix.size() - 1);
    const std::string next = next_character(prefix, last);
    prefix.resize(last);
    if (!next.empty() && prefix.size() + next.size() <= kStringBoundMaxBytes) {
      return prefix + next;
    }
  }
  return prefix;
}

ValueBounds merge_bounds(const ValueBounds& a, const ValueBounds& b) {
  ValueBounds merged = is_known(a.min) ? a : b;
  merged.has_nan = a.has_nan || b.has_nan;
  if (!is_known(a.min) || !is_known(b.min)) {
    return merged;
  }
  merge_side(merged.min, merged.min_exact, b.min, b.min_exact, [](const auto& x, const auto& y) {
    return x < y;
  });
  // A side with values but without a maximum is unbounded.
  if (!is_known(a.max) || !is_known(b.max)) {
    merged.max = {};
    merged.max_exact = false;
    return merged;
  }
  merge_side(merged.max, merged.max_exact, b.max, b.max_exact, [](const auto& x, const auto& y) {
    return y < x;
  });
  return merged;
}

PageStatistics page_statistics(std::span<const RowSlice> rows) {
  PageStatistics page;
  for (const RowSlice& slice : rows) {
    page.row_count += slice.end - slice.begin;
    if (slice.array->null_count() != 0) {
      page.null_count +=
          count_zero_bits(slice.array->validity().data(), slice.begin, slice.end - slice.begin);
    }
  }
  page.bounds = bounds_of(rows);
  return page;
}

void StatisticsBuilder::add_page(PageStatistics page) {
  page.first_row = row_count_;
  row_count_ += page.row_count;
  statistics_.null_count += page.null_count;
  statistics_.bounds =
      statistics_.pages.empty() ? page.bounds : merge_bounds(statistics_.bounds, page.bounds);
  statistics_.pages.push_back(std::move(page));
}

}  // namespace omnigraph::lance
