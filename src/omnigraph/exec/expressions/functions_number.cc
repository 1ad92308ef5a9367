// abs, sign, ceil, floor, round, sqrt, exp, ln, pow, div.
#include <array>
#include <cmath>
#include <limits>

#include "omnigraph/exec/expressions/arithmetic.h"
#include "omnigraph/exec/expressions/function_rows.h"
#include "omnigraph/exec/expressions/functions.h"
#include "omnigraph/exec/expressions/integer_argument.h"
#include "omnigraph/exec/expressions/numbers.h"
#include "omnigraph/exec/expressions/round_decimal.h"

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;
using query::ValueKind;

constexpr FunctionFault kTooLarge{kOverflow, "integer overflow"};
constexpr FunctionFault kInfinite{kNotFinite, "the result is not a finite number"};
constexpr FunctionFault kNegativeRoot{kDomain, "the square root of a negative number"};
constexpr FunctionFault kNoLogarithm{kDomain, "the logarithm of a number that is not positive"};
constexpr FunctionFault kNoPower{kDomain, "a negative number to a power that is not whole"};

Result<ArrayPtr> run_abs(const FunctionCall& call) {
  switch (call.expr.type.kind) {
    case ValueKind::kF64: {
      const Numbers<double> x(call.arguments[0]);
      return fixed_rows<double>(call, [&](size_t i) { return std::fabs(x[i]); });
    }
    case ValueKind::kU64: {
      const Numbers<uint64_t> x(call.arguments[0]);
      return fixed_rows<uint64_t>(call, [&](size_t i) { return x[i]; });
    }
    default: {
      const Numbers<int64_t> x(call.arguments[0]);
      return fallible_rows<int64_t>(call, [&](size_t i, int64_t* out) {
        if (x[i] == std::numeric_limits<int64_t>::min()) {
          return &kTooLarge;
        }
        *out = x[i] < 0 ? -x[i] : x[i];
        return kNoFault;
      });
    }
  }
}

template <typename T>
Result<ArrayPtr> sign_of(const FunctionCall& call) {
  const Numbers<T> x(call.arguments[0]);
  return fixed_rows<int64_t>(call,
                             [&](size_t i) { return int64_t{x[i] > T{0}} - int64_t{x[i] < T{0}}; });
}

Result<ArrayPtr> run_sign(const FunctionCall& call) {
  switch (number_form(call.arguments[0].array->kind())) {
    case NumberForm::kInt64:
      return sign_of<int64_t>(call);
    case NumberForm::kUint64:
      return sign_of<uint64_t>(call);
    case NumberForm::kDouble:
      break;
  }
  return sign_of<double>(call);
}

// An integer in the type of the result; ceil and floor leave it alone.
Result<ArrayPtr> same_integer(const FunctionCall& call) {
  if (call.expr.type.kind == ValueKind::kU64) {
    const Numbers<uint64_t> x(call.arguments[0]);
    return fixed_rows<uint64_t>(call, [&](size_t i) { return x[i]; });
  }
  const Numbers<int64_t> x(call.arguments[0]);
  return fixed_rows<int64_t>(call, [&](size_t i) { return x[i]; });
}

template <double (*function)(double)>
Result<ArrayPtr> run_whole(const FunctionCall& call) {
  if (call.expr.type.kind != ValueKind::kF64) {
    return same_integer(call);
  }
  const Numbers<double> x(call.arguments[0]);
  return fixed_rows<double>(call, [&](size_t i) { return function(x[i]); });
}

double ceil_of(double x) {
  return std::ceil(x);
}
double floor_of(double x) {
  return std::floor(x);
}

// The digits argument; absent, no digits stay behind the point.
IntegerArgument digits_of(const FunctionCall& call) {
  constexpr int64_t kMostDigits = 2000;
  return IntegerArgument(call.arguments.size() > 1
                             ? call.arguments[1]
                             : constant_number<int64_t>(columnar::TypeKind::kInt64, 0),
                         kMostDigits);
}

Result<ArrayPtr> run_round(const FunctionCall& call) {
  const IntegerArgument digits = digits_of(call);
  switch (call.expr.type.kind) {
    case ValueKind::kF64: {
      const Numbers<double> x(call.arguments[0]);
      return fallible_rows<double>(call, [&](size_t i, double* out) {
        *out = round_decimal(x[i], static_cast<int>(digits[i]));
        return std::isinf(*out) && std::isfinite(x[i]) ? &kInfinite : kNoFault;
      });
    }
    case ValueKind::kU64: {
      const Numbers<uint64_t> x(call.arguments[0]);
      return fallible_rows<uint64_t>(call, [&](size_t i, uint64_t* out) {
        return round_magnitude(x[i], static_cast<int>(digits[i]), out) ? kNoFault : &kTooLarge;
      });
    }
    default: {
      const Numbers<int64_t> x(call.arguments[0]);
      return fallible_rows<int64_t>(call, [&](size_t i, int64_t* out) {
        return round_integer(x[i], static_cast<int>(digits[i]), out) ? kNoFault : &kTooLarge;
      });
    }
  }
}

Result<ArrayPtr> run_sqrt(const FunctionCall& call) {
  const Numbers<double> x(call.arguments[0]);
  return fallible_rows<double>(call, [&](size_t i, double* out) {
    *out = std::sqrt(x[i]);
    return x[i] < 0 ? &kNegativeRoot : std::isfinite(*out) ? kNoFault : &kInfinite;
  });
}

Result<ArrayPtr> run_exp(const FunctionCall& call) {
  const Numbers<double> x(call.arguments[0]);
  return fallible_rows<double>(call, [&](size_t i, double* out) {
    *out = std::exp(x[i]);
    return std::isfinite(*out) ? kNoFault : &kInfinite;
  });
}

Result<ArrayPtr> run_ln(const FunctionCall& call) {
  const Numbers<double> x(call.arguments[0]);
  return fallible_rows<double>(call, [&](size_t i, double* out) {
    if (x[i] <= 0) {
      return &kNoLogarithm;
    }
    *out = std::log(x[i]);
    return std::isfinite(*out) ? kNoFault : &kInfinite;
  });
}

Result<ArrayPtr> run_pow(const FunctionCall& call) {
  const Numbers<double> x(call.arguments[0]);
  const Numbers<double> y(call.arguments[1]);
  return fallible_rows<double>(call, [&](size_t i, double* out) {
    *out = std::pow(x[i], y[i]);
    if (std::isnan(*out) && !std::isnan(x[i]) && !std::isnan(y[i])) {
      return &kNoPower;
    }
    return std::isfinite(*out) ? kNoFault : &kInfinite;
  });
}

Result<ArrayPtr> run_div(const FunctionCall& call) {
  OG_ASSIGN_OR_RETURN(Column quotient,
                      integer_division(call.arguments[0],
                                       call.arguments[1],
                                       {call.expr.type.kind, call.expr.span, call.limit_bytes},
                                       call.rows));
  return std::move(quotient.array);
}

constexpr std::array<FunctionEntry, 10> kNumberFunctions = {{{"abs", run_abs},
                                                             {"sign", run_sign},
                                                             {"ceil", run_whole<ceil_of>},
                                                             {"floor", run_whole<floor_of>},
                                                             {"round", run_round},
                                                             {"sqrt", run_sqrt},
                                                             {"exp", run_exp},
                                                             {"ln", run_ln},
                                                             {"pow", run_pow},
                                                             {"div", run_div}}};

}  // namespace

std::span<const FunctionEntry> number_functions() {
  return kNumberFunctions;
}

}  // namespace omnigraph::exec
