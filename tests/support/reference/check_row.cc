// The checks of one stored row.
#include <algorithm>
#include <cmath>

#include <re2/re2.h>

#include "omnigraph/base/format.h"
#include "support/reference/load_plain.h"

namespace omnigraph::testing {
namespace {

PlainValue bound_value(const schema::RangeBound& bound) {
  const auto* integer = std::get_if<int64_t>(&bound);
  return integer != nullptr ? plain_integer(*integer) : plain_real(std::get<double>(bound));
}

bool in_range(const schema::RangeConstraint& range, const PlainValue& value) {
  return (!range.min || compare(value, bound_value(*range.min)) >= 0) &&
         (!range.max || compare(value, bound_value(*range.max)) <= 0);
}

}  // namespace

Status check_row(const PlainEntity& entity) {
  const schema::EntityType& type = *entity.type;
  for (const schema::Property& property : type.properties) {
    const PlainValue& value = entity.properties.at(property.name);
    if (value.is_null()) {
      if (!property.type.nullable) {
        return run_time_error("R120", format("{}.{} is required", type.name, property.name));
      }
      continue;
    }
    const std::vector<std::string>& allowed = property.type.enum_values;
    if (property.type.is_enum() &&
        std::find(allowed.begin(), allowed.end(), value.text()) == allowed.end()) {
      return run_time_error("R132", format("invalid value of {}.{}", type.name, property.name));
    }
  }
  for (const schema::RangeConstraint& range : type.ranges) {
    const PlainValue& value = entity.properties.at(range.property);
    if (!value.is_null() && !in_range(range, value)) {
      return run_time_error("R130", format("@range of {}.{}", type.name, range.property));
    }
  }
  for (const schema::CheckConstraint& check : type.checks) {
    const PlainValue& value = entity.properties.at(check.property);
    if (!value.is_null() && !re2::RE2::PartialMatch(value.text(), check.pattern)) {
      return run_time_error("R131", format("@check of {}.{}", type.name, check.property));
    }
  }
  return {};
}

}  // namespace omnigraph::testing
