// LanceField: one column of a table or data file, with the field ids that tie schema, manifest and
// files together. A tree: a list has the child `item`, a struct its members, everything else none
// (a vector is one field). Protobuf-free; the messages are made in field_proto_internal.h.
//
//   type           logical type in Lance      children
//   Bool           bool                       -
//   I32 I64        int32 int64                -
//   U32 U64        uint32 uint64              -
//   F32 F64        float double               -
//   Date           date32:day                 -
//   DateTime       date64:ms                  -
//   String         string                     -
//   Blob payload   large_binary               -
//   Vector(n)      fixed_size_list:float:n    -
//   list           list, list.struct          item
//   struct         struct                     one per member, same names and order as in `type`
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "omnigraph/columnar/type.h"

namespace omnigraph::lance {

struct LanceField {
  int32_t id = 0;
  std::string name;
  columnar::DataType type;
  bool nullable = true;
  std::vector<LanceField> children;
  std::map<std::string, std::string> metadata;

  bool operator==(const LanceField& other) const;
};

// A field of `type` with its children, ids counted depth first from *next_id, which is advanced.
// Members take their nullability from `type`; list items are nullable.
LanceField make_field(std::string name, columnar::DataType type, bool nullable, int32_t* next_id);

// The logical type of the field itself: "int64", "list", "fixed_size_list:float:4".
std::string logical_type_name(const columnar::DataType& type);

// The leaves below `field` in order: the physical columns of a data file of version 2.1 or later.
// (Lists and structs have no column of their own; a struct without members has no leaf.)
std::vector<const LanceField*> leaves_of(const LanceField& field);

}  // namespace omnigraph::lance
