#include <charconv>
#include <set>

#include "omnigraph/base/format.h"
#include "omnigraph/lance/encoding/level.h"
#include "omnigraph/lance/file/field_proto_internal.h"

namespace omnigraph::lance {
namespace {

using columnar::DataType;
using columnar::TypeKind;
using FieldProto = ::lance::file::Field;

// A vector's items stay below this, so that sizes of rows fit 32 bits.
constexpr int32_t kVectorItemsMax = 1 << 20;
constexpr std::string_view kVectorPrefix = "fixed_size_list:float:";
constexpr char kPrimaryKeyPosition[] = "lance-schema:unenforced-primary-key:position";

FieldProto::Encoding encoding_of(TypeKind kind) {
  switch (kind) {
    case TypeKind::kString:
    case TypeKind::kBinary:
      return FieldProto::VAR_BINARY;
    case TypeKind::kStruct:
      return FieldProto::NONE;
    default:
      return FieldProto::PLAIN;
  }
}

void append_field(const LanceField& field, int32_t parent_id, FieldProtos* out) {
  FieldProto* proto = out->Add();
  proto->set_name(field.name);
  proto->set_id(field.id);
  proto->set_parent_id(parent_id);
  proto->set_logical_type(logical_type_name(field.type));
  proto->set_nullable(field.nullable);
  proto->set_encoding(encoding_of(field.type.kind));
  for (const auto& [key, value] : field.metadata) {
    (*proto->mutable_metadata())[key] = value;
  }
  // Lance repeats this one in two fields of the message.
  const auto key = field.metadata.find(kPrimaryKeyPosition);
  uint32_t position = 0;
  if (key != field.metadata.end() &&
      std::from_chars(key->second.data(), key->second.data() + key->second.size(), position).ec ==
          std::errc()) {
    proto->set_unenforced_primary_key(true);
    proto->set_unenforced_primary_key_position(position);
  }
  for (const LanceField& child : field.children) {
    append_field(child, field.id, out);
  }
}

// Types without children; false if `name` is none of them.
bool leaf_type(std::string_view name, DataType* type) {
  static constexpr std::pair<std::string_view, TypeKind> kLeaves[] = {
      {"bool", TypeKind::kBool},
      {"int32", TypeKind::kInt32},
      {"int64", TypeKind::kInt64},
      {"uint32", TypeKind::kUInt32},
      {"uint64", TypeKind::kUInt64},
      {"float", TypeKind::kFloat32},
      {"double", TypeKind::kFloat64},
      {"date32:day", TypeKind::kDate32},
      {"date64:ms", TypeKind::kDate64},
      {"string", TypeKind::kString},
      {"large_binary", TypeKind::kBinary}};
  for (const auto& [logical, kind] : kLeaves) {
    if (name == logical) {
      *type = kind;
      return true;
    }
  }
  if (!name.starts_with(kVectorPrefix)) {
    return false;
  }
  name.remove_prefix(kVectorPrefix.size());
  int32_t items = 0;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), items);
  if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size() || items < 1 ||
      items > kVectorItemsMax) {
    return false;
  }
  *type = DataType::vector(items);
  return true;
}

class FieldReader {
 public:
  FieldReader(const FieldProtos& protos, std::string_view where) : protos_(protos), where_(where) {}

  Result<std::vector<LanceField>> read() {
    OG_RETURN_IF_ERROR(index());
    std::vector<LanceField> fields;
    for (const int position : roots_) {
      OG_ASSIGN_OR_RETURN(LanceField field, build(position, 1));
      fields.push_back(std::move(field));
    }
    return fields;
  }

 private:
  Error corrupt(const FieldProto& proto, std::string_view what) const {
    return Error(ErrorCode::kCorruption,
                 format("schema is damaged: {}: field \"{}\" with id {} in object \"{}\"",
                        what,
                        proto.name(),
                        proto.id(),
                        where_));
  }

  // Finds the children of each field. Parents come before their children, so there are no cycles.
  Status index() {
    for (int i = 0; i < protos_.size(); ++i) {
      const FieldProto& proto = protos_[i];
      if (proto.id() < 0 || by_id_.count(proto.id()) != 0) {
        return corrupt(proto, "an id is negative or used twice");
      }
      if (proto.parent_id() < 0) {
        roots_.push_back(i);
      } else {
        const auto parent = by_id_.find(proto.parent_id());
        if (parent == by_id_.end()) {
          return corrupt(proto, "the parent does not come first");
        }
        children_[parent->second].push_back(i);
      }
      by_id_[proto.id()] = i;
    }
    return {};
  }

  Result<LanceField> build(int position, size_t depth) {
    const FieldProto& proto = protos_[position];
    if (depth > kLayersMax) {
      return Error(ErrorCode::kUnsupported,
                   format("a column is nested too deeply: field \"{}\" in object \"{}\"",
                          proto.name(),
                          where_));
    }
    LanceField field;
    field.id = proto.id();
    field.name = proto.name();
    field.nullable = proto.nullable();
    for (const auto& [key, value] : proto.metadata()) {
      field.metadata[key] = value;
    }
    for (const int child : children_[position]) {
      OG_ASSIGN_OR_RETURN(LanceField built, build(child, depth + 1));
      field.children.push_back(std::move(built));
    }
    OG_RETURN_IF_ERROR(set_type(proto, &field));
    return field;
  }

  Status set_type(const FieldProto& proto, LanceField* field) const {
    const std::string& name = proto.logical_type();
    if (leaf_type(name, &field->type)) {
      return field->children.empty() ? Status()
                                     : corrupt(proto, "a field of this type has no children");
    }
    if (name == "list" || name == "list.struct") {
      if (field->children.size() != 1) {
        return corrupt(proto, "a list has one child");
      }
      field->type = DataType::list(field->children[0].type);
      return {};
    }
    if (name == "struct" && !field->children.empty()) {
      std::vector<columnar::Field> members;
      for (const LanceField& child : field->children) {
        members.push_back({child.name, child.type, child.nullable});
      }
      field->type = DataType::structure(std::move(members));
      return {};
    }
    return Error(ErrorCode::kUnsupported,
                 format("a column type cannot be read: \"{}\" of field \"{}\" in object \"{}\"",
                        name,
                        proto.name(),
                        where_));
  }

  const FieldProtos& protos_;
  std::string_view where_;
  std::vector<int> roots_;
  std::map<int32_t, int> by_id_;
  std::map<int, std::vector<int>> children_;  // by position
};

}  // namespace

void fields_to_proto(const std::vector<LanceField>& fields, FieldProtos* out) {
  for (const LanceField& field : fields) {
    append_field(field, -1, out);
  }
}

Result<std::vector<LanceField>> fields_from_proto(const FieldProtos& protos,
                                                  std::string_view where) {
  return FieldReader(protos, where).read();
}

}  // namespace omnigraph::lance
