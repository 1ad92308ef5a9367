#include "omnigraph/graph/validate/row_checks.h"

#include <algorithm>
#include <cmath>

#include <re2/re2.h>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"

namespace omnigraph::graph {

using columnar::Array;
using columnar::TypeKind;
using schema::RangeBound;

// Points into the type.
struct RowChecks::Impl {
  struct Required {
    size_t column;
    std::string_view property;
  };
  struct EnumCheck {
    size_t column;
    const schema::Property* property;
  };
  struct RangeCheck {
    size_t column;
    const schema::RangeConstraint* constraint;
  };
  struct PatternCheck {
    size_t column;
    const schema::CheckConstraint* constraint;
  };
  std::string_view type_name;
  std::vector<Required> required;
  std::vector<EnumCheck> enums;
  std::vector<RangeCheck> ranges;
  std::vector<PatternCheck> patterns;
};

namespace {

// -1, 0, 1 as the number in row i is below, equal to or above the bound; exact for 64-bit integers.
int compare_to_bound(const Array& array, size_t i, const RangeBound& bound) {
  const auto order = [](auto a, auto b) { return a < b ? -1 : a > b ? 1 : 0; };
  const auto signed_order = [&](int64_t value) {
    if (const auto* integer = std::get_if<int64_t>(&bound)) {
      return order(value, *integer);
    }
    return order(static_cast<long double>(value),
                 static_cast<long double>(std::get<double>(bound)));
  };
  switch (array.kind()) {
    case TypeKind::kInt32:
      return signed_order(array.value_at<int32_t>(i));
    case TypeKind::kUInt32:
      return signed_order(array.value_at<uint32_t>(i));
    case TypeKind::kInt64:
      return signed_order(array.value_at<int64_t>(i));
    case TypeKind::kUInt64: {
      const uint64_t value = array.value_at<uint64_t>(i);
      if (const auto* integer = std::get_if<int64_t>(&bound)) {
        return *integer < 0 ? 1 : order(value, static_cast<uint64_t>(*integer));
      }
      return order(static_cast<long double>(value),
                   static_cast<long double>(std::get<double>(bound)));
    }
    case TypeKind::kFloat32:
    case TypeKind::kFloat64: {
      const double value =
          array.kind() == TypeKind::kFloat32 ? array.value_at<float>(i) : array.value_at<double>(i);
      if (const auto* integer = std::get_if<int64_t>(&bound)) {
        return order(static_cast<long double>(value), static_cast<long double>(*integer));
      }
      return order(value, std::get<double>(bound));
    }
    default:
      return 0;
  }
}

std::string number_text(const Array& array, size_t i) {
  switch (array.kind()) {
    case TypeKind::kInt32:
      return std::to_string(array.value_at<int32_t>(i));
    case TypeKind::kUInt32:
      return std::to_string(array.value_at<uint32_t>(i));
    case TypeKind::kInt64:
      return std::to_string(array.value_at<int64_t>(i));
    case TypeKind::kUInt64:
      return std::to_string(array.value_at<uint64_t>(i));
    case TypeKind::kFloat32:
      return json_float32(array.value_at<float>(i));
    default:
      return json_float64(array.value_at<double>(i));
  }
}

std::string bound_text(const RangeBound& bound) {
  const auto* integer = std::get_if<int64_t>(&bound);
  return integer != nullptr ? std::to_string(*integer) : json_float64(std::get<double>(bound));
}

bool is_nan(const Array& array, size_t i) {
  return (array.kind() == TypeKind::kFloat32 && std::isnan(array.value_at<float>(i))) ||
         (array.kind() == TypeKind::kFloat64 && std::isnan(array.value_at<double>(i)));
}

// The text of a violated @range, empty if it holds.
std::string range_problem(std::string_view type,
                          const schema::RangeConstraint& range,
                          const Array& array,
                          size_t i) {
  std::string problem;
  if (is_nan(array, i)) {
    problem = "is NaN";
  } else if (range.min && compare_to_bound(array, i, *range.min) < 0) {
    problem = number_text(array, i) + " < min " + bound_text(*range.min);
  } else if (range.max && compare_to_bound(array, i, *range.max) > 0) {
    problem = number_text(array, i) + " > max " + bound_text(*range.max);
  }
  return problem.empty()
             ? problem
             : format("@range violation on {}.{}: value {}", type, range.property, problem);
}

std::string join(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) {
    text += (text.empty() ? "" : ", ") + value;
  }
  return text;
}

}  // namespace

