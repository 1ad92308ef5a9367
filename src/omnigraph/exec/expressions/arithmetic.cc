// The loops compute every row and note whether any failed; only then a second loop looks for the
// first failing row that is not null. So the common case has no branch per row.
#include "omnigraph/exec/expressions/arithmetic.h"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "omnigraph/exec/expressions/errors.h"
#include "omnigraph/exec/expressions/numbers.h"

namespace omnigraph::exec {
namespace {

using columnar::TypeKind;
using query::ValueKind;
using query::ast::BinaryOp;

__extension__ using Wide = __int128;

query::ValueType scalar_type(ValueKind kind) {
  query::ValueType type;
  type.kind = kind;
  return type;
}

enum class Fault : uint8_t { kNone, kZero, kRange };

// Integer operations: write the result, tell what went wrong. T is int64_t, uint64_t or Wide.
struct Add {
  template <typename T>
  static Fault apply(T a, T b, T* out) {
    return __builtin_add_overflow(a, b, out) ? Fault::kRange : Fault::kNone;
  }
  static double apply(double a, double b) { return a + b; }
};
struct Subtract {
  template <typename T>
  static Fault apply(T a, T b, T* out) {
    return __builtin_sub_overflow(a, b, out) ? Fault::kRange : Fault::kNone;
  }
  static double apply(double a, double b) { return a - b; }
};
struct Multiply {
  template <typename T>
  static Fault apply(T a, T b, T* out) {
    return __builtin_mul_overflow(a, b, out) ? Fault::kRange : Fault::kNone;
  }
  static double apply(double a, double b) { return a * b; }
};
struct Divide {
  template <typename T>
  static Fault apply(T a, T b, T* out) {
    if (b == 0) {
      return Fault::kZero;
    }
    if constexpr (std::is_same_v<T, int64_t>) {
      if (b == -1) {  // the smallest integer would trap
        return Subtract::apply<T>(0, a, out);
      }
    }
    *out = a / b;
    return Fault::kNone;
  }
  static double apply(double a, double b) { return a / b; }
};
struct Modulo {
  template <typename T>
  static Fault apply(T a, T b, T* out) {
    if (b == 0) {
      return Fault::kZero;
    }
    if constexpr (std::is_same_v<T, int64_t>) {
      if (b == -1) {
        *out = 0;
        return Fault::kNone;
      }
    }
    *out = a % b;
    return Fault::kNone;
  }
};

Error fault_error(Fault fault, const ArithmeticPlace& place) {
  if (fault == Fault::kZero) {
    return evaluation_error(kDivisionByZero, "division by zero", place.span);
  }
  if (place.result == ValueKind::kF64) {
    return evaluation_error(kNotFinite, "the result is not a finite number", place.span);
  }
  return evaluation_error(
      kOverflow,
      "integer overflow: the result does not fit " + to_string(scalar_type(place.result)),
      place.span);
}

template <typename Op, typename T>
Fault integer_row(T a, T b, T* out) {
  return Op::template apply<T>(a, b, out);
}

// Operands of different signedness: exact in 128 bits, then checked against the result's range.
template <typename Op, typename T>
Fault mixed_row(Wide a, Wide b, T* out) {
  Wide wide = 0;
  const Fault fault = Op::template apply<Wide>(a, b, &wide);
  if (fault != Fault::kNone) {
    return fault;
  }
  if (wide < std::numeric_limits<T>::min() || wide > std::numeric_limits<T>::max()) {
    return Fault::kRange;
  }
  *out = static_cast<T>(wide);
  return Fault::kNone;
}

template <typename T, typename Row>
Result<Column> run(const std::array<Column, 2>& operands,
                   size_t length,
                   const ArithmeticPlace& place,
                   Row row) {
  const size_t rows = kernel_rows(operands, length);
  BufferBuilder out;
  out.resize(rows * sizeof(T));
  T* values = out.mutable_as<T>();
  bool failed = false;
  for (size_t i = 0; i < rows; ++i) {
    failed |= row(i, &values[i]) != Fault::kNone;
  }
  Validity validity = common_validity(operands, rows);
  for (size_t i = 0; failed && i < rows; ++i) {
    T unused{};
    const Fault fault = row(i, &unused);
    if (fault != Fault::kNone && !validity.is_null(i)) {
      return fault_error(fault, place);
    }
  }
  const TypeKind kind = query::column_type(scalar_type(place.result)).kind;
  return Column{fixed_array(kind, rows, out.finish(), std::move(validity)),
                operands[0].constant && operands[1].constant};
}

// The number in 128 bits.
class WideNumbers {
 public:
  explicit WideNumbers(const Column& column)
      : is_unsigned_(number_form(column.array->kind()) == NumberForm::kUint64),
        unsigned_(column),
        signed_(column) {}
  Wide operator[](size_t i) const { return is_unsigned_ ? Wide{unsigned_[i]} : Wide{signed_[i]}; }

