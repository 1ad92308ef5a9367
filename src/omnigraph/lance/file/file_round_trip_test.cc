// Every type, with every kind of nulls and page layout, written and read back.
#include <gtest/gtest.h>

#include "omnigraph/lance/file/random_column_test_support.h"
#include "omnigraph/lance/file/written_file_test_support.h"

namespace omnigraph::lance::testing {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Builder;
using columnar::DataType;
using columnar::TypeKind;

std::vector<std::pair<std::string, DataType>> all_types() {
  const DataType pair =
      DataType::structure({{"x", TypeKind::kFloat64, true}, {"y", TypeKind::kString, true}});
  return {{"bool", TypeKind::kBool},
          {"int32", TypeKind::kInt32},
          {"int64", TypeKind::kInt64},
          {"uint32", TypeKind::kUInt32},
          {"uint64", TypeKind::kUInt64},
          {"float32", TypeKind::kFloat32},
          {"float64", TypeKind::kFloat64},
          {"date32", TypeKind::kDate32},
          {"date64", TypeKind::kDate64},
          {"string", TypeKind::kString},
          {"binary", TypeKind::kBinary},
          {"vector3", DataType::vector(3)},
          {"vector100", DataType::vector(100)},
          {"blob", DataType::blob()},
          {"list_bool", DataType::list(TypeKind::kBool)},
          {"list_int64", DataType::list(TypeKind::kInt64)},
          {"list_string", DataType::list(TypeKind::kString)},
          {"list_binary", DataType::list(TypeKind::kBinary)},
          {"list_vector", DataType::list(DataType::vector(3))},
          {"list_list", DataType::list(DataType::list(TypeKind::kInt64))},
          {"list_struct", DataType::list(pair)},
          {"struct_nested",
           DataType::structure({{"a", TypeKind::kInt64, true},
                                {"l", DataType::list(TypeKind::kString), true},
                                {"s", pair, true}})}};
}

// Whole column, every page, and some ranges that cut pages.
void expect_reads_equal(const FileReader& reader,
                        size_t column,
                        const Array& written,
                        SeededRandom& random) {
  const auto whole = reader.read(column, 0, reader.row_count());
  ASSERT_TRUE(whole.ok()) << whole.error().message();
  ASSERT_EQ((*whole)->length(), written.length());
  EXPECT_EQ((*whole)->type(), written.type());
  EXPECT_EQ((*whole)->null_count(), written.null_count());
  EXPECT_EQ(first_difference(**whole, written), -1);
  for (size_t page = 0; page < reader.pages(column).size(); ++page) {
    const auto part = reader.read_page(column, page);
    ASSERT_TRUE(part.ok()) << part.error().message();
    EXPECT_EQ((*part)->length(), reader.pages(column)[page].row_count);
    EXPECT_EQ(first_difference(**part, written, reader.pages(column)[page].first_row), -1);
  }
  for (int i = 0; i < 8; ++i) {
    const uint64_t begin = random.below(written.length() + 1);
    const uint64_t end = begin + random.below(written.length() - begin + 1);
    const auto part = reader.read(column, begin, end);
    ASSERT_TRUE(part.ok()) << part.error().message();
    ASSERT_EQ((*part)->length(), end - begin);
    EXPECT_EQ(first_difference(**part, written, begin), -1) << begin << " to " << end;
  }
}

void round_trip(const std::vector<TestColumn>& columns,
                FileWriterOptions options,
                size_t batch_rows,
                uint64_t seed) {
  io::MemoryStore store;
  SeededRandom random(seed);
  const FileSummary summary = write_file(store, columns, options, batch_rows);
  const FileReader reader = open_file(store);
  ASSERT_EQ(reader.row_count(), columns[0].values->length());
  EXPECT_EQ(summary.row_count, reader.row_count());
  EXPECT_EQ(summary.size_bytes, reader.size_bytes());
  EXPECT_EQ(reader.fields(), fields_of(columns));
  for (size_t i = 0; i < columns.size(); ++i) {
    SCOPED_TRACE(columns[i].name);
    expect_reads_equal(reader, i, *columns[i].values, random);
  }
}

TEST(FileRoundTrip, KeepsEveryTypeWithEveryKindOfNulls) {
  for (const size_t rows : {0, 1, 2, 7, 300, 5000}) {
    std::vector<TestColumn> columns;
    SeededRandom random(rows);
    for (const auto& [name, type] : all_types()) {
      columns.push_back(
          {name + "_no_nulls", random_column(type, rows, {0, 20, 5, 0}, random), false});
      columns.push_back({name + "_some_nulls", random_column(type, rows, {20, 20, 5, 0}, random)});
      columns.push_back({name + "_nulls_only", random_column(type, rows, {100, 20, 5, 0}, random)});
      columns.push_back({name + "_few_values", random_column(type, rows, {10, 20, 5, 3}, random)});
      columns.push_back({name + "_one_value", random_column(type, rows, {0, 20, 5, 1}, random)});
    }
    SCOPED_TRACE(rows);
    round_trip(columns, {}, 0, rows);
  }
}

// Goal: page borders. Tiny pages and odd batch sizes; nulls come and go between pages.
TEST(FileRoundTrip, KeepsValuesAcrossManySmallPages) {
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    SeededRandom random(seed);
    std::vector<TestColumn> columns;
    for (const auto& [name, type] : all_types()) {
      Builder builder(type);
      for (size_t i = 0; i < 1200; ++i) {
        const uint64_t nulls = i / 200 % 3 * 50;  // none, half, all
        append_random(builder, random, {nulls, 20, 4, 0});
      }
      columns.push_back({name, builder.finish()});
    }
    FileWriterOptions options;
    options.page_max_rows = 1 + random.below(200);
    options.page_target_bytes = 200 + random.below(3000);
    SCOPED_TRACE(seed);
    round_trip(columns, options, 1 + random.below(500), seed);
  }
}