RowChecks::RowChecks(const schema::EntityType& type) {
  auto impl = std::make_unique<Impl>();
  impl->type_name = type.name;
  for (size_t c = 0; c < type.columns.size(); ++c) {
    if (!type.columns[c].nullable) {
      impl->required.push_back({c, type.columns[c].name});
    }
  }
  for (const schema::Property& property : type.properties) {
    if (property.type.is_enum()) {
      impl->enums.push_back({type.column_of(property.name), &property});
    }
  }
  for (const schema::RangeConstraint& range : type.ranges) {
    impl->ranges.push_back({type.column_of(range.property), &range});
  }
  for (const schema::CheckConstraint& check : type.checks) {
    impl->patterns.push_back({type.column_of(check.property), &check});
  }
  impl_ = std::move(impl);
}

RowChecks::~RowChecks() = default;
RowChecks::RowChecks(RowChecks&&) noexcept = default;

std::optional<RowViolation> RowChecks::check(const columnar::Batch& rows) const {
  std::optional<RowViolation> first;
  const auto report =
      [&](size_t row, std::string_view code, std::string_view property, std::string message) {
        if (!first || row < first->row) {
          first = RowViolation{row, std::string(code), std::string(property), std::move(message)};
        }
      };
  // Each check stops at its first row; the earliest of all wins.
  for (const auto& required : impl_->required) {
    const Array& array = *rows.columns[required.column];
    for (size_t i = 0; array.null_count() != 0 && i < rows.row_count; ++i) {
      if (array.is_null(i)) {
        report(i,
               "R120",
               required.property,
               format("non-nullable property '{}' has null or invalid values", required.property));
        break;
      }
    }
  }
  for (const auto& check : impl_->enums) {
    const Array& array = *rows.columns[check.column];
    const std::vector<std::string>& values = check.property->type.enum_values;
    for (size_t i = 0; i < rows.row_count; ++i) {
      if (!array.is_null(i) &&
          !std::binary_search(values.begin(), values.end(), array.string_at(i))) {
        report(i,
               "R132",
               check.property->name,
               format("invalid enum value '{}' for {}.{} (expected: {})",
                      array.string_at(i),
                      impl_->type_name,
                      check.property->name,
                      join(values)));
        break;
      }
    }
  }
  for (const auto& check : impl_->ranges) {
    const Array& array = *rows.columns[check.column];
    for (size_t i = 0; i < rows.row_count; ++i) {
      std::string problem =
          array.is_null(i) ? "" : range_problem(impl_->type_name, *check.constraint, array, i);
      if (!problem.empty()) {
        report(i, "R130", check.constraint->property, std::move(problem));
        break;
      }
    }
  }
  for (const auto& check : impl_->patterns) {
    const Array& array = *rows.columns[check.column];
    for (size_t i = 0; i < rows.row_count; ++i) {
      if (array.is_null(i)) {
        continue;
      }
      const std::string_view text = array.string_at(i);
      if (!re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()),
                                  *check.constraint->compiled)) {
        report(i,
               "R131",
               check.constraint->property,
               format("@check violation on {}.{}: value '{}' does not match pattern '{}'",
                      impl_->type_name,
                      check.constraint->property,
                      text,
                      check.constraint->pattern));
        break;
      }
    }
  }
  return first;
}

}  // namespace omnigraph::graph
