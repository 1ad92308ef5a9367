// Numbers of different kinds are equal if their exact values are. To hash and compare them alike, a
// number becomes a key: its magnitude if it is an integer of 64 bits with sign, else the bits of
// the double. Two numbers are equal if and only if their keys are; NaN has no key.
#include "omnigraph/exec/expressions/membership.h"

#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <utility>

#include <absl/container/flat_hash_set.h>

#include "omnigraph/exec/expressions/numbers.h"

namespace omnigraph::exec {
namespace {

using columnar::Array;
using columnar::TypeKind;

struct NumberKey {
  enum Form : uint8_t { kNone, kNegative, kNatural, kDouble };
  Form form = kNone;
  uint64_t bits = 0;

  bool operator==(const NumberKey&) const = default;
};

template <typename H>
H AbslHashValue(H state, const NumberKey& key) {
  return H::combine(std::move(state), key.bits, static_cast<uint8_t>(key.form));
}

NumberKey key_of(int64_t value) {
  return {value < 0 ? NumberKey::kNegative : NumberKey::kNatural, static_cast<uint64_t>(value)};
}
NumberKey key_of(uint64_t value) {
  return {NumberKey::kNatural, value};
}
NumberKey key_of(double value) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  constexpr double kTwoTo64 = 18446744073709551616.0;
  if (std::isnan(value)) {
    return {};
  }
  if (value == std::trunc(value) && value >= -kTwoTo63 && value < kTwoTo64) {
    return value < 0 ? key_of(static_cast<int64_t>(value)) : key_of(static_cast<uint64_t>(value));
  }
  return {NumberKey::kDouble, std::bit_cast<uint64_t>(value)};
}

// Keys of the rows of a column of numbers or dates, by row.
class NumberKeys {
 public:
  using Key = NumberKey;
  explicit NumberKeys(const Column& column)
      : column_(column), form_(number_form(column.array->kind())) {
    switch (form_) {
      case NumberForm::kInt64:
        signed_.emplace(column);
        break;
      case NumberForm::kUint64:
        unsigned_.emplace(column);
        break;
      case NumberForm::kDouble:
        double_.emplace(column);
        break;
    }
  }
  bool has_key(size_t i) const {
    return !column_.is_null(i) && (*this)[i].form != NumberKey::kNone;
  }
  NumberKey operator[](size_t i) const {
    switch (form_) {
      case NumberForm::kInt64:
        return key_of((*signed_)[i]);
      case NumberForm::kUint64:
        return key_of((*unsigned_)[i]);
      case NumberForm::kDouble:
        break;
    }
    return key_of((*double_)[i]);
  }

 private:
  Column column_;
  NumberForm form_;
  std::optional<Numbers<int64_t>> signed_;
  std::optional<Numbers<uint64_t>> unsigned_;
  std::optional<Numbers<double>> double_;
};

class TextKeys {
 public:
  using Key = std::string_view;
  explicit TextKeys(const Column& column) : column_(column), texts_(column) {}
  bool has_key(size_t i) const { return !column_.is_null(i); }
  std::string_view operator[](size_t i) const { return texts_[i]; }

 private:
  Column column_;
  TextColumn texts_;
};

class BoolKeys {
 public:
  using Key = bool;
  explicit BoolKeys(const Column& column) : column_(column) {}
  bool has_key(size_t i) const { return !column_.is_null(i); }
  bool operator[](size_t i) const { return column_.array->bool_at(column_.row(i)); }

 private:
  Column column_;
};

constexpr size_t kHashedFrom = 8;  // items; shorter lists are scanned

template <typename Keys>
Buffer member_bits(const Column& needle, const Column& list, size_t rows) {
  const Keys needles(needle);
  const Keys items(Column{list.array->children()[0]});
  const auto scan = [&](size_t i) {
    if (!needles.has_key(i)) {
      return false;
    }
    const typename Keys::Key wanted = needles[i];
    const size_t row = list.row(i);
    for (size_t k = list.array->list_begin(row); k < list.array->list_end(row); ++k) {
      if (items.has_key(k) && items[k] == wanted) {
        return true;
      }
    }
    return false;
  };
  if (!list.constant || list.array->list_end(0) - list.array->list_begin(0) < kHashedFrom ||
      rows < 2) {
    return pack_bits(rows, [&](size_t i) { return !list.is_null(i) && scan(i); });
  }
  absl::flat_hash_set<typename Keys::Key> set;
  for (size_t k = list.array->list_begin(0); k < list.array->list_end(0); ++k) {
    if (items.has_key(k)) {
      set.insert(items[k]);
    }
  }
  return pack_bits(rows, [&](size_t i) { return needles.has_key(i) && set.contains(needles[i]); });
}

}  // namespace

Column membership(const Column& needle, const Column& list, size_t length) {
  const std::array<Column, 2> operands = {needle, list};
  const size_t rows = kernel_rows(operands, length);
  const bool constant = needle.constant && list.constant;
  if (list.array->kind() != TypeKind::kList || (needle.constant && needle.is_null(0))) {
    return null_column(TypeKind::kBool);
  }
  const TypeKind have = needle.array->kind();
  const TypeKind items = list.array->child(0).kind();
  Buffer bits;
  if (have == items && have == TypeKind::kString) {
    bits = member_bits<TextKeys>(needle, list, rows);
  } else if (have == items && have == TypeKind::kBool) {
    bits = member_bits<BoolKeys>(needle, list, rows);
  } else if (have != TypeKind::kBool && items != TypeKind::kBool) {
    bits = member_bits<NumberKeys>(needle, list, rows);
  } else {  // one side holds nulls only: nothing matches
    bits = pack_bits(rows, [](size_t) { return false; });
  }
  return {bool_array(rows, std::move(bits), common_validity(operands, rows)), constant};
}

}  // namespace omnigraph::exec
