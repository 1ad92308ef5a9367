#include "support/reference/aggregate.h"

#include <set>
#include <utility>

#include "support/reference/arithmetic.h"

namespace omnigraph::testing {
namespace {

using query::ast::AggregateKind;

PlainList without_repeats(const PlainList& values) {
  std::set<PlainList, LessTuple> seen;
  PlainList kept;
  for (const PlainValue& value : values) {
    if (seen.insert({value}).second) {
      kept.push_back(value);
    }
  }
  return kept;
}

// Integers add exactly and are rounded once.
double sum_of(const PlainList& values) {
  Integer whole = 0;
  long double real = 0;
  for (const PlainValue& value : values) {
    if (const auto* integer = std::get_if<Integer>(&value.data)) {
      whole += *integer;
    } else {
      real += static_cast<long double>(std::get<double>(value.data));
    }
  }
  return real == 0 ? static_cast<double>(whole) : static_cast<double>(real);
}

Result<PlainValue> whole_sum_of(const PlainList& values, query::ValueKind kind) {
  Integer sum = 0;
  for (const PlainValue& value : values) {
    sum += value.integer();
  }
  return fitting_integer(sum, kind);
}

PlainValue extreme_of(const PlainList& values, int wanted) {
  PlainValue best = values[0];
  for (const PlainValue& value : values) {
    if (compare(value, best) == wanted) {
      best = value;
    }
  }
  return best;
}

// Over values that are not null.
Result<PlainValue> fold(const PlainAggregate& aggregate, const PlainList& values) {
  if (aggregate.kind == AggregateKind::kCount) {
    return plain_integer(static_cast<int64_t>(values.size()));
  }
  if (aggregate.kind == AggregateKind::kCollect) {
    return plain_list(values);
  }
  if (values.empty()) {
    return plain_null();
  }
  switch (aggregate.kind) {
    case AggregateKind::kSum:
      return finite(sum_of(values));
    case AggregateKind::kAvg:
      return finite(sum_of(values) / static_cast<double>(values.size()));
    case AggregateKind::kSumInt:
      return whole_sum_of(values, aggregate.type.kind);
    case AggregateKind::kMin:
      return extreme_of(values, -1);
    default:
      return extreme_of(values, 1);
  }
}

}  // namespace

Result<PlainValue> aggregate_rows(const PlainContext& context,
                                  const PlainAggregate& aggregate,
                                  const std::vector<PlainRow>& rows) {
  PlainList values;
  for (const PlainRow& row : rows) {
    if (aggregate.argument == nullptr) {
      values.push_back(plain_bool(true));
      continue;
    }
    OG_ASSIGN_OR_RETURN(PlainValue value, evaluate(context, *aggregate.argument, row));
    if (!value.is_null()) {
      values.push_back(std::move(value));
    }
  }
  // count(distinct *) is no such thing: the checker gives it no argument to be distinct in.
  const bool distinct = aggregate.distinct && aggregate.argument != nullptr;
  return fold(aggregate, distinct ? without_repeats(values) : values);
}

}  // namespace omnigraph::testing
