// All six operators are made of three: a > b is b < a, a >= b is b <= a, a != b is not (a = b),
// which also gives NaN != NaN. Mixed kinds of numbers mostly meet as a column and a constant; the
// constant is then turned into the column's form where it has the same value there, and the rest,
// rare, goes through compare_exact().
#include "omnigraph/exec/expressions/compare.h"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "omnigraph/exec/expressions/compare_numbers.h"
#include "omnigraph/exec/expressions/numbers.h"

namespace omnigraph::exec {
namespace {

using columnar::TypeKind;
using query::ast::CompareOp;

enum class Test : uint8_t { kEqual, kLess, kLessEqual };

template <typename T>
Buffer compare_same(Test test, const Numbers<T>& a, const Numbers<T>& b, size_t rows) {
  Buffer bits;
  with_readers(a, b, [&](auto left, auto right) {
    switch (test) {
      case Test::kEqual:
        bits = pack_bits(rows, [&](size_t i) { return left[i] == right[i]; });
        break;
      case Test::kLess:
        bits = pack_bits(rows, [&](size_t i) { return left[i] < right[i]; });
        break;
      case Test::kLessEqual:
        bits = pack_bits(rows, [&](size_t i) { return left[i] <= right[i]; });
        break;
    }
  });
  return bits;
}

bool passes(Test test, Ordering ordering) {
  switch (test) {
    case Test::kEqual:
      return ordering == Ordering::kEqual;
    case Test::kLess:
      return ordering == Ordering::kLess;
    case Test::kLessEqual:
      return ordering == Ordering::kLess || ordering == Ordering::kEqual;
  }
  return false;
}

template <typename A, typename B>
Buffer compare_mixed(Test test, const Column& a, const Column& b, size_t rows) {
  const Numbers<A> left(a);
  const Numbers<B> right(b);
  if constexpr (std::is_same_v<A, B>) {
    return compare_same<A>(test, left, right, rows);
  } else {
    return pack_bits(rows,
                     [&](size_t i) { return passes(test, compare_exact(left[i], right[i])); });
  }
}

template <typename A>
Buffer compare_with(Test test, const Column& a, const Column& b, size_t rows) {
  switch (number_form(b.array->kind())) {
    case NumberForm::kInt64:
      return compare_mixed<A, int64_t>(test, a, b, rows);
    case NumberForm::kUint64:
      return compare_mixed<A, uint64_t>(test, a, b, rows);
    case NumberForm::kDouble:
      return compare_mixed<A, double>(test, a, b, rows);
  }
  return {};
}

constexpr int64_t kTwoTo53 = int64_t{1} << 53;  // up to here every integer is a double

// The constant in the form of `other`, if it has the same value there; else as it is.
Column aligned(const Column& column, const Column& other) {
  const NumberForm have = number_form(column.array->kind());
  const NumberForm want = number_form(other.array->kind());
  if (!column.constant || have == want || column.is_null(0)) {
    return column;
  }
  if (have == NumberForm::kDouble) {
    const double value = Numbers<double>(column)[0];
    const bool small =
        std::fabs(value) <= static_cast<double>(kTwoTo53) && value == std::trunc(value);
    if (small && want == NumberForm::kInt64) {
      return constant_number(TypeKind::kInt64, static_cast<int64_t>(value));
    }
    return small && value >= 0 ? constant_number(TypeKind::kUInt64, static_cast<uint64_t>(value))
                               : column;
  }
  if (have == NumberForm::kUint64) {
    const uint64_t value = Numbers<uint64_t>(column)[0];
    if (want == NumberForm::kInt64 &&
        value <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
      return constant_number(TypeKind::kInt64, static_cast<int64_t>(value));
    }
    return want == NumberForm::kDouble && value <= static_cast<uint64_t>(kTwoTo53)
               ? constant_number(TypeKind::kFloat64, static_cast<double>(value))
               : column;
  }
  const int64_t value = Numbers<int64_t>(column)[0];
  if (want == NumberForm::kDouble && value <= kTwoTo53 && value >= -kTwoTo53) {
    return constant_number(TypeKind::kFloat64, static_cast<double>(value));
  }
  return want == NumberForm::kUint64 && value >= 0
             ? constant_number(TypeKind::kUInt64, static_cast<uint64_t>(value))
             : column;
}

Buffer compare_numbers(Test test, const Column& left, const Column& right, size_t rows) {
  const Column a = aligned(left, right);
  const Column b = aligned(right, a);
  switch (number_form(a.array->kind())) {
    case NumberForm::kInt64:
      return compare_with<int64_t>(test, a, b, rows);
    case NumberForm::kUint64:
      return compare_with<uint64_t>(test, a, b, rows);
    case NumberForm::kDouble:
      return compare_with<double>(test, a, b, rows);
  }
  return {};
}

Buffer compare_texts(Test test, const Column& a, const Column& b, size_t rows) {
  const TextColumn left(a);
  const TextColumn right(b);
  switch (test) {
    case Test::kEqual:
      return pack_bits(rows, [&](size_t i) { return left[i] == right[i]; });
    case Test::kLess:
      return pack_bits(rows, [&](size_t i) { return left[i] < right[i]; });
    case Test::kLessEqual:
      return pack_bits(rows, [&](size_t i) { return left[i] <= right[i]; });
  }
  return {};
}

Buffer compare_bools(Test test, const Column& a, const Column& b, size_t rows) {
  const auto left = [&](size_t i) { return a.array->bool_at(a.row(i)); };
  const auto right = [&](size_t i) { return b.array->bool_at(b.row(i)); };
  switch (test) {
    case Test::kEqual:
      return pack_bits(rows, [&](size_t i) { return left(i) == right(i); });
    case Test::kLess:
      return pack_bits(rows, [&](size_t i) { return !left(i) && right(i); });
    case Test::kLessEqual:
      return pack_bits(rows, [&](size_t i) { return !left(i) || right(i); });
  }
  return {};
}

Buffer inverted(const Buffer& bits) {
  BufferBuilder out;
  out.resize(bits.size());
  for (size_t i = 0; i < bits.size(); ++i) {
    out.data()[i] = ~bits.data()[i];
  }
  return out.finish();
}

}  // namespace

Column compare(CompareOp op, const Column& a, const Column& b, size_t length) {
  const bool swapped = op == CompareOp::kGreater || op == CompareOp::kGreaterEqual;
  const std::array<Column, 2> operands = {swapped ? b : a, swapped ? a : b};
  const size_t rows = kernel_rows(operands, length);
  const bool constant = a.constant && b.constant;
  if ((a.all_null() && a.constant) || (b.all_null() && b.constant)) {
    return null_column(
        TypeKind::kBool);  // the literal null is a Bool, whatever it is compared with
  }
  if (a.array->kind() != b.array->kind() &&
      (a.array->kind() == TypeKind::kBool || b.array->kind() == TypeKind::kBool)) {
    return null_column(TypeKind::kBool);  // an expression of type null
  }
  Test test = Test::kEqual;
  if (op == CompareOp::kLess || op == CompareOp::kGreater) {
    test = Test::kLess;
  } else if (op == CompareOp::kLessEqual || op == CompareOp::kGreaterEqual) {
    test = Test::kLessEqual;
  }
  Buffer bits;
  switch (a.array->kind()) {
    case TypeKind::kString:
      bits = compare_texts(test, operands[0], operands[1], rows);
      break;
    case TypeKind::kBool:
      bits = compare_bools(test, operands[0], operands[1], rows);
      break;
    default:
      bits = compare_numbers(test, operands[0], operands[1], rows);
  }
  if (op == CompareOp::kNotEqual) {
    bits = inverted(bits);
  }
  return {bool_array(rows, std::move(bits), common_validity(operands, rows)), constant};
}

}  // namespace omnigraph::exec
