#include "omnigraph/exec/aggregates/sum.h"

#include <cmath>
#include <limits>

#include "omnigraph/columnar/builder.h"
#include "omnigraph/exec/operators/scope.h"

namespace omnigraph::exec {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Builder;
using columnar::TypeKind;

// Calls add(group, value) for the rows that are not null.
template <typename T, typename Add>
void for_each_value(const Array& values, std::span<const uint32_t> groups, Add&& add) {
  const std::span<const T> in = values.values_as<T>();
  if (values.null_count() == 0) {
    for (size_t i = 0; i < in.size(); ++i) {
      add(groups[i], in[i]);
    }
    return;
  }
  for (size_t i = 0; i < in.size(); ++i) {
    if (!values.is_null(i)) {
      add(groups[i], in[i]);
    }
  }
}

}  // namespace

Status Count::add(const AggregateInput& input) {
  counts_.resize(input.group_count);
  if (input.entities != nullptr) {
    for (size_t i = 0; i < input.groups.size(); ++i) {
      counts_[input.groups[i]] += input.entities->positions[i] != columnar::kNullRow ? 1 : 0;
    }
  } else if (input.values != nullptr && input.values->null_count() != 0) {
    for (size_t i = 0; i < input.groups.size(); ++i) {
      counts_[input.groups[i]] += input.values->is_null(i) ? 0 : 1;
    }
  } else {
    for (const uint32_t group : input.groups) {
      ++counts_[group];
    }
  }
  return {};
}

Result<ArrayPtr> Count::finish(uint32_t group_count) {
  counts_.resize(group_count);
  Builder builder(TypeKind::kInt64);
  for (const int64_t count : counts_) {
    builder.append<int64_t>(count);
  }
  return builder.finish();
}

Status FloatSum::add(const AggregateInput& input) {
  sums_.resize(input.group_count);
  counts_.resize(input.group_count);
  const auto add = [&](uint32_t group, auto value) {
    sums_[group] += static_cast<double>(value);
    ++counts_[group];
  };
  if (input.values->kind() == TypeKind::kFloat32) {
    for_each_value<float>(*input.values, input.groups, add);
  } else {
    for_each_value<double>(*input.values, input.groups, add);
  }
  return {};
}

Result<ArrayPtr> FloatSum::finish(uint32_t group_count) {
  sums_.resize(group_count);
  counts_.resize(group_count);
  Builder builder(TypeKind::kFloat64);
  for (uint32_t group = 0; group < group_count; ++group) {
    if (counts_[group] == 0) {
      builder.append_null();
      continue;
    }
    const auto count = static_cast<double>(counts_[group]);
    const double value = result_ == SumResult::kAverage ? sums_[group] / count : sums_[group];
    if (!std::isfinite(value)) {
      return run_error("R103", "the result of an aggregate is not finite");
    }
    builder.append<double>(value);
  }
  return builder.finish();
}

Status IntegerSum::add(const AggregateInput& input) {
  sums_.resize(input.group_count);
  counts_.resize(input.group_count);
  const auto add = [&](uint32_t group, auto value) {
    sums_[group] += value;
    ++counts_[group];
  };
  switch (input.values->kind()) {
    case TypeKind::kInt32:
      for_each_value<int32_t>(*input.values, input.groups, add);
      return {};
    case TypeKind::kUInt32:
      for_each_value<uint32_t>(*input.values, input.groups, add);
      return {};
    case TypeKind::kInt64:
      for_each_value<int64_t>(*input.values, input.groups, add);
      return {};
    case TypeKind::kUInt64:
      for_each_value<uint64_t>(*input.values, input.groups, add);
      return {};
    default:
      return Error(ErrorCode::kInternal, "an integer sum of values that are no integers");
  }
}

Result<ArrayPtr> IntegerSum::finish(uint32_t group_count) {
  sums_.resize(group_count);
  counts_.resize(group_count);
  if (result_ == SumResult::kSigned || result_ == SumResult::kUnsigned) {
    return finish_integers(group_count);
  }
  Builder builder(TypeKind::kFloat64);
  for (uint32_t group = 0; group < group_count; ++group) {
    if (counts_[group] == 0) {
      builder.append_null();
      continue;
    }
    const auto sum = static_cast<double>(sums_[group]);
    const auto count = static_cast<double>(counts_[group]);
    builder.append<double>(result_ == SumResult::kAverage ? sum / count : sum);
  }
  return builder.finish();
}

Result<ArrayPtr> IntegerSum::finish_integers(uint32_t group_count) {
  const bool is_signed = result_ == SumResult::kSigned;
  const Wide min = is_signed ? Wide{std::numeric_limits<int64_t>::min()} : Wide{0};
  const Wide max = is_signed ? Wide{std::numeric_limits<int64_t>::max()}
                             : Wide{std::numeric_limits<uint64_t>::max()};
  Builder builder(is_signed ? TypeKind::kInt64 : TypeKind::kUInt64);
  for (uint32_t group = 0; group < group_count; ++group) {
    if (counts_[group] == 0) {
      builder.append_null();
      continue;
    }
    if (sums_[group] < min || sums_[group] > max) {
      return run_error("R102", "integer overflow in sum_int");
    }
    builder.append<uint64_t>(static_cast<uint64_t>(sums_[group]));
  }
  return builder.finish();
}

}  // namespace omnigraph::exec
