// The part of catalog.h that is about the types of properties: their names and their columns.
#include <string>

#include "omnigraph/schema/catalog.h"

namespace omnigraph::schema {

std::string_view scalar_name(ScalarKind kind) {
  switch (kind) {
    case ScalarKind::kString:
      return "String";
    case ScalarKind::kBlob:
      return "Blob";
    case ScalarKind::kBool:
      return "Bool";
    case ScalarKind::kI32:
      return "I32";
    case ScalarKind::kI64:
      return "I64";
    case ScalarKind::kU32:
      return "U32";
    case ScalarKind::kU64:
      return "U64";
    case ScalarKind::kF32:
      return "F32";
    case ScalarKind::kF64:
      return "F64";
    case ScalarKind::kDate:
      return "Date";
    case ScalarKind::kDateTime:
      return "DateTime";
    case ScalarKind::kVector:
      return "Vector";
  }
  return "?";
}

bool is_numeric(ScalarKind kind) {
  switch (kind) {
    case ScalarKind::kI32:
    case ScalarKind::kI64:
    case ScalarKind::kU32:
    case ScalarKind::kU64:
    case ScalarKind::kF32:
    case ScalarKind::kF64:
      return true;
    default:
      return false;
  }
}

std::string to_string(const PropertyType& type) {
  std::string text;
  if (type.is_enum()) {
    for (const std::string& value : type.enum_values) {
      text += (text.empty() ? "enum(" : ", ") + value;
    }
    text += ")";
  } else if (type.scalar == ScalarKind::kVector) {
    text = "Vector(" + std::to_string(type.dimension) + ")";
  } else {
    text = scalar_name(type.scalar);
  }
  if (type.list) {
    text = "[" + text + "]";
  }
  return type.nullable ? text + "?" : text;
}

namespace {

columnar::DataType scalar_column_type(const PropertyType& type) {
  using columnar::TypeKind;
  switch (type.scalar) {
    case ScalarKind::kString:
      return TypeKind::kString;
    case ScalarKind::kBlob:
      return columnar::DataType::blob();
    case ScalarKind::kBool:
      return TypeKind::kBool;
    case ScalarKind::kI32:
      return TypeKind::kInt32;
    case ScalarKind::kI64:
      return TypeKind::kInt64;
    case ScalarKind::kU32:
      return TypeKind::kUInt32;
    case ScalarKind::kU64:
      return TypeKind::kUInt64;
    case ScalarKind::kF32:
      return TypeKind::kFloat32;
    case ScalarKind::kF64:
      return TypeKind::kFloat64;
    case ScalarKind::kDate:
      return TypeKind::kDate32;
    case ScalarKind::kDateTime:
      return TypeKind::kDate64;
    case ScalarKind::kVector:
      return columnar::DataType::vector(type.dimension);
  }
  return TypeKind::kString;
}

}  // namespace

columnar::DataType column_type(const PropertyType& type) {
  columnar::DataType item = scalar_column_type(type);
  return type.list ? columnar::DataType::list(std::move(item)) : item;
}

}  // namespace omnigraph::schema
