// to_string, to_int, to_float, to_bool, to_date, to_datetime. What cannot be converted is null,
// with one exception: to_int refuses a text that is a number but not a whole one (R104), since
// cutting it would lose something that somebody wrote.
#include <array>
#include <cmath>
#include <optional>

#include "omnigraph/base/time.h"
#include "omnigraph/exec/expressions/calendar.h"
#include "omnigraph/exec/expressions/cell_text.h"
#include "omnigraph/exec/expressions/function_rows.h"
#include "omnigraph/exec/expressions/functions.h"
#include "omnigraph/exec/expressions/number_text.h"
#include "omnigraph/exec/expressions/numbers.h"

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;
using columnar::TypeKind;

constexpr FunctionFault kFractionText{kDomain,
                                      "the text is a number with a fraction, not an integer"};

bool is_text(const Column& column) {
  return column.array->kind() == TypeKind::kString;
}

Result<ArrayPtr> run_to_string(const FunctionCall& call) {
  CellText texts(call.arguments[0]);
  return text_rows(call, [&](size_t i, TextWriter& out) {
    out.add(texts[i]);
    return kNoFault;
  });
}

Result<ArrayPtr> text_to_int(const FunctionCall& call) {
  const TextColumn texts(call.arguments[0]);
  FixedWriter<int64_t> out(TypeKind::kInt64, call.rows);
  for (size_t i = 0; i < call.rows; ++i) {
    int64_t value = 0;
    const IntegerText form =
        call.validity.is_null(i) ? IntegerText::kNotANumber : parse_integer_text(texts[i], &value);
    if (form == IntegerText::kFraction) {
      return fault_of(call, kFractionText);
    }
    if (form == IntegerText::kInteger) {
      out.set(i, value);
    } else {
      out.set_null(i);
    }
  }
  return out.finish();
}

std::optional<int64_t> truncate(double value) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  return value >= -kTwoTo63 && value < kTwoTo63 ? std::optional(static_cast<int64_t>(value))
                                                : std::nullopt;
}

Result<ArrayPtr> run_to_int(const FunctionCall& call) {
  const Column& argument = call.arguments[0];
  if (is_text(argument)) {
    return text_to_int(call);
  }
  switch (number_form(argument.array->kind())) {
    case NumberForm::kDouble: {
      const Numbers<double> x(argument);
      return optional_rows<int64_t>(call, [&](size_t i) { return truncate(x[i]); });
    }
    case NumberForm::kUint64: {
      const Numbers<uint64_t> x(argument);
      return optional_rows<int64_t>(call, [&](size_t i) {
        const auto value = static_cast<int64_t>(x[i]);
        return value < 0 ? std::nullopt : std::optional(value);
      });
    }
    case NumberForm::kInt64:
      break;
  }
  const Numbers<int64_t> x(argument);
  return fixed_rows<int64_t>(call, [&](size_t i) { return x[i]; });
}

Result<ArrayPtr> run_to_float(const FunctionCall& call) {
  if (is_text(call.arguments[0])) {
    const TextColumn texts(call.arguments[0]);
    return optional_rows<double>(call, [&](size_t i) { return parse_float_text(texts[i]); });
  }
  const Numbers<double> x(call.arguments[0]);
  return fixed_rows<double>(call, [&](size_t i) { return x[i]; });
}

Result<ArrayPtr> run_to_bool(const FunctionCall& call) {
  const Column& argument = call.arguments[0];
  columnar::Builder out(TypeKind::kBool);
  for (size_t i = 0; i < call.rows; ++i) {
    if (call.validity.is_null(i)) {
      out.append_null();
    } else if (!is_text(argument)) {
      out.append_bool(argument.array->bool_at(argument.row(i)));
    } else if (const std::string_view text = argument.array->string_at(argument.row(i));
               text == "true" || text == "false") {
      out.append_bool(text == "true");
    } else {
      out.append_null();
    }
  }
  return out.finish();
}

std::optional<int64_t> instant_of(std::string_view text) {
  const Result<Instant> instant = parse_instant(text);
  return instant.ok() ? std::optional(instant->ms) : std::nullopt;
}

Result<ArrayPtr> run_to_date(const FunctionCall& call) {
  if (is_text(call.arguments[0])) {
    const TextColumn texts(call.arguments[0]);
    return optional_rows<int32_t>(call, [&](size_t i) {
      const std::optional<int64_t> ms = instant_of(texts[i]);
      return ms ? std::optional(static_cast<int32_t>(floor_div(*ms, kDayMs))) : std::nullopt;
    });
  }
  const Numbers<int64_t> x(call.arguments[0]);
  const bool days = call.arguments[0].array->kind() == TypeKind::kDate32;
  return optional_rows<int32_t>(call, [&](size_t i) {
    const int64_t day = days ? x[i] : floor_div(x[i], kDayMs);
    return day == static_cast<int32_t>(day) ? std::optional(static_cast<int32_t>(day))
                                            : std::nullopt;
  });
}

Result<ArrayPtr> run_to_datetime(const FunctionCall& call) {
  if (is_text(call.arguments[0])) {
    const TextColumn texts(call.arguments[0]);
    return optional_rows<int64_t>(call, [&](size_t i) { return instant_of(texts[i]); });
  }
  const Numbers<int64_t> x(call.arguments[0]);
  const bool days = call.arguments[0].array->kind() == TypeKind::kDate32;
  return fixed_rows<int64_t>(call, [&](size_t i) { return days ? x[i] * kDayMs : x[i]; });
}

constexpr std::array<FunctionEntry, 6> kConversionFunctions = {{{"to_string", run_to_string},
                                                                {"to_int", run_to_int},
                                                                {"to_float", run_to_float},
                                                                {"to_bool", run_to_bool},
                                                                {"to_date", run_to_date},
                                                                {"to_datetime", run_to_datetime}}};

}  // namespace

std::span<const FunctionEntry> conversion_functions() {
  return kConversionFunctions;
}

}  // namespace omnigraph::exec
