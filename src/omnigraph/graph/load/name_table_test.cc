#include "omnigraph/graph/load/name_table.h"

#include <string>

#include <gtest/gtest.h>

namespace omnigraph::graph {
namespace {

TEST(NameTable, NumbersTextsInTheOrderInWhichTheyCame) {
  NameTable names;
  EXPECT_EQ(names.find("a"), NameTable::kNone);
  constexpr uint32_t kCount = 50'000;
  for (uint32_t i = 0; i < kCount; ++i) {
    ASSERT_EQ(names.intern("name " + std::to_string(i)), i);
  }
  for (uint32_t i = 0; i < kCount; ++i) {
    const std::string text = "name " + std::to_string(i);
    ASSERT_EQ(names.intern(text), i);
    ASSERT_EQ(names.find(text), i);
    ASSERT_EQ(names.name(i), text);
  }
  EXPECT_EQ(names.size(), kCount);
  EXPECT_EQ(names.find("name"), NameTable::kNone);
}

TEST(NameTable, HoldsEmptyAndVeryLongTexts) {
  NameTable names;
  const std::string huge(1 << 20, 'x');
  EXPECT_EQ(names.intern(""), 0U);
  EXPECT_EQ(names.intern("short"), 1U);
  EXPECT_EQ(names.intern(huge), 2U);
  EXPECT_EQ(names.intern("after"), 3U);
  EXPECT_EQ(names.name(0), "");
  EXPECT_EQ(names.name(1), "short");
  EXPECT_EQ(names.name(2), huge);
  EXPECT_EQ(names.name(3), "after");
}

}  // namespace
}  // namespace omnigraph::graph
