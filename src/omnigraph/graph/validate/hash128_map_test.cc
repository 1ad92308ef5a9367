#include "omnigraph/graph/validate/hash128_map.h"

#include <string>

#include <gtest/gtest.h>

namespace omnigraph::graph {
namespace {

TEST(Hash128Map, KeepsValuesInOrderThroughGrowth) {
  Hash128Map map;
  EXPECT_EQ(map.find(xxh3_128("a")), nullptr);
  constexpr size_t kCount = 20'000;
  for (size_t i = 0; i < kCount; ++i) {
    bool inserted = false;
    map.at(xxh3_128(std::to_string(i)), &inserted) = i + 1;
    EXPECT_TRUE(inserted);
  }
  EXPECT_EQ(map.size(), kCount);
  for (size_t i = 0; i < kCount; ++i) {
    bool inserted = true;
    EXPECT_EQ(map.at(xxh3_128(std::to_string(i)), &inserted), i + 1);
    EXPECT_FALSE(inserted);
    ASSERT_EQ(map.value(i), i + 1);
  }
  EXPECT_EQ(map.find(xxh3_128("x")), nullptr);
}

TEST(Hash128Map, HashesThatShareTheirLowHalfAreTwo) {
  Hash128Map map;
  map.at({7, 1}) = 10;
  map.at({7, 2}) = 20;
  EXPECT_EQ(*map.find({7, 1}), 10U);
  EXPECT_EQ(*map.find({7, 2}), 20U);
  EXPECT_EQ(map.find({7, 3}), nullptr);
}

}  // namespace
}  // namespace omnigraph::graph