TEST(FileRoundTrip, KeepsPagesOfExactlyOneRow) {
  SeededRandom random(3);
  std::vector<TestColumn> columns;
  for (const auto& [name, type] : all_types()) {
    columns.push_back({name, random_column(type, 40, {30, 30, 5, 0}, random)});
  }
  FileWriterOptions options;
  options.page_max_rows = 1;
  round_trip(columns, options, 3, 3);
}

// Goal: wide values, which go into full-zip pages: long strings, in lists and structs too.
TEST(FileRoundTrip, KeepsLongValues) {
  SeededRandom random(4);
  const ColumnShape shape{15, 6000, 3, 0};
  round_trip({{"string", random_column(TypeKind::kString, 700, shape, random)},
              {"binary", random_column(TypeKind::kBinary, 700, shape, random)},
              {"no_nulls", random_column(TypeKind::kString, 700, {0, 6000, 3, 0}, random), false},
              {"list", random_column(DataType::list(TypeKind::kString), 700, shape, random)},
              {"blob", random_column(DataType::blob(), 700, shape, random)},
              {"vector", random_column(DataType::vector(300), 700, shape, random)},
              {"list_vector",
               random_column(DataType::list(DataType::vector(300)), 700, {10, 0, 3, 0}, random)}},
             {},
             100,
             4);
}

TEST(FileRoundTrip, KeepsOneValueOfManyMegabytes) {
  for (const DataType& type : {DataType(TypeKind::kString), DataType(TypeKind::kBinary)}) {
    Builder builder(type);
    Builder lists(DataType::list(type));
    for (size_t i = 0; i < 3000; ++i) {
      const std::string value(i == 1500 ? 5 << 20 : i % 30, static_cast<char>('a' + i % 26));
      builder.append_string(value);
      lists.child().append_string(value);
      lists.child().append_null();
      lists.finish_list();
    }
    round_trip({{"value", builder.finish(), false}, {"list", lists.finish()}}, {}, 0, 5);
  }
}

// Goal: rows of lists that span chunks of a page.
TEST(FileRoundTrip, KeepsListsOfNoneToThreeHundredItems) {
  SeededRandom random(6);
  const ColumnShape shape{5, 10, 300, 0};
  const ColumnShape whole{0, 10, 300, 0};
  std::vector<TestColumn> columns;
  for (const TypeKind kind :
       {TypeKind::kInt64, TypeKind::kString, TypeKind::kBool, TypeKind::kFloat32}) {
    columns.push_back({"some_" + columnar::to_string(kind),
                       random_column(DataType::list(kind), 1500, shape, random)});
    columns.push_back({"none_" + columnar::to_string(kind),
                       random_column(DataType::list(kind), 1500, whole, random)});
  }
  round_trip(columns, {}, 0, 6);
}

TEST(FileRoundTrip, KeepsOneListOfAHundredThousandItems) {
  Builder builder(DataType::list(TypeKind::kInt32));
  for (const int32_t count : {3, 100000, 0, 5}) {
    for (int32_t i = 0; i < count; ++i) {
      builder.child().append<int32_t>(i);
    }
    builder.finish_list();
  }
  round_trip({{"list", builder.finish()}}, {}, 0, 7);
}

// Goal: long runs of lists without items, which have levels but no values.
TEST(FileRoundTrip, KeepsLongRunsOfEmptyAndNullLists) {
  Builder builder(DataType::list(TypeKind::kString));
  for (size_t i = 0; i < 100000; ++i) {
    if (i % 30011 == 30010) {
      builder.child().append_string("rare");
      builder.finish_list();
    } else if (i % 3 == 0) {
      builder.append_null();
    } else {
      builder.finish_list();
    }
  }
  round_trip({{"list", builder.finish()}}, {}, 7777, 8);
}

