#include "omnigraph/columnar/array.h"

#include <gtest/gtest.h>

#include "omnigraph/columnar/builder.h"

namespace omnigraph::columnar {
namespace {

ArrayPtr strings(const std::vector<const char*>& values) {
  Builder builder(TypeKind::kString);
  for (const char* value : values) {
    if (value == nullptr) {
      builder.append_null();
    } else {
      builder.append_string(value);
    }
  }
  return builder.finish();
}

TEST(Builder, KeepsNullsWhereverTheFirstOneComes) {
  // Goal: the validity bitmap appears with the first null and covers the rows before it.
  for (size_t first_null : {0, 1, 7, 8, 9, 63, 64}) {
    Builder builder(TypeKind::kInt64);
    for (size_t i = 0; i < 100; ++i) {
      if (i == first_null || (i > first_null && i % 3 == 0)) {
        builder.append_null();
      } else {
        builder.append<int64_t>(static_cast<int64_t>(i));
      }
    }
    const ArrayPtr array = builder.finish();
    ASSERT_EQ(array->length(), 100U);
    for (size_t i = 0; i < 100; ++i) {
      const bool null = i == first_null || (i > first_null && i % 3 == 0);
      ASSERT_EQ(array->is_null(i), null) << i << " first " << first_null;
      if (!null) {
        ASSERT_EQ(array->value_at<int64_t>(i), static_cast<int64_t>(i));
      }
    }
  }
}

TEST(Array, TakeGathersAndMakesNulls) {
  const ArrayPtr array = strings({"a", nullptr, "ccc"});
  const std::vector<uint32_t> rows = {2, 1, kNullRow, 0, 2};
  const ArrayPtr taken = take(*array, rows);
  ASSERT_EQ(taken->length(), 5U);
  EXPECT_EQ(taken->string_at(0), "ccc");
  EXPECT_TRUE(taken->is_null(1));
  EXPECT_TRUE(taken->is_null(2));
  EXPECT_EQ(taken->string_at(3), "a");
  EXPECT_EQ(taken->null_count(), 2U);
}

TEST(Array, ConcatAndSliceAreInverse) {
  const ArrayPtr array = strings({"x", "", nullptr, "yy", "z"});
  const std::vector<ArrayPtr> parts = {
      slice(*array, 0, 2), slice(*array, 2, 2), slice(*array, 2, 5)};
  const ArrayPtr joined = concat(parts);
  ASSERT_EQ(joined->length(), array->length());
  for (size_t i = 0; i < array->length(); ++i) {
    EXPECT_TRUE(cells_equal(*array, i, *joined, i)) << i;
  }
}

TEST(Array, SlicesOfTextsShareTheirBytes) {
  const ArrayPtr array = strings({"one", "", "three", "four", "5"});
  const ArrayPtr middle = slice(*array, 1, 4);
  ASSERT_EQ(middle->length(), 3U);
  EXPECT_EQ(middle->string_at(0), "");
  EXPECT_EQ(middle->string_at(2), "four");
  EXPECT_EQ(middle->string_at(1).data(), array->string_at(2).data());
  const ArrayPtr inner = slice(*middle, 1, 2);
  ASSERT_EQ(inner->length(), 1U);
  EXPECT_EQ(inner->string_at(0), "three");
  const std::vector<uint32_t> rows = {2, kNullRow, 1};
  const ArrayPtr taken = take(*middle, rows);
  EXPECT_EQ(taken->string_at(0), "four");
  EXPECT_TRUE(taken->is_null(1));
  EXPECT_EQ(taken->string_at(2), "three");
}

TEST(Array, TakesOfBinaryKeepEveryByte) {
  Builder builder(TypeKind::kBinary);
  builder.append_string(std::string_view("a\0b", 3));
  builder.append_null();
  builder.append_string("cc");
  const ArrayPtr array = builder.finish();
  const std::vector<uint32_t> rows = {2, 1, 0, 0};
  const ArrayPtr taken = take(*array, rows);
  ASSERT_EQ(taken->length(), 4U);
  EXPECT_EQ(taken->string_at(0), "cc");
  EXPECT_TRUE(taken->is_null(1));
  EXPECT_EQ(taken->string_at(3), std::string_view("a\0b", 3));
  EXPECT_EQ(taken->null_count(), 1U);
}

TEST(Array, ListsVectorsAndStructsRoundTripThroughAppendFrom) {
  Builder lists(DataType::list(TypeKind::kString));
  lists.child().append_string("a");
  lists.child().append_null();
  lists.finish_list();
  lists.append_null();
  lists.finish_list();
  Builder vectors(DataType::vector(2));
  vectors.append_null();
  vectors.append_vector(std::vector<float>{1, 2});
  vectors.append_vector(std::vector<float>{3, 4});
  Builder blobs(DataType::blob());
  blobs.child(0).append_string("bytes");
  blobs.child(1).append_null();
  blobs.finish_struct();
  blobs.append_null();
  blobs.child(0).append_null();
  blobs.child(1).append_string("https://x");
  blobs.finish_struct();
  for (const ArrayPtr& array : {lists.finish(), vectors.finish(), blobs.finish()}) {
    Builder copy(array->type());
    for (size_t i = 0; i < array->length(); ++i) {
      copy.append_from(*array, i);
    }
    const ArrayPtr copied = copy.finish();
    for (size_t i = 0; i < array->length(); ++i) {
      EXPECT_TRUE(cells_equal(*array, i, *copied, i)) << to_string(array->type()) << " row " << i;
      EXPECT_FALSE(cells_equal(*array, i, *copied, (i + 1) % array->length()))
          << to_string(array->type());
    }
  }
}

TEST(Array, EmptyArraysOfEveryKindAreLegal) {
  for (const DataType& type : {DataType(TypeKind::kBool),
                               DataType(TypeKind::kString),
                               DataType(TypeKind::kBinary),
                               DataType::list(TypeKind::kInt32),
                               DataType::vector(3),
                               DataType::blob()}) {
    const ArrayPtr empty = Builder(type).finish();
    EXPECT_EQ(empty->length(), 0U);
    EXPECT_EQ(take(*empty, {})->length(), 0U);
    EXPECT_EQ(make_nulls(type, 3)->null_count(), 3U);
  }
}

}  // namespace
}  // namespace omnigraph::columnar
