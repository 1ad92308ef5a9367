#include "omnigraph/exec/aggregates/extreme.h"

#include "omnigraph/columnar/builder.h"
#include "omnigraph/exec/results/order_column.h"

namespace omnigraph::exec {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Builder;
using columnar::TypeKind;

uint64_t raw_bits(const Array& values, size_t i) {
  if (values.kind() == TypeKind::kBool) {
    return values.bool_at(i) ? 1 : 0;
  }
  return columnar::byte_width(values.kind()) == sizeof(uint32_t) ? values.value_at<uint32_t>(i)
                                                                 : values.value_at<uint64_t>(i);
}

void append_bits(const columnar::DataType& type, uint64_t bits, Builder* builder) {
  if (type.kind == TypeKind::kBool) {
    builder->append_bool(bits != 0);
  } else if (columnar::byte_width(type.kind) == sizeof(uint32_t)) {
    builder->append<uint32_t>(static_cast<uint32_t>(bits));
  } else {
    builder->append<uint64_t>(bits);
  }
}

}  // namespace

Status FixedExtreme::add(const AggregateInput& input) {
  order_.resize(input.group_count);
  bits_.resize(input.group_count);
  seen_.resize(input.group_count);
  const Array& values = *input.values;
  for (size_t i = 0; i < values.length(); ++i) {
    if (values.is_null(i)) {
      continue;
    }
    const uint32_t group = input.groups[i];
    const uint64_t order = order_bits(values, i);
    if (seen_[group] == 0 || (greatest_ ? order > order_[group] : order < order_[group])) {
      seen_[group] = 1;
      order_[group] = order;
      bits_[group] = raw_bits(values, i);
    }
  }
  return {};
}

Result<ArrayPtr> FixedExtreme::finish(uint32_t group_count) {
  bits_.resize(group_count);
  seen_.resize(group_count);
  Builder builder(type_);
  for (uint32_t group = 0; group < group_count; ++group) {
    if (seen_[group] == 0) {
      builder.append_null();
    } else {
      append_bits(type_, bits_[group], &builder);
    }
  }
  return builder.finish();
}

Status TextExtreme::add(const AggregateInput& input) {
  best_.resize(input.group_count);
  seen_.resize(input.group_count);
  const Array& values = *input.values;
  for (size_t i = 0; i < values.length(); ++i) {
    if (values.is_null(i)) {
      continue;
    }
    std::string& best = best_[input.groups[i]];
    const std::string_view text = values.string_at(i);
    if (seen_[input.groups[i]] == 0 || (greatest_ ? text > best : text < best)) {
      seen_[input.groups[i]] = 1;
      text_bytes_ += text.size() > best.size() ? text.size() - best.size() : 0;
      best.assign(text);
    }
  }
  return {};
}

Result<ArrayPtr> TextExtreme::finish(uint32_t group_count) {
  best_.resize(group_count);
  seen_.resize(group_count);
  Builder builder(TypeKind::kString);
  for (uint32_t group = 0; group < group_count; ++group) {
    if (seen_[group] == 0) {
      builder.append_null();
    } else {
      builder.append_string(best_[group]);
    }
  }
  return builder.finish();
}

}  // namespace omnigraph::exec
