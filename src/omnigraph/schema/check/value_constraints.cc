#include "omnigraph/schema/check/value_constraints.h"

#include <charconv>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <variant>

#include <re2/re2.h>

#include "omnigraph/base/format.h"

namespace omnigraph::schema {

namespace {

template <typename T>
bool parse_whole(const std::string& text, T& value) {
  const char* end = text.data() + text.size();
  const std::from_chars_result parsed = std::from_chars(text.data(), end, value);
  return parsed.ec == std::errc() && parsed.ptr == end;
}

// False if the bound is out of range (reported).
bool read_bound(const std::optional<NumberSyntax>& syntax,
                std::optional<RangeBound>& bound,
                Findings& findings) {
  if (!syntax) {
    return true;
  }
  bool fits = false;
  if (syntax->is_float) {
    double value = 0;
    fits = parse_whole(syntax->text, value);
    bound = value;
  } else {
    int64_t value = 0;
    fits = parse_whole(syntax->text, value);
    bound = value;
  }
  if (!fits) {
    findings.add(
        Code::kNumberOutOfRange,
        syntax->span,
        format("this bound of `@range` is out of range: an integer from {} to {}, or a float",
               std::numeric_limits<int64_t>::min(),
               std::numeric_limits<int64_t>::max()));
  }
  return fits;
}

bool is_above(const RangeBound& low, const RangeBound& high) {
  const auto* low_integer = std::get_if<int64_t>(&low);
  const auto* high_integer = std::get_if<int64_t>(&high);
  if (low_integer != nullptr && high_integer != nullptr) {
    return *low_integer > *high_integer;
  }
  const auto as_double = [](const RangeBound& bound) {
    return std::visit([](auto value) { return static_cast<double>(value); }, bound);
  };
  return as_double(low) > as_double(high);
}

std::optional<uint64_t> read_count(const NumberSyntax& syntax, Findings& findings) {
  uint64_t value = 0;
  if (!parse_whole(syntax.text, value)) {
    findings.add(Code::kNumberOutOfRange,
                 syntax.span,
                 format("this number of `@card` is out of range: at most {}",
                        std::numeric_limits<uint64_t>::max()));
    return std::nullopt;
  }
  return value;
}

}  // namespace

RangeConstraint read_range(const ConstraintSyntax& constraint,
                           ColumnLookup& lookup,
                           Findings& findings) {
  const Property* property = lookup.find(constraint);
  if (property != nullptr && (property->type.list || !is_numeric(property->type.scalar))) {
    lookup.report_unfit(constraint.kind,
                        constraint.columns[0],
                        "must be numeric, it is " + to_string(property->type));
  }
  RangeConstraint range;
  range.property = constraint.columns[0].text;
  const bool parsed = read_bound(constraint.min, range.min, findings) &&
                      read_bound(constraint.max, range.max, findings);
  if (parsed && range.min && range.max && is_above(*range.min, *range.max)) {
    findings.add(Code::kRangeBounds,
                 constraint.span,
                 format("`@range` of property '{}': the lower bound {} is above the upper bound {}",
                        range.property,
                        constraint.min->text,
                        constraint.max->text));
  }
  return range;
}

CheckConstraint read_check(const ConstraintSyntax& constraint,
                           ColumnLookup& lookup,
                           Findings& findings) {
  const Property* property = lookup.find(constraint);
  if (property != nullptr &&
      (property->type.list || property->type.scalar != ScalarKind::kString)) {
    lookup.report_unfit(constraint.kind,
                        constraint.columns[0],
                        "must be String, it is " + to_string(property->type));
  }
  RE2::Options options;
  options.set_log_errors(false);
  auto pattern = std::make_shared<const RE2>(constraint.pattern, options);
  if (!pattern->ok()) {
    findings.add(
        Code::kCheckPattern,
        constraint.pattern_span,
        format("the pattern of `@check` is no valid regular expression: {}", pattern->error()));
  }
  return {constraint.columns[0].text, constraint.pattern, std::move(pattern)};
}

Cardinality read_cardinality(const DeclarationSyntax& edge, Findings& findings) {
  if (edge.cardinalities.empty()) {
    return {};
  }
  for (size_t i = 1; i < edge.cardinalities.size(); ++i) {
    findings.add(Code::kAnnotationRepeated,
                 edge.cardinalities[i].span,
                 format("{} declares @card multiple times", describe(edge)));
  }
  const CardinalitySyntax& syntax = edge.cardinalities[0];
  const std::optional<uint64_t> min = read_count(syntax.min, findings);
  std::optional<uint64_t> max;
  if (syntax.max) {
    max = read_count(*syntax.max, findings);
  }
  if (min && max && *min > *max) {
    findings.add(
        Code::kCardinality,
        syntax.span,
        format(
            "`@card` of {}: the minimum {} is above the maximum {}", describe(edge), *min, *max));
  }
  return {min.value_or(0), max};
}

}  // namespace omnigraph::schema
