#include "omnigraph/graph/branches/branches.h"

#include <gtest/gtest.h>

#include "omnigraph/graph/branches/ref.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using testing::export_text;
using testing::TestGraph;

const std::string kPersonTable = "node:Person";

std::string person_row(const std::string& name, int age) {
  return "{\"_id\":\"" + name + "\",\"name\":\"" + name + "\",\"age\":" + std::to_string(age) + "}";
}

// A graph on a memory store, and what its branches hold.
class Branches : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(one.init().ok());
    ASSERT_TRUE(put(one, "main", "Alice", 1).ok());
  }
  static Result<SnapshotPtr> put(TestGraph& graph,
                                 const std::string& branch,
                                 const std::string& name,
                                 int age) {
    OG_ASSIGN_OR_RETURN(const SnapshotPtr base, graph.graph().head(branch));
    return graph.graph().publish(base, graph.draft(base, kPersonTable, {person_row(name, age)}));
  }
  static Result<SnapshotPtr> create(TestGraph& graph,
                                    const std::string& name,
                                    const std::string& from = "main") {
    OG_ASSIGN_OR_RETURN(const SnapshotPtr state, state_at(graph.graph(), from));
    return create_branch(graph.graph(), name, state);
  }
  static std::string rows(TestGraph& graph, const std::string& ref) {
    const auto state = state_at(graph.graph(), ref);
    return state.ok() ? *export_text(**state) : state.error().message();
  }
  static std::string names(TestGraph& graph) {
    const auto logs = list_branches(graph.graph());
    std::string text;
    for (const LogHead& log : *logs) {
      text += log.log_name + " ";
    }
    return text;
  }

  io::MemoryStore store;
  TestGraph one{store, 1};
};

TEST_F(Branches, ABranchStartsWithItsParentsRowsAndGoesItsOwnWay) {
  ASSERT_TRUE(create(one, "feature").ok());
  EXPECT_EQ(rows(one, "feature"), rows(one, "main"));
  ASSERT_TRUE(put(one, "feature", "Bob", 2).ok());
  ASSERT_TRUE(put(one, "main", "Carol", 3).ok());
  EXPECT_NE(rows(one, "feature").find("Bob"), std::string::npos);
  EXPECT_EQ(rows(one, "feature").find("Carol"), std::string::npos);
  EXPECT_EQ(rows(one, "main").find("Bob"), std::string::npos);
  TestGraph two(store, 2);
  ASSERT_TRUE(two.open().ok());
  EXPECT_EQ(rows(two, "feature"), rows(one, "feature"));
  EXPECT_EQ(rows(two, "main"), rows(one, "main"));
  EXPECT_EQ(names(two), "main feature ");
}

TEST_F(Branches, ADeletedBranchIsGoneAndItsNameStartsAnew) {
  ASSERT_TRUE(create(one, "feature").ok());
  ASSERT_TRUE(put(one, "feature", "Bob", 2).ok());
  ASSERT_TRUE(delete_branch(one.graph(), "feature").ok());
  EXPECT_EQ(rows(one, "feature"), "branch 'feature' not found");
  EXPECT_EQ(delete_branch(one.graph(), "feature").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(names(one), "main ");
  ASSERT_TRUE(create(one, "feature").ok());
  EXPECT_EQ(rows(one, "feature"), rows(one, "main"));
  EXPECT_EQ(names(one), "main feature ");
}

}  // namespace
}  // namespace omnigraph::graph
