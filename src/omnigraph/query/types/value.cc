#include "omnigraph/query/types/value.h"

#include "omnigraph/base/check.h"
#include "omnigraph/base/format.h"

namespace omnigraph::query {
namespace {

ValueKind value_kind(schema::ScalarKind scalar) {
  switch (scalar) {
    case schema::ScalarKind::kString:
      return ValueKind::kString;
    case schema::ScalarKind::kBlob:
      return ValueKind::kBlob;
    case schema::ScalarKind::kBool:
      return ValueKind::kBool;
    case schema::ScalarKind::kI32:
      return ValueKind::kI32;
    case schema::ScalarKind::kI64:
      return ValueKind::kI64;
    case schema::ScalarKind::kU32:
      return ValueKind::kU32;
    case schema::ScalarKind::kU64:
      return ValueKind::kU64;
    case schema::ScalarKind::kF32:
      return ValueKind::kF32;
    case schema::ScalarKind::kF64:
      return ValueKind::kF64;
    case schema::ScalarKind::kDate:
      return ValueKind::kDate;
    case schema::ScalarKind::kDateTime:
      return ValueKind::kDateTime;
    case schema::ScalarKind::kVector:
      return ValueKind::kVector;
  }
  return ValueKind::kNull;
}

std::string kind_name(const ValueType& type) {
  switch (type.kind) {
    case ValueKind::kNull:
      return "null";
    case ValueKind::kBool:
      return "Bool";
    case ValueKind::kI32:
      return "I32";
    case ValueKind::kI64:
      return "I64";
    case ValueKind::kU32:
      return "U32";
    case ValueKind::kU64:
      return "U64";
    case ValueKind::kF32:
      return "F32";
    case ValueKind::kF64:
      return "F64";
    case ValueKind::kString:
      return "String";
    case ValueKind::kDate:
      return "Date";
    case ValueKind::kDateTime:
      return "DateTime";
    case ValueKind::kVector:
      return format("Vector({})", type.dimension);
    case ValueKind::kBlob:
      return "Blob";
    case ValueKind::kNode:
      return "node";
    case ValueKind::kEdge:
      return "edge";
    case ValueKind::kPath:
      return "path";
    case ValueKind::kObject:
      return "object";
  }
  return "?";
}

columnar::DataType scalar_column_type(const ValueType& type) {
  using columnar::TypeKind;
  switch (type.kind) {
    case ValueKind::kNull:
    case ValueKind::kBool:
      return TypeKind::kBool;
    case ValueKind::kI32:
      return TypeKind::kInt32;
    case ValueKind::kI64:
      return TypeKind::kInt64;
    case ValueKind::kU32:
      return TypeKind::kUInt32;
    case ValueKind::kU64:
      return TypeKind::kUInt64;
    case ValueKind::kF32:
      return TypeKind::kFloat32;
    case ValueKind::kF64:
      return TypeKind::kFloat64;
    case ValueKind::kString:
      return TypeKind::kString;
    case ValueKind::kDate:
      return TypeKind::kDate32;
    case ValueKind::kDateTime:
      return TypeKind::kDate64;
    case ValueKind::kVector:
      return columnar::DataType::vector(type.dimension);
    case ValueKind::kBlob:
      return columnar::DataType::blob();
    case ValueKind::kNode:
    case ValueKind::kEdge:
    case ValueKind::kPath:
    case ValueKind::kObject:
      break;
  }
  OG_CHECK(false, "entities, paths and objects have no column type");
  return TypeKind::kBool;
}

}  // namespace

bool is_integer(ValueKind kind) {
  return kind == ValueKind::kI32 || kind == ValueKind::kI64 || kind == ValueKind::kU32 ||
         kind == ValueKind::kU64;
}

bool is_float(ValueKind kind) {
  return kind == ValueKind::kF32 || kind == ValueKind::kF64;
}

bool is_unsigned(ValueKind kind) {
  return kind == ValueKind::kU32 || kind == ValueKind::kU64;
}

ValueType value_type(const schema::PropertyType& type) {
  ValueType result;
  result.kind = value_kind(type.scalar);
  result.list = type.list;
  result.nullable = type.nullable;
  result.dimension = type.dimension;
  result.enum_values = type.enum_values;
  return result;
}

columnar::DataType column_type(const ValueType& type) {
  columnar::DataType scalar = scalar_column_type(type);
  return type.list ? columnar::DataType::list(std::move(scalar)) : scalar;
}

std::string to_string(const ValueType& type) {
  std::string text;
  if (!type.entities.empty()) {
    // A wildcard may stand for every type of a schema: name a few.
    constexpr size_t kMostNames = 4;
    for (size_t i = 0; i < type.entities.size() && i < kMostNames; ++i) {
      text += (i == 0 ? "" : " | ") + type.entities[i]->name;
    }
    text += type.entities.size() > kMostNames ? " | …" : "";
  } else if (!type.enum_values.empty()) {
    for (const std::string& value : type.enum_values) {
      text += (text.empty() ? "enum(" : ", ") + value;
    }
    text += ")";
  } else {
    text = kind_name(type);
  }
  if (type.list) {
    text = "[" + text + "]";
  }
  if (type.nullable && type.kind != ValueKind::kNull) {
    text += "?";
  }
  return text;
}

}  // namespace omnigraph::query
