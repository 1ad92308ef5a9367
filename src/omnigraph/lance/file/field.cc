#include "omnigraph/lance/file/field.h"

#include "omnigraph/base/format.h"

namespace omnigraph::lance {

using columnar::DataType;
using columnar::TypeKind;

bool LanceField::operator==(const LanceField& other) const {
  return id == other.id && name == other.name && type == other.type && nullable == other.nullable &&
         children == other.children && metadata == other.metadata;
}

LanceField make_field(std::string name, DataType type, bool nullable, int32_t* next_id) {
  LanceField field;
  field.id = (*next_id)++;
  field.name = std::move(name);
  field.nullable = nullable;
  if (type.kind == TypeKind::kList) {
    field.children.push_back(make_field("item", *type.item, true, next_id));
  } else if (type.kind == TypeKind::kStruct) {
    for (const columnar::Field& member : *type.fields) {
      field.children.push_back(make_field(member.name, member.type, member.nullable, next_id));
    }
  }
  field.type = std::move(type);
  return field;
}

std::string logical_type_name(const DataType& type) {
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
      return "float";
    case TypeKind::kFloat64:
      return "double";
    case TypeKind::kDate32:
      return "date32:day";
    case TypeKind::kDate64:
      return "date64:ms";
    case TypeKind::kString:
      return "string";
    case TypeKind::kBinary:
      return "large_binary";
    case TypeKind::kList:
      return type.item->kind == TypeKind::kStruct ? "list.struct" : "list";
    case TypeKind::kFixedSizeList:
      return format("fixed_size_list:float:{}", type.list_size);
    case TypeKind::kStruct:
      return "struct";
  }
  return "";
}

namespace {

void collect_leaves(const LanceField& field, std::vector<const LanceField*>& leaves) {
  const bool inner = field.type.kind == TypeKind::kList || field.type.kind == TypeKind::kStruct;
  if (!inner) {
    leaves.push_back(&field);
  }
  for (const LanceField& child : field.children) {
    collect_leaves(child, leaves);
  }
}

}  // namespace

std::vector<const LanceField*> leaves_of(const LanceField& field) {
  std::vector<const LanceField*> leaves;
  collect_leaves(field, leaves);
  return leaves;
}

}  // namespace omnigraph::lance
