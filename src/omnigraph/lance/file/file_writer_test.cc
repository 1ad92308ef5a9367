// What the writer refuses, what it reports, and how it asks the store.
#include "omnigraph/lance/file/file_writer.h"

#include <gtest/gtest.h>

#include "omnigraph/lance/file/random_column_test_support.h"
#include "omnigraph/lance/file/written_file_test_support.h"

namespace omnigraph::lance::testing {
namespace {

using columnar::Builder;
using columnar::DataType;
using columnar::TypeKind;

TEST(FileWriter, ListsOnlyLeavesInItsSummary) {
  // The nine fields of lance-format 9.1: the list (6) and the struct (9) are not listed.
  SeededRandom random(1);
  std::vector<TestColumn> columns;
  for (int i = 0; i < 6; ++i) {
    columns.push_back({"n" + std::to_string(i), random_column(TypeKind::kInt64, 3, {}, random)});
  }
  columns.push_back({"list", random_column(DataType::list(TypeKind::kString), 3, {}, random)});
  columns.push_back({"vector", random_column(DataType::vector(4), 3, {}, random)});
  columns.push_back({"blob", random_column(DataType::blob(), 3, {}, random)});
  io::MemoryStore store;
  const FileSummary summary = write_file(store, columns);
  EXPECT_EQ(summary.field_ids, (std::vector<int32_t>{0, 1, 2, 3, 4, 5, 7, 8, 10, 11}));
  EXPECT_EQ(summary.column_indices, (std::vector<int32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(summary.row_count, 3U);
}

TEST(FileWriter, RefusesANullWhereTheSchemaHasNone) {
  SeededRandom random(2);
  const ColumnShape half_null{50, 20, 5, 0};
  for (const DataType& type :
       {DataType(TypeKind::kInt64), DataType::list(TypeKind::kInt64), DataType::blob()}) {
    io::MemoryStore store;
    const auto summary =
        try_write(store, {{"c", random_column(type, 100, half_null, random), false}});
    ASSERT_FALSE(summary.ok());
    EXPECT_EQ(summary.error().code(), ErrorCode::kInvalidArgument);
  }
}

TEST(FileWriter, AcceptsNullMembersOfANullStructThatMayNotBeNull) {
  const DataType type = DataType::structure({{"a", TypeKind::kInt64, false}});
  Builder builder(type);
  builder.append_null();
  builder.child(0).append<int64_t>(7);
  builder.finish_struct();
  const columnar::ArrayPtr written = builder.finish();
  io::MemoryStore store;
  write_file(store, {{"s", written}});
  const auto read = open_file(store).read(0, 0, 2);
  ASSERT_TRUE(read.ok()) << read.error().message();
  EXPECT_EQ(first_difference(**read, *written), -1);
}

TEST(FileWriter, RefusesTextThatIsNotUtf8) {
  Builder builder(TypeKind::kString);
  builder.append_string("fine");
  builder.append_string("\xC3");
  builder.append_string("\xA9");  // together with the one before it would be well-formed
  io::MemoryStore store;
  const auto summary = try_write(store, {{"s", builder.finish()}});
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code(), ErrorCode::kInvalidArgument);
}

TEST(FileWriter, RefusesBatchesThatDoNotFitTheFields) {
  SeededRandom random(3);
  int32_t next_id = 0;
  std::vector<LanceField> fields{make_field("n", TypeKind::kInt64, true, &next_id)};
  const auto refused = [&](columnar::Batch batch) {
    io::MemoryStore store;
    auto writer = FileWriter::create(*store.create_writer(kPath), fields);
    const Status status = (*writer)->write(batch);
    return !status.ok() && status.error().code() == ErrorCode::kInvalidArgument;
  };
  EXPECT_TRUE(refused({3, {}}));
  EXPECT_TRUE(refused({3, {random_column(TypeKind::kInt32, 3, {}, random)}}));
  EXPECT_TRUE(refused({3, {random_column(TypeKind::kInt64, 2, {}, random)}}));
}

TEST(FileWriter, RefusesFieldsThatDoNotFitTheirTypes) {
  const auto code_of = [](std::vector<LanceField> fields) {
    io::MemoryStore store;
    const auto writer = FileWriter::create(*store.create_writer(kPath), std::move(fields));
    return writer.ok() ? ErrorCode::kInternal : writer.error().code();
  };
  int32_t next_id = 0;
  const LanceField number = make_field("n", TypeKind::kInt64, true, &next_id);
  EXPECT_EQ(code_of({number, number}), ErrorCode::kInvalidArgument);  // the id twice
  LanceField list = make_field("l", DataType::list(TypeKind::kInt64), true, &next_id);
  list.children.clear();
  EXPECT_EQ(code_of({list}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of({make_field("v", DataType::vector(0), true, &next_id)}),
            ErrorCode::kUnsupported);
  EXPECT_EQ(code_of({make_field("s", DataType::structure({}), true, &next_id)}),
            ErrorCode::kUnsupported);
}

TEST(FileWriter, LeavesNothingBehindWhenItIsDropped) {
  SeededRandom random(4);
  io::MemoryStore store;
  {
    int32_t next_id = 0;
    auto writer = FileWriter::create(*store.create_writer(kPath),
                                     {make_field("n", TypeKind::kInt64, true, &next_id)});
    ASSERT_TRUE((*writer)->write({9, {random_column(TypeKind::kInt64, 9, {}, random)}}).ok());
  }
  EXPECT_EQ(store.stat(kPath).error().code(), ErrorCode::kNotFound);
}

uint64_t size_of(const TestColumn& column) {
  io::MemoryStore store;
  return write_file(store, {column}).size_bytes;
}

TEST(FileWriter, TakesLessRoomForValuesThatAreSmallOrRepeat) {
  SeededRandom random(6);
  ColumnShape small;
  small.value_bits = 8;
  const uint64_t packed = size_of({"n", random_column(TypeKind::kInt64, 20000, small, random)});
  EXPECT_LT(packed, 20000U * 2);  // a byte each, not eight
  const ColumnShape repeats{0, 0, 0, 50};
  const uint64_t dictionary =
      size_of({"s", random_column(TypeKind::kString, 20000, repeats, random)});
  EXPECT_LT(dictionary, 20000U * 2);
  Builder same(TypeKind::kInt64);
  for (int i = 0; i < 20000; ++i) {
    same.append<int64_t>(-7);
  }
  EXPECT_LT(size_of({"n", same.finish()}), 2000U);
  EXPECT_LT(size_of({"n", columnar::make_nulls(TypeKind::kString, 20000)}), 2000U);
  // One null in a thousand rows costs about a bit per row.
  Builder sparse(TypeKind::kInt64);
  for (uint64_t i = 0; i < 20000; ++i) {
    if (i % 1000 == 0) {
      sparse.append_null();
    } else {
      sparse.append<uint64_t>(i * 0x9E3779B97F4A7C15);
    }
  }
  EXPECT_LT(size_of({"n", sparse.finish()}), 20000U * 9);
}

TEST(FileWriter, CutsPagesByRowsAndByBytes) {
  SeededRandom random(5);
  io::MemoryStore store;
  FileWriterOptions options;
  options.page_max_rows = 1000;
  options.page_target_bytes = 4096;
  write_file(store,
             {{"flag", random_column(TypeKind::kBool, 2500, {}, random)},
              {"number", random_column(TypeKind::kInt64, 2500, {}, random)}},
             options,
             333);
  const FileReader reader = open_file(store);
  ASSERT_EQ(reader.pages(0).size(), 3U);
  EXPECT_EQ(reader.pages(0)[1].first_row, 1000U);
  EXPECT_EQ(reader.pages(0)[2].row_count, 500U);
  ASSERT_EQ(reader.pages(1).size(), 5U);  // 512 numbers each
  EXPECT_EQ(reader.pages(1)[4].first_row, 2048U);
}

}  // namespace
}  // namespace omnigraph::lance::testing
