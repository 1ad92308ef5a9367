// Statistics of written files: exact where they can be, always safe to prune with.
#include "omnigraph/lance/file/statistics.h"

#include <limits>

#include <gtest/gtest.h>

#include "omnigraph/lance/file/random_column_test_support.h"
#include "omnigraph/lance/file/statistics_builder_internal.h"
#include "omnigraph/lance/file/written_file_test_support.h"

namespace omnigraph::lance::testing {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Builder;
using columnar::DataType;
using columnar::TypeKind;

template <typename T>
ArrayPtr numbers(TypeKind kind, const std::vector<std::optional<T>>& values) {
  Builder builder(kind);
  for (const std::optional<T>& value : values) {
    if (value.has_value()) {
      builder.append<T>(*value);
    } else {
      builder.append_null();
    }
  }
  return builder.finish();
}

ArrayPtr texts(const std::vector<std::string>& values) {
  Builder builder(TypeKind::kString);
  for (const std::string& value : values) {
    builder.append_string(value);
  }
  return builder.finish();
}

ColumnStatistics statistics_of(const ArrayPtr& values, FileWriterOptions options = {}) {
  io::MemoryStore store;
  write_file(store, {{"c", values}}, options);
  const FileReader reader = open_file(store);
  OG_CHECK(reader.has_statistics(), "a file of ours has statistics");
  return reader.statistics(0);
}

TEST(Statistics, HoldNumbersOfEveryWidth) {
  using std::nullopt;
  ColumnStatistics found = statistics_of(numbers<int32_t>(TypeKind::kInt32, {5, -3, nullopt, 9}));
  EXPECT_EQ(found.null_count, 1U);
  EXPECT_EQ(found.bounds, (ValueBounds{int64_t{-3}, int64_t{9}}));
  found = statistics_of(
      numbers<uint64_t>(TypeKind::kUInt64, {std::numeric_limits<uint64_t>::max(), 1}));
  EXPECT_EQ(found.bounds, (ValueBounds{uint64_t{1}, std::numeric_limits<uint64_t>::max()}));
  found = statistics_of(numbers<float>(TypeKind::kFloat32, {0.5F, nullopt, -2.0F}));
  EXPECT_EQ(found.bounds, (ValueBounds{-2.0, 0.5}));
  found = statistics_of(numbers<int32_t>(TypeKind::kDate32, {19000}));
  EXPECT_EQ(found.bounds, (ValueBounds{int64_t{19000}, int64_t{19000}}));
  found = statistics_of(numbers<int64_t>(TypeKind::kDate64, {-1, 7}));
  EXPECT_EQ(found.bounds, (ValueBounds{int64_t{-1}, int64_t{7}}));
}

TEST(Statistics, LeaveNotANumberOutOfTheBoundsAndSaySo) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const ColumnStatistics mixed =
      statistics_of(numbers<double>(TypeKind::kFloat64, {nan, 1.0, 3.0}));
  EXPECT_EQ(mixed.bounds, (ValueBounds{1.0, 3.0, true, true, true}));
  const ColumnStatistics only = statistics_of(numbers<double>(TypeKind::kFloat64, {nan, nan}));
  EXPECT_EQ(only.bounds, (ValueBounds{{}, {}, true, true, true}));
}

TEST(Statistics, AreKeptPerPage) {
  FileWriterOptions options;
  options.page_max_rows = 2;
  const ColumnStatistics found = statistics_of(
      numbers<int64_t>(TypeKind::kInt64, {1, 2, std::nullopt, std::nullopt, 7, -7, 3}), options);
  ASSERT_EQ(found.pages.size(), 4U);
  EXPECT_EQ(found.pages[1].first_row, 2U);
  EXPECT_EQ(found.pages[1].null_count, 2U);
  EXPECT_EQ(found.pages[1].bounds, ValueBounds{});
  EXPECT_EQ(found.pages[2].bounds, (ValueBounds{int64_t{-7}, int64_t{7}}));
  EXPECT_EQ(found.pages[3].row_count, 1U);
  EXPECT_EQ(found.null_count, 2U);
  EXPECT_EQ(found.bounds, (ValueBounds{int64_t{-7}, int64_t{7}}));
}

