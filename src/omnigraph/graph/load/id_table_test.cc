#include "omnigraph/graph/load/id_table.h"

#include <string>

#include <gtest/gtest.h>

#include "omnigraph/graph/load/text_arena.h"

namespace omnigraph::graph {
namespace {

std::vector<Hash128> hashes(uint32_t begin, uint32_t end) {
  std::vector<Hash128> ids;
  for (uint32_t i = begin; i < end; ++i) {
    ids.push_back(xxh3_128("id " + std::to_string(i)));
  }
  return ids;
}

TEST(IdTable, NumbersIdsInTheOrderInWhichTheyCame) {
  IdTable table;
  EXPECT_EQ(table.find({1, 2}).number, IdTable::kNone);
  constexpr uint32_t kCount = 50'000;
  for (uint32_t begin = 0; begin < kCount; begin += 1000) {
    table.add_all(hashes(begin, begin + 1000), true, [&](size_t i, const IdTable::Found& found) {
      ASSERT_TRUE(found.added);
      ASSERT_FALSE(found.declared);
      ASSERT_EQ(found.number, begin + i);
    });
  }
  EXPECT_EQ(table.size(), kCount);
  table.add_all(hashes(0, kCount), true, [&](size_t i, const IdTable::Found& found) {
    ASSERT_FALSE(found.added);
    ASSERT_TRUE(found.declared);
    ASSERT_EQ(found.number, i);
  });
  EXPECT_EQ(table.find(xxh3_128("id")).number, IdTable::kNone);
}

TEST(IdTable, TellsWantedFromDeclared) {
  IdTable table;
  const std::vector<Hash128> ids = hashes(0, 1);
  table.add_all(ids, false, [](size_t, const IdTable::Found& found) { EXPECT_TRUE(found.added); });
  EXPECT_FALSE(table.find(ids[0]).declared);
  table.add_all(ids, true, [](size_t, const IdTable::Found& found) {
    EXPECT_FALSE(found.added);
    EXPECT_FALSE(found.declared);
  });
  EXPECT_TRUE(table.find(ids[0]).declared);
  EXPECT_EQ(table.size(), 1U);
}

TEST(TextArena, HoldsEmptyAndVeryLongTexts) {
  TextArena texts;
  const std::string huge(1 << 20, 'x');
  const std::string_view first = texts.keep("first");
  EXPECT_EQ(texts.keep(""), "");
  const std::string_view kept = texts.keep(huge);
  const std::string_view after = texts.keep("after");
  EXPECT_EQ(first, "first");
  EXPECT_EQ(kept, huge);
  EXPECT_EQ(after, "after");
}

}  // namespace
}  // namespace omnigraph::graph