// Goal: bit packing of every width, in whole and partial chunks, with and without levels.
TEST(FileRoundTrip, KeepsIntegersOfEveryWidth) {
  SeededRandom random(11);
  for (const uint64_t bits : {1, 2, 7, 8, 13, 24, 31, 33, 50}) {
    ColumnShape shape;
    shape.value_bits = bits;
    ColumnShape with_nulls = shape;
    with_nulls.null_percent = 10;
    std::vector<TestColumn> columns;
    for (const TypeKind kind : {TypeKind::kInt32,
                                TypeKind::kInt64,
                                TypeKind::kUInt32,
                                TypeKind::kUInt64,
                                TypeKind::kDate64}) {
      columns.push_back({"plain", random_column(kind, 2500, shape, random), false});
      columns.push_back({"nulls", random_column(kind, 2500, with_nulls, random)});
      columns.push_back({"list", random_column(DataType::list(kind), 2500, with_nulls, random)});
    }
    SCOPED_TRACE(bits);
    round_trip(columns, {}, 0, bits);
  }
}

// Goal: dictionary pages with one, few and many items, in lists and structs, with long items.
TEST(FileRoundTrip, KeepsStringsThatRepeat) {
  for (const uint64_t distinct : {1, 2, 40, 900}) {
    SeededRandom random(distinct);
    const ColumnShape shape{10, 20, 5, distinct};
    Builder wide(TypeKind::kString);
    for (size_t i = 0; i < 2000; ++i) {
      wide.append_string(std::string(3000 + i % distinct, 'w'));
    }
    SCOPED_TRACE(distinct);
    round_trip(
        {{"plain", random_column(TypeKind::kString, 2000, {0, 20, 5, distinct}, random), false},
         {"nulls", random_column(TypeKind::kString, 2000, shape, random)},
         {"list", random_column(DataType::list(TypeKind::kString), 2000, shape, random)},
         {"blob", random_column(DataType::blob(), 2000, shape, random)},
         {"wide", wide.finish(), false}},
        {},
        0,
        distinct);
  }
}

TEST(FileRoundTrip, KeepsNotANumberInfinityAndMinusZero) {
  Builder builder(TypeKind::kFloat64);
  for (const double value : {0.0,
                             -0.0,
                             std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity(),
                             -1e-310}) {
    builder.append<double>(value);
  }
  const ArrayPtr written = builder.finish();
  io::MemoryStore store;
  write_file(store, {{"value", written}});
  const auto read = open_file(store).read(0, 0, 5);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(std::memcmp((*read)->values().data(), written->values().data(), 40), 0);
}

TEST(FileRoundTrip, ReadsManyColumnsAndPagesAtOnce) {
  SeededRandom random(9);
  const ArrayPtr numbers = random_column(TypeKind::kInt64, 1000, {}, random);
  const ArrayPtr texts = random_column(TypeKind::kString, 1000, {10, 20, 5, 0}, random);
  io::MemoryStore store;
  FileWriterOptions options;
  options.page_max_rows = 100;
  write_file(store, {{"n", numbers}, {"t", texts}}, options);
  const FileReader reader = open_file(store);
  const size_t columns[] = {1, 0, 1};
  const auto rows = reader.read_columns(columns, 250, 720);
  ASSERT_TRUE(rows.ok());
  EXPECT_EQ(first_difference(*(*rows)[0], *texts, 250), -1);
  EXPECT_EQ(first_difference(*(*rows)[1], *numbers, 250), -1);
  EXPECT_EQ(first_difference(*(*rows)[2], *texts, 250), -1);
  const FileReader::PageRef refs[] = {{0, 3}, {1, 9}, {0, 0}};
  const auto pages = reader.read_pages(refs);
  ASSERT_TRUE(pages.ok());
  EXPECT_EQ(first_difference(*(*pages)[0], *numbers, 300), -1);
  EXPECT_EQ(first_difference(*(*pages)[1], *texts, 900), -1);
  EXPECT_EQ(first_difference(*(*pages)[2], *numbers, 0), -1);
}

TEST(FileRoundTrip, RefusesRowsAndColumnsThatAreNotThere) {
  SeededRandom random(10);
  io::MemoryStore store;
  write_file(store, {{"n", random_column(TypeKind::kInt64, 10, {}, random)}});
  const FileReader reader = open_file(store);
  EXPECT_EQ(reader.read(0, 5, 11).error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(reader.read(0, 6, 5).error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(reader.read(1, 0, 1).error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(reader.read_page(0, 1).error().code(), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(reader.read(0, 10, 10).ok());
}

}  // namespace
}  // namespace omnigraph::lance::testing