TEST(Statistics, ShortenLongStringsSafely) {
  const std::string low(40, 'a');
  const std::string high = std::string(31, 'z') + "é";  // 33 bytes, cut inside the é
  const ColumnStatistics found = statistics_of(texts({"m", low, high}));
  EXPECT_EQ(found.bounds.min, StatisticsValue(std::string(32, 'a')));
  EXPECT_FALSE(found.bounds.min_exact);
  EXPECT_EQ(found.bounds.max, StatisticsValue(std::string(30, 'z') + "{"));
  EXPECT_FALSE(found.bounds.max_exact);
  const ColumnStatistics exact = statistics_of(texts({"", std::string(32, 'x')}));
  EXPECT_EQ(exact.bounds, (ValueBounds{std::string(), std::string(32, 'x')}));
}

TEST(Statistics, RoundStringsUpAcrossTheEdgesOfUnicode) {
  const auto repeat = [](std::string_view text, size_t count) {
    std::string all;
    for (size_t i = 0; i < count; ++i) {
      all += text;
    }
    return all;
  };
  // The last character grows to two bytes, so one more has to go.
  EXPECT_EQ(upper_bound_of(repeat("\x7F", 40)), repeat("\x7F", 30) + "\u0080");
  // The last character has no successor.
  EXPECT_EQ(upper_bound_of("a" + repeat("\U0010FFFF", 20)),
            "b");                                           // the last character has no successor
  EXPECT_EQ(upper_bound_of(repeat("\U0010FFFF", 20)), "");  // nothing is above
  EXPECT_EQ(upper_bound_of(repeat("\uD7FF", 20)),
            repeat("\uD7FF", 9) + "\uE000");  // surrogates are skipped
}

TEST(Statistics, HaveNoMaximumWhenNoShortStringIsAbove) {
  std::string top;
  for (int i = 0; i < 20; ++i) {
    top += "\U0010FFFF";
  }
  FileWriterOptions options;
  options.page_max_rows = 1;
  const ColumnStatistics found = statistics_of(texts({"b", top, "c"}), options);
  EXPECT_EQ(found.bounds.min, StatisticsValue(std::string("b")));
  EXPECT_EQ(found.bounds.max, StatisticsValue());
}

TEST(Statistics, CountOnlyNullsOfTheColumnItselfInNestedTypes) {
  SeededRandom random(1);
  const ArrayPtr list =
      random_column(DataType::list(TypeKind::kInt64), 200, {30, 20, 5, 0}, random);
  const ColumnStatistics found = statistics_of(list);
  EXPECT_EQ(found.null_count, list->null_count());
  EXPECT_EQ(found.bounds, ValueBounds{});
}

bool inside(const ValueBounds& bounds, std::string_view text) {
  const auto* min = std::get_if<std::string>(&bounds.min);
  const auto* max = std::get_if<std::string>(&bounds.max);
  return min != nullptr && *min <= text && (max == nullptr || text <= *max);
}

// Goal: whatever the strings, no page bound excludes a value of its page, no column bound any
// value.
TEST(Statistics, BoundEveryStringOfRandomColumns) {
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    SeededRandom random(seed);
    const ArrayPtr values = random_column(TypeKind::kString, 60, {10, 50, 0, 0}, random);
    FileWriterOptions options;
    options.page_max_rows = 7;
    const ColumnStatistics found = statistics_of(values, options);
    for (const PageStatistics& page : found.pages) {
      for (uint64_t row = page.first_row; row < page.first_row + page.row_count; ++row) {
        if (!values->is_null(row)) {
          EXPECT_TRUE(inside(page.bounds, values->string_at(row))) << seed << " " << row;
          EXPECT_TRUE(inside(found.bounds, values->string_at(row))) << seed << " " << row;
        }
      }
    }
  }
}

TEST(Statistics, AreAbsentFromFilesWithoutACheckBuffer) {
  SeededRandom random(2);
  FileWriterOptions options;
  options.with_check_buffer = false;
  io::MemoryStore store;
  const ArrayPtr values = random_column(TypeKind::kInt64, 20, {}, random);
  write_file(store, {{"c", values}}, options);
  const FileReader reader = open_file(store);
  EXPECT_FALSE(reader.has_statistics());
  const auto read = reader.read(0, 0, 20);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(first_difference(**read, *values), -1);
}

}  // namespace
}  // namespace omnigraph::lance::testing