 private:
  bool is_unsigned_;
  Numbers<uint64_t> unsigned_;
  Numbers<int64_t> signed_;
};

bool has_form(const Column& column, NumberForm form) {
  return number_form(column.array->kind()) == form;
}

template <typename Op, typename T>
Result<Column> integers(const std::array<Column, 2>& operands,
                        size_t length,
                        const ArithmeticPlace& place) {
  const NumberForm form = std::is_signed_v<T> ? NumberForm::kInt64 : NumberForm::kUint64;
  if (has_form(operands[0], form) && has_form(operands[1], form)) {
    const Numbers<T> a(operands[0]);
    const Numbers<T> b(operands[1]);
    return run<T>(operands, length, place, [&](size_t i, T* out) {
      return integer_row<Op, T>(a[i], b[i], out);
    });
  }
  const WideNumbers a(operands[0]);
  const WideNumbers b(operands[1]);
  return run<T>(
      operands, length, place, [&](size_t i, T* out) { return mixed_row<Op, T>(a[i], b[i], out); });
}

template <typename Op>
Result<Column> floats(const std::array<Column, 2>& operands,
                      size_t length,
                      const ArithmeticPlace& place) {
  const Numbers<double> a(operands[0]);
  const Numbers<double> b(operands[1]);
  return run<double>(operands, length, place, [&](size_t i, double* out) {
    *out = Op::apply(a[i], b[i]);
    if (std::isfinite(*out)) {
      return Fault::kNone;
    }
    return std::is_same_v<Op, Divide> && b[i] == 0 ? Fault::kZero : Fault::kRange;
  });
}

template <typename Op>
Result<Column> numbers(const std::array<Column, 2>& operands,
                       size_t length,
                       const ArithmeticPlace& place) {
  if constexpr (!std::is_same_v<Op, Modulo>) {
    if (place.result == ValueKind::kF64) {
      return floats<Op>(operands, length, place);
    }
  }
  return place.result == ValueKind::kU64 ? integers<Op, uint64_t>(operands, length, place)
                                         : integers<Op, int64_t>(operands, length, place);
}

Result<Column> join_texts(const std::array<Column, 2>& operands,
                          size_t length,
                          const ArithmeticPlace& place) {
  const size_t rows = kernel_rows(operands, length);
  const Validity validity = common_validity(operands, rows);
  const TextColumn a(operands[0]);
  const TextColumn b(operands[1]);
  TextWriter out(rows, place.limit_bytes);
  for (size_t i = 0; i < rows; ++i) {
    if (validity.is_null(i)) {
      out.append_null();
    } else {
      out.add(a[i]);
      out.append(b[i]);
    }
  }
  OG_ASSIGN_OR_RETURN(columnar::ArrayPtr array, out.finish());
  return Column{std::move(array), operands[0].constant && operands[1].constant};
}

// A literal null beside a number; its column holds Bools.
bool is_untyped_null(const Column& column) {
  return column.array->kind() == TypeKind::kBool;
}

}  // namespace

Result<Column> arithmetic(
    BinaryOp op, const Column& a, const Column& b, const ArithmeticPlace& place, size_t length) {
  if (is_untyped_null(a) || is_untyped_null(b)) {
    return null_column(query::column_type(scalar_type(place.result)));
  }
  const std::array<Column, 2> operands = {a, b};
  switch (op) {
    case BinaryOp::kAdd:
      return place.result == ValueKind::kString ? join_texts(operands, length, place)
                                                : numbers<Add>(operands, length, place);
    case BinaryOp::kSubtract:
      return numbers<Subtract>(operands, length, place);
    case BinaryOp::kMultiply:
      return numbers<Multiply>(operands, length, place);
    case BinaryOp::kDivide:
      return numbers<Divide>(operands, length, place);
    case BinaryOp::kModulo:
      return numbers<Modulo>(operands, length, place);
    case BinaryOp::kAnd:
    case BinaryOp::kOr:
      break;
  }
  return Error(ErrorCode::kInternal, "not an arithmetic operator");
}

Result<Column> integer_division(const Column& a,
                                const Column& b,
                                const ArithmeticPlace& place,
                                size_t length) {
  return numbers<Divide>({a, b}, length, place);
}

Result<Column> negate(const Column& a, const ArithmeticPlace& place) {
  if (is_untyped_null(a)) {
    return null_column(query::column_type(scalar_type(place.result)));
  }
  // 0 - x would turn 0.0 into 0.0 and not -0.0.
  if (place.result == ValueKind::kF64) {
    const Numbers<double> values(Column{a.array});
    BufferBuilder out;
    out.resize(a.array->length() * sizeof(double));
    for (size_t i = 0; i < a.array->length(); ++i) {
      out.mutable_as<double>()[i] = -values[i];
    }
    return Column{fixed_array(TypeKind::kFloat64,
                              a.array->length(),
                              out.finish(),
                              {a.array->validity(), a.array->null_count()}),
                  a.constant};
  }
  return numbers<Subtract>(
      {constant_number<int64_t>(TypeKind::kInt64, 0), a}, a.array->length(), place);
}

}  // namespace omnigraph::exec
