// The example of level.h, and shredding and assembling as a pair.
#include "omnigraph/lance/encoding/level.h"

#include <gtest/gtest.h>

#include "omnigraph/columnar/builder.h"
#include "omnigraph/lance/encoding/assemble.h"
#include "omnigraph/lance/encoding/shred.h"

namespace omnigraph::lance {
namespace {

using columnar::ArrayPtr;
using columnar::Builder;
using columnar::DataType;
using columnar::TypeKind;

const LeafPath kListPath{{false, true}, {0, 0}};

// ["a", null], [], null
ArrayPtr example_rows() {
  Builder builder(DataType::list(TypeKind::kString));
  builder.child().append_string("a");
  builder.child().append_null();
  builder.finish_list();
  builder.finish_list();
  builder.append_null();
  return builder.finish();
}

ShreddedLeaf shred_all(const LeafPath& path, const ArrayPtr& rows) {
  const RowSlice slice{rows, 0, rows->length()};
  return shred(path, {&slice, 1});
}

TEST(Level, AreThoseOfTheExample) {
  const ArrayPtr rows = example_rows();
  const ShreddedLeaf leaf = shred_all(kListPath, rows);
  EXPECT_EQ(leaf.repetition, (std::vector<Level>{1, 0, 1, 1}));
  EXPECT_EQ(leaf.definition, (std::vector<Level>{0, 1, 4, 3}));
  EXPECT_EQ(leaf.row_count, 3U);
  EXPECT_EQ(leaf.slot_count, 2U);
  ASSERT_EQ(leaf.runs.size(), 1U);
  EXPECT_EQ(leaf.runs[0].count, 2U);
}

TEST(Level, OutermostNullWinsInStructs) {
  Builder builder(DataType::structure({{"x", TypeKind::kInt64, true}}));
  builder.append_null();
  builder.child(0).append_null();
  builder.finish_struct();
  builder.child(0).append<int64_t>(1);
  builder.finish_struct();
  const ArrayPtr rows = builder.finish();
  const ShreddedLeaf leaf = shred_all({{false, false}, {0, 0}}, rows);
  EXPECT_EQ(leaf.definition, (std::vector<Level>{null_code(1), null_code(0), 0}));
  EXPECT_EQ(leaf.slot_count, 3U);
}

TEST(Level, OfANullListHideWhatItsSlotStillHolds) {
  // A null list whose offsets span an item: Arrow allows it, and it must not become a value.
  const ArrayPtr whole = example_rows();
  columnar::Array::Parts parts;
  parts.type = whole->type();
  parts.length = 2;
  parts.null_count = 1;
  parts.validity = Buffer::copy_of(std::string_view("\x02", 1));
  const int32_t offsets[] = {0, 1, 2};
  parts.offsets =
      Buffer::copy_of(ByteSpan(reinterpret_cast<const std::byte*>(offsets), sizeof(offsets)));
  parts.children = whole->children();
  const ArrayPtr rows = columnar::Array::make(std::move(parts));
  const ShreddedLeaf leaf = shred_all(kListPath, rows);
  EXPECT_EQ(leaf.definition, (std::vector<Level>{null_code(1), null_code(0)}));
  EXPECT_EQ(leaf.slot_count, 1U);
}

// Entries of list<int32> with a value of 7 in each slot.
Result<ArrayPtr> assemble_list(const std::vector<Level>& repetition,
                               const std::vector<Level>& definition,
                               size_t slots) {
  LeafSink sink(slot_type_of(TypeKind::kInt32));
  sink.append_entries(repetition, definition);
  const int32_t seven = 7;
  for (size_t i = 0; i < slots; ++i) {
    sink.append_fixed(reinterpret_cast<const std::byte*>(&seven), 1);
  }
  const DecodedLeaf leaf{&kListPath, &sink};
  return assemble(DataType::list(TypeKind::kInt32), {&leaf, 1});
}

TEST(Level, AssembleIntoLists) {
  const auto rows =
      assemble_list({1, 0, 1, 1, 1}, {0, null_code(0), empty_code(1), null_code(1), 0}, 3);
  ASSERT_TRUE(rows.ok());
  ASSERT_EQ((*rows)->length(), 4U);
  EXPECT_EQ((*rows)->list_end(0), 2U);
  EXPECT_TRUE((*rows)->child(0).is_null(1));
  EXPECT_FALSE((*rows)->is_null(1));
  EXPECT_EQ((*rows)->list_begin(1), (*rows)->list_end(1));
  EXPECT_TRUE((*rows)->is_null(2));
  EXPECT_EQ((*rows)->child(0).value_at<int32_t>(2), 7);
}

TEST(Level, ThatContradictOneAnotherAreRefused) {
  const auto code = [](const Result<ArrayPtr>& rows) {
    return rows.ok() ? ErrorCode::kInternal : rows.error().code();
  };
  EXPECT_EQ(code(assemble_list({0, 1}, {0, 0}, 2)), ErrorCode::kCorruption);  // starts inside a row
  EXPECT_EQ(code(assemble_list({1, 0}, {0, null_code(1)}, 1)),
            ErrorCode::kCorruption);  // a null list inside a list
  EXPECT_EQ(code(assemble_list({1, 1}, {0, 0}, 1)), ErrorCode::kCorruption);  // a value is missing
  EXPECT_EQ(code(assemble_list({1, 1}, {0, empty_code(1)}, 2)),
            ErrorCode::kCorruption);  // one too many
}

}  // namespace
}  // namespace omnigraph::lance
