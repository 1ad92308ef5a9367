#include "omnigraph/columnar/type.h"

#include <utility>

namespace omnigraph::columnar {

DataType DataType::list(DataType item) {
  DataType type(TypeKind::kList);
  type.item = std::make_shared<const DataType>(std::move(item));
  return type;
}

DataType DataType::vector(int32_t dimension) {
  DataType type(TypeKind::kFixedSizeList);
  type.list_size = dimension;
  type.item = std::make_shared<const DataType>(TypeKind::kFloat32);
  return type;
}

DataType DataType::structure(std::vector<Field> fields) {
  DataType type(TypeKind::kStruct);
  type.fields = std::make_shared<const std::vector<Field>>(std::move(fields));
  return type;
}

DataType DataType::blob() {
  return structure({{"data", TypeKind::kBinary, true}, {"uri", TypeKind::kString, true}});
}

bool DataType::operator==(const DataType& other) const {
  if (kind != other.kind || list_size != other.list_size) {
    return false;
  }
  if ((item == nullptr) != (other.item == nullptr) ||
      (item != nullptr && !(*item == *other.item))) {
    return false;
  }
  return (fields == nullptr) == (other.fields == nullptr) &&
         (fields == nullptr || *fields == *other.fields);
}

size_t byte_width(TypeKind kind) {
  switch (kind) {
    case TypeKind::kInt32:
    case TypeKind::kUInt32:
    case TypeKind::kFloat32:
    case TypeKind::kDate32:
      return 4;
    case TypeKind::kInt64:
    case TypeKind::kUInt64:
    case TypeKind::kFloat64:
    case TypeKind::kDate64:
      return 8;
    default:
      return 0;
  }
}

bool is_integer(TypeKind kind) {
  return kind == TypeKind::kInt32 || kind == TypeKind::kInt64 || kind == TypeKind::kUInt32 ||
         kind == TypeKind::kUInt64;
}

bool is_float(TypeKind kind) {
  return kind == TypeKind::kFloat32 || kind == TypeKind::kFloat64;
}

std::string to_string(const DataType& type) {
  switch (type.kind) {
    case TypeKind::kBool:
      return "bool";
    case TypeKind::kInt32:
      return "int32";
    case TypeKind::kInt64:
      return "int64";
    case TypeKind::kUInt32:
      return "uint32";
    case TypeKind::kUInt64:
      return "uint64";
    case TypeKind::kFloat32:
      return "float32";
    case TypeKind::kFloat64:
      return "float64";
    case TypeKind::kDate32:
      return "date32";
    case TypeKind::kDate64:
      return "date64";
    case TypeKind::kString:
      return "string";
    case TypeKind::kBinary:
      return "binary";
    case TypeKind::kList:
      return "list<" + to_string(*type.item) + ">";
    case TypeKind::kFixedSizeList:
      return "vector<" + std::to_string(type.list_size) + ">";
    case TypeKind::kStruct: {
      std::string text = "struct<";
      for (const Field& field : *type.fields) {
        text += (text.back() == '<' ? "" : ", ") + field.name + ": " + to_string(field.type);
      }
      return text + ">";
    }
  }
  return "?";
}

}  // namespace omnigraph::columnar
