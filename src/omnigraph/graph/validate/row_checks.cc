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

struct RowChecks::Impl {
  struct Required {
    size_t column;
    std::string property;
  };
  struct EnumCheck {
    size_t column;
    std::string property;
    std::vector<std::string> values;
  };
  struct RangeCheck {
    size_t column;
    schema::RangeConstraint constraint;
  };
  struct PatternCheck {
    size_t column;
    std::string property;
    std::string pattern;
    std::unique_ptr<re2::RE2> regex;
  };
  std::string type_name;
  std::vector<Required> required;
  std::vector<EnumCheck> enums;
  std::vector<RangeCheck> ranges;
  std::vector<PatternCheck> patterns;
};

namespace {

size_t column_of(const columnar::Schema& columns, const std::string& name) {
  return static_cast<size_t>(std::find_if(columns.begin(),
                                          columns.end(),
                                          [&](const auto& field) { return field.name == name; }) -
                             columns.begin());
}

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
std::string range_problem(const std::string& type,
                          const schema::RangeConstraint& range,
                          const Array& array,
                          size_t i) {
  const std::string place = format("@range violation on {}.{}: value ", type, range.property);
  if (is_nan(array, i)) {
    return place + "is NaN";
  }
  if (range.min && compare_to_bound(array, i, *range.min) < 0) {
    return place + number_text(array, i) + " < min " + bound_text(*range.min);
  }
  if (range.max && compare_to_bound(array, i, *range.max) > 0) {
    return place + number_text(array, i) + " > max " + bound_text(*range.max);
  }
  return {};
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
  const columnar::Schema columns = type.table_schema();
  for (size_t c = 0; c < columns.size(); ++c) {
    if (!columns[c].nullable) {
      impl->required.push_back({c, columns[c].name});
    }
  }
  for (const schema::Property& property : type.properties) {
    if (property.type.is_enum()) {
      impl->enums.push_back(
          {column_of(columns, property.name), property.name, property.type.enum_values});
    }
  }
  for (const schema::RangeConstraint& range : type.ranges) {
    impl->ranges.push_back({column_of(columns, range.property), range});
  }
  for (const schema::CheckConstraint& check : type.checks) {
    impl->patterns.push_back({column_of(columns, check.property),
                              check.property,
                              check.pattern,
                              std::make_unique<re2::RE2>(check.pattern, re2::RE2::Quiet)});
  }
  impl_ = std::move(impl);
}

RowChecks::~RowChecks() = default;
RowChecks::RowChecks(RowChecks&&) noexcept = default;

std::optional<RowViolation> RowChecks::check(const columnar::Batch& rows) const {
  std::optional<RowViolation> first;
  const auto report =
      [&](size_t row, std::string_view code, const std::string& property, std::string message) {
        if (!first || row < first->row) {
          first = RowViolation{row, std::string(code), property, std::move(message)};
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
    for (size_t i = 0; i < rows.row_count; ++i) {
      if (!array.is_null(i) &&
          !std::binary_search(check.values.begin(), check.values.end(), array.string_at(i))) {
        report(i,
               "R132",
               check.property,
               format("invalid enum value '{}' for {}.{} (expected: {})",
                      array.string_at(i),
                      impl_->type_name,
                      check.property,
                      join(check.values)));
        break;
      }
    }
  }
  for (const auto& check : impl_->ranges) {
    const Array& array = *rows.columns[check.column];
    for (size_t i = 0; i < rows.row_count; ++i) {
      std::string problem =
          array.is_null(i) ? "" : range_problem(impl_->type_name, check.constraint, array, i);
      if (!problem.empty()) {
        report(i, "R130", check.constraint.property, std::move(problem));
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
      if (!re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *check.regex)) {
        report(i,
               "R131",
               check.property,
               format("@check violation on {}.{}: value '{}' does not match pattern '{}'",
                      impl_->type_name,
                      check.property,
                      text,
                      check.pattern));
        break;
      }
    }
  }
  return first;
}

}  // namespace omnigraph::graph
