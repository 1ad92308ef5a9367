// LanceField trees to and from the flat lance.file.Field lists of manifests and file descriptors.
// Internal to the lance layer: names protobuf types.
#pragma once

#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/lance/file/field.h"
#include "schema.pb.h"

namespace omnigraph::lance {

using FieldProtos = ::google::protobuf::RepeatedPtrField<::lance::file::Field>;

// Appends `fields` depth first; parent_id is -1 at the top level.
void fields_to_proto(const std::vector<LanceField>& fields, FieldProtos* out);

// The trees in `protos`. `where` names the object for messages. Errors: kCorruption (a parent that
// does not come first, duplicate ids, wrong number of children), kUnsupported (a logical type we do
// not have; names the field).
Result<std::vector<LanceField>> fields_from_proto(const FieldProtos& protos,
                                                  std::string_view where);

}  // namespace omnigraph::lance
