#include "omnigraph/schema/check/resolve_type.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/format.h"

namespace omnigraph::schema {

namespace {

constexpr ScalarKind kNamedScalars[] = {ScalarKind::kString,
                                        ScalarKind::kBlob,
                                        ScalarKind::kBool,
                                        ScalarKind::kI32,
                                        ScalarKind::kI64,
                                        ScalarKind::kU32,
                                        ScalarKind::kU64,
                                        ScalarKind::kF32,
                                        ScalarKind::kF64,
                                        ScalarKind::kDate,
                                        ScalarKind::kDateTime};

// What other languages call our types; in lower case, compared without case.
struct ForeignName {
  std::string_view name;
  ScalarKind kind;
};
constexpr ForeignName kForeignNames[] = {
    {"string", ScalarKind::kString},
    {"text", ScalarKind::kString},
    {"str", ScalarKind::kString},
    {"varchar", ScalarKind::kString},
    {"uuid", ScalarKind::kString},
    {"boolean", ScalarKind::kBool},
    {"bool", ScalarKind::kBool},
    {"int", ScalarKind::kI64},
    {"integer", ScalarKind::kI64},
    {"long", ScalarKind::kI64},
    {"bigint", ScalarKind::kI64},
    {"int64", ScalarKind::kI64},
    {"i64", ScalarKind::kI64},
    {"int32", ScalarKind::kI32},
    {"i32", ScalarKind::kI32},
    {"i16", ScalarKind::kI32},
    {"i8", ScalarKind::kI32},
    {"short", ScalarKind::kI32},
    {"smallint", ScalarKind::kI32},
    {"int16", ScalarKind::kI32},
    {"int8", ScalarKind::kI32},
    {"uint", ScalarKind::kU64},
    {"uint64", ScalarKind::kU64},
    {"u64", ScalarKind::kU64},
    {"uint32", ScalarKind::kU32},
    {"u32", ScalarKind::kU32},
    {"u16", ScalarKind::kU32},
    {"u8", ScalarKind::kU32},
    {"uint16", ScalarKind::kU32},
    {"uint8", ScalarKind::kU32},
    {"float", ScalarKind::kF64},
    {"double", ScalarKind::kF64},
    {"real", ScalarKind::kF64},
    {"float64", ScalarKind::kF64},
    {"f64", ScalarKind::kF64},
    {"float32", ScalarKind::kF32},
    {"f32", ScalarKind::kF32},
    {"date", ScalarKind::kDate},
    {"datetime", ScalarKind::kDateTime},
    {"timestamp", ScalarKind::kDateTime},
    {"instant", ScalarKind::kDateTime},
    {"timestamptz", ScalarKind::kDateTime},
    {"bytes", ScalarKind::kBlob},
    {"binary", ScalarKind::kBlob},
    {"blob", ScalarKind::kBlob},
};

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return lower;
}

void report_unknown_type(const Name& name, Findings& findings) {
  Diagnostic& diagnostic =
      findings.add(Code::kUnknownTypeName, name.span, format("unknown type `{}`", name.text));
  const std::string lower = in_lower_case(name.text);
  for (const ForeignName& foreign : kForeignNames) {
    if (foreign.name == lower) {
      const std::string ours(scalar_name(foreign.kind));
      diagnostic.fix = format("did you mean `{}`?", ours);
      diagnostic.edits = {{name.span, ours}};
      diagnostic.applicability = Applicability::kMachineApplicable;
      return;
    }
  }
  std::vector<std::string> known = {"Vector"};
  for (const ScalarKind kind : kNamedScalars) {
    known.emplace_back(scalar_name(kind));
  }
  findings.suggest(diagnostic, name.text, name.span, known);
  if (diagnostic.fix.empty()) {
    diagnostic.fix =
        "types are String, Bool, I32, I64, U32, U64, F32, F64, Date, DateTime, Blob, Vector(n), "
        "enum(…) and [T]";
  }
}

std::optional<PropertyType> resolve_named(const TypeSyntax& syntax, Findings& findings) {
  PropertyType type;
  for (const ScalarKind kind : kNamedScalars) {
    if (syntax.name.text == scalar_name(kind)) {
      type.scalar = kind;
      if (syntax.list && kind == ScalarKind::kBlob) {
        findings.add(Code::kListItem, syntax.span, "list of Blob is not supported");
        return std::nullopt;
      }
      return type;
    }
  }
  if (syntax.name.text == "Vector") {
    findings.add(Code::kVectorDimension, syntax.span, "a Vector needs its dimension").fix =
        "write `Vector(768)`";
    return std::nullopt;
  }
  report_unknown_type(syntax.name, findings);
  return std::nullopt;
}

std::optional<PropertyType> resolve_vector(const TypeSyntax& syntax, Findings& findings) {
  if (syntax.list) {
    findings.add(Code::kListItem, syntax.span, "list of Vector is not supported");
    return std::nullopt;
  }
  const std::string& digits = syntax.dimension.text;
  uint64_t dimension = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), dimension);
  constexpr uint64_t kMaximum = std::numeric_limits<int32_t>::max();
  if (parsed.ec != std::errc() || dimension > kMaximum) {
    findings.add(Code::kVectorDimension,
                 syntax.dimension.span,
                 format("Vector dimension exceeds maximum supported: {}", kMaximum));
    return std::nullopt;
  }
  if (dimension == 0) {
    findings.add(Code::kVectorDimension,
                 syntax.dimension.span,
                 "Vector dimension must be greater than zero");
    return std::nullopt;
  }
  PropertyType type;
  type.scalar = ScalarKind::kVector;
  type.dimension = static_cast<int32_t>(dimension);
  return type;
}

std::optional<PropertyType> resolve_enum(const TypeSyntax& syntax, Findings& findings) {
  if (syntax.list) {
    findings.add(Code::kListItem, syntax.span, "list of enum is not supported").fix =
        "write `[String]`";
    return std::nullopt;
  }
  std::vector<Name> sorted = syntax.values;
  std::stable_sort(
      sorted.begin(), sorted.end(), [](const Name& a, const Name& b) { return a.text < b.text; });
  PropertyType type;
  for (const Name& value : sorted) {
    if (!type.enum_values.empty() && type.enum_values.back() == value.text) {
      findings.add(Code::kEnumValues,
                   value.span,
                   format("enum cannot include duplicate values: '{}'", value.text));
      return std::nullopt;
    }
    type.enum_values.push_back(value.text);
  }
  return type;
}

}  // namespace

std::optional<PropertyType> resolve_type(const TypeSyntax& syntax, Findings& findings) {
  std::optional<PropertyType> type;
  switch (syntax.form) {
    case TypeSyntax::Form::kBroken:
      return std::nullopt;
    case TypeSyntax::Form::kNamed:
      type = resolve_named(syntax, findings);
      break;
    case TypeSyntax::Form::kVector:
      type = resolve_vector(syntax, findings);
      break;
    case TypeSyntax::Form::kEnum:
      type = resolve_enum(syntax, findings);
      break;
  }
  if (type) {
    type->list = syntax.list;
    type->nullable = syntax.nullable;
  }
  return type;
}

}  // namespace omnigraph::schema
