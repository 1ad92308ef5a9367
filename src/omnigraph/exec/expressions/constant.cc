#include "omnigraph/exec/expressions/constant.h"

#include <variant>

#include "omnigraph/columnar/builder.h"
#include "omnigraph/exec/expressions/evaluator.h"

namespace omnigraph::exec {
namespace {

using columnar::Builder;
using columnar::TypeKind;
using query::Value;

int64_t signed_of(const Value& value) {
  const auto* number = std::get_if<int64_t>(&value.data);
  return number != nullptr ? *number : static_cast<int64_t>(std::get<uint64_t>(value.data));
}

uint64_t unsigned_of(const Value& value) {
  const auto* number = std::get_if<uint64_t>(&value.data);
  return number != nullptr ? *number : static_cast<uint64_t>(std::get<int64_t>(value.data));
}

void append(const Value& value, Builder& builder) {
  if (value.is_null()) {
    builder.append_null();
    return;
  }
  switch (builder.type().kind) {
    case TypeKind::kBool:
      return builder.append_bool(std::get<bool>(value.data));
    case TypeKind::kInt32:
    case TypeKind::kDate32:
      return builder.append(static_cast<int32_t>(signed_of(value)));
    case TypeKind::kInt64:
    case TypeKind::kDate64:
      return builder.append(signed_of(value));
    case TypeKind::kUInt32:
      return builder.append(static_cast<uint32_t>(unsigned_of(value)));
    case TypeKind::kUInt64:
      return builder.append(unsigned_of(value));
    case TypeKind::kFloat32:
      return builder.append(static_cast<float>(std::get<double>(value.data)));
    case TypeKind::kFloat64:
      return builder.append(std::get<double>(value.data));
    case TypeKind::kFixedSizeList:
      return builder.append_vector(
          *std::get<std::shared_ptr<const std::vector<float>>>(value.data));
    case TypeKind::kList:
      for (const Value& item : *std::get<std::shared_ptr<const query::ValueList>>(value.data)) {
        append(item, builder.child());
      }
      return builder.finish_list();
    default:
      return builder.append_string(std::get<std::string>(value.data));
  }
}

}  // namespace

Column constant_value(const Value& value, const query::ValueType& type) {
  Builder builder(type.is_scalar(query::ValueKind::kBlob) ? columnar::DataType(TypeKind::kString)
                                                          : query::column_type(type));
  append(value, builder);
  return {builder.finish(), true};
}

columnar::ArrayPtr constant_column(const Value& value,
                                   const query::ValueType& type,
                                   size_t length) {
  return columnar::take(*constant_value(value, type).array, std::vector<uint32_t>(length, 0));
}

}  // namespace omnigraph::exec
