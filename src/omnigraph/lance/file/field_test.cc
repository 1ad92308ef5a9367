// Fields to messages and back, and the schemas that are refused.
#include "omnigraph/lance/file/field.h"

#include <gtest/gtest.h>

#include "omnigraph/lance/file/field_proto_internal.h"

namespace omnigraph::lance {
namespace {

using columnar::DataType;
using columnar::TypeKind;

std::vector<LanceField> sample_fields() {
  int32_t next_id = 0;
  std::vector<LanceField> fields{
      make_field("_id", TypeKind::kString, false, &next_id),
      make_field("tags", DataType::list(TypeKind::kString), true, &next_id),
      make_field("embedding", DataType::vector(128), true, &next_id),
      make_field("photo", DataType::blob(), true, &next_id),
      make_field("at", TypeKind::kDate64, true, &next_id)};
  fields[0].metadata["lance-schema:unenforced-primary-key:position"] = "1";
  return fields;
}

TEST(Field, CountsIdsDepthFirst) {
  const std::vector<LanceField> fields = sample_fields();
  EXPECT_EQ(fields[1].id, 1);
  EXPECT_EQ(fields[1].children[0].id, 2);
  EXPECT_EQ(fields[1].children[0].name, "item");
  EXPECT_EQ(fields[3].children[1].id, 6);
  EXPECT_EQ(fields[4].id, 7);
  EXPECT_EQ(leaves_of(fields[3]).size(), 2U);
}

TEST(Field, ComesBackFromItsMessages) {
  const std::vector<LanceField> fields = sample_fields();
  FieldProtos protos;
  fields_to_proto(fields, &protos);
  ASSERT_EQ(protos.size(), 8);
  EXPECT_EQ(protos[0].parent_id(), -1);
  EXPECT_EQ(protos[0].unenforced_primary_key_position(), 1U);
  EXPECT_EQ(protos[2].parent_id(), 1);
  EXPECT_EQ(protos[3].logical_type(), "fixed_size_list:float:128");
  EXPECT_EQ(protos[7].logical_type(), "date64:ms");
  const auto read = fields_from_proto(protos, "x");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, fields);
}

// One change to a good schema; the code of the refusal.
template <typename Change>
ErrorCode refusal(Change change) {
  FieldProtos protos;
  fields_to_proto(sample_fields(), &protos);
  change(protos);
  const auto read = fields_from_proto(protos, "x");
  return read.ok() ? ErrorCode::kInternal : read.error().code();
}

TEST(Field, RefusesDamagedSchemas) {
  EXPECT_EQ(refusal([](FieldProtos& p) { p[1].set_id(0); }), ErrorCode::kCorruption);
  EXPECT_EQ(refusal([](FieldProtos& p) { p[1].set_id(-2); }), ErrorCode::kCorruption);
  EXPECT_EQ(refusal([](FieldProtos& p) { p[0].set_parent_id(7); }), ErrorCode::kCorruption);
  EXPECT_EQ(refusal([](FieldProtos& p) { p[0].set_parent_id(0); }), ErrorCode::kCorruption);
  EXPECT_EQ(refusal([](FieldProtos& p) { p[2].set_parent_id(0); }),
            ErrorCode::kCorruption);  // a string with a child
  EXPECT_EQ(refusal([](FieldProtos& p) { p[2].set_parent_id(-1); }),
            ErrorCode::kCorruption);  // a list without
}

TEST(Field, RefusesTypesThatWeDoNotHaveByName) {
  EXPECT_EQ(refusal([](FieldProtos& p) { p[7].set_logical_type("decimal:128:10:2"); }),
            ErrorCode::kUnsupported);
  EXPECT_EQ(refusal([](FieldProtos& p) { p[3].set_logical_type("fixed_size_list:float:0"); }),
            ErrorCode::kUnsupported);
  EXPECT_EQ(
      refusal([](FieldProtos& p) { p[3].set_logical_type("fixed_size_list:float:99999999999"); }),
      ErrorCode::kUnsupported);
  EXPECT_EQ(refusal([](FieldProtos& p) { p[3].set_logical_type("fixed_size_list:double:3"); }),
            ErrorCode::kUnsupported);
  FieldProtos protos;
  fields_to_proto(sample_fields(), &protos);
  protos[7].set_logical_type("int8");
  const auto read = fields_from_proto(protos, "some/object");
  EXPECT_NE(read.error().message().find("\"at\""), std::string::npos);
  EXPECT_NE(read.error().message().find("some/object"), std::string::npos);
}

TEST(Field, RefusesEndlessNesting) {
  FieldProtos protos;
  for (int i = 0; i < 100; ++i) {
    auto* field = protos.Add();
    field->set_id(i);
    field->set_parent_id(i - 1);
    field->set_logical_type(i == 99 ? "int64" : "list");
  }
  EXPECT_EQ(fields_from_proto(protos, "x").error().code(), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace omnigraph::lance
