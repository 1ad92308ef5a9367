#include "omnigraph/exec/mutate/staged_tables.h"

#include <gtest/gtest.h>

#include "omnigraph/exec/testing/test_graph.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::exec {
namespace {

using columnar::kNullRow;
using Positions = std::vector<uint32_t>;

// Items a, b, c, d at positions 0 to 3.
class StagedTablesTest : public ::testing::Test {
 protected:
  StagedTablesTest()
      : base_(schema::compile_schema("node Item { k: String @key  n: I32? }").value()),
        type_(*base_.catalog()->find_node("Item")),
        staged_(base_.catalog(), base_) {
    for (const char* id : {"a", "b", "c", "d"}) {
      base_.node("Item", id, {{"k", id}, {"n", 1}});
    }
  }

  void put(const std::vector<std::string>& ids, const Positions& replaced) {
    std::vector<std::map<std::string, testing::Cell>> rows;
    for (const std::string& id : ids) {
      rows.push_back({{"_id", id}, {"k", id}, {"n", 2}});
    }
    const auto batches = testing::make_batches(type_, rows, rows.size());
    ASSERT_TRUE(staged_.put(type_, batches[0], replaced).ok());
  }
  void erase(const Positions& positions) { ASSERT_TRUE(staged_.erase(type_, positions).ok()); }

  Positions find(const std::vector<std::string_view>& ids) {
    return staged_.find_ids(type_, ids).value();
  }

  testing::TestGraph base_;
  const schema::EntityType& type_;
  StagedTables staged_;
};

TEST_F(StagedTablesTest, AsksTheBaseWhileNothingIsStaged) {
  EXPECT_EQ(find({"c", "x", "a"}), (Positions{2, kNullRow, 0}));
}

TEST_F(StagedTablesTest, FindsStagedRowsBehindTheBase) {
  put({"x", "b"}, {kNullRow, 1});
  EXPECT_EQ(find({"a", "b", "x", "y"}), (Positions{0, 5, 4, kNullRow}));
  put({"b"}, {5});
  EXPECT_EQ(find({"b"}), Positions{6});
  EXPECT_EQ(staged_.view(type_).value()->row_count(), 5U);
}

TEST_F(StagedTablesTest, WhatIsErasedIsNotFound) {
  erase({2});
  EXPECT_EQ(find({"c", "d"}), (Positions{kNullRow, 3}));
  put({"b", "x"}, {1, kNullRow});
  erase({4, 5});
  EXPECT_EQ(find({"b", "x"}), (Positions{kNullRow, kNullRow}));
  put({"b"}, {kNullRow});
  EXPECT_EQ(find({"b", "c"}), (Positions{6, kNullRow}));
}

TEST_F(StagedTablesTest, AStatementSeesTheTableAsItWas) {
  StatementTables before(staged_);
  EXPECT_EQ(before.table(type_).value()->row_count(), 4U);
  put({"x"}, {kNullRow});
  EXPECT_EQ(before.table(type_).value()->row_count(), 4U);
  before.advance();
  EXPECT_EQ(before.table(type_).value()->row_count(), 5U);
}

}  // namespace
}  // namespace omnigraph::exec
