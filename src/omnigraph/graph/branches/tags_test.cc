#include <gtest/gtest.h>

#include "omnigraph/graph/branches/branches_test_support.h"

namespace omnigraph::graph {
namespace {

using testing::fork;
using testing::people_at;
using testing::put_person;
using testing::tag;

class Tags : public testing::BranchesTest {
 protected:
  static std::string tag_names(testing::TestGraph& graph) {
    std::string text;
    for (const LogHead& log : *list_tags(graph.graph())) {
      text += log.log_name + "@" + std::to_string(log.manifest_version) + " ";
    }
    return text;
  }
};

TEST_F(Tags, ATagNamesAStateForEver) {
  ASSERT_TRUE(tag(one, "v1").ok());
  ASSERT_TRUE(put_person(one, "main", "Bob").ok());
  ASSERT_TRUE(tag(one, "v2", "main@3").ok());
  for (testing::TestGraph* graph : {&one, &two}) {
    EXPECT_EQ(people_at(*graph, "tag:v1"), "Alice ");
    EXPECT_EQ(people_at(*graph, "tag:v2"), "Alice Bob ");
    EXPECT_EQ(people_at(*graph, "tag:v3"), "tag 'v3' not found");
    EXPECT_EQ(tag_names(*graph), "tag:v1@2 tag:v2@3 ");
    EXPECT_EQ(testing::branch_names(*graph), "main ");
  }
  EXPECT_EQ(tag(two, "v1").error().code(), ErrorCode::kAlreadyExists);
  EXPECT_EQ(tag(two, "v1").error().message(), "tag 'v1' already exists");
  EXPECT_EQ(tag(two, "a b").error().code(), ErrorCode::kInvalidArgument);
}

TEST_F(Tags, ADeletedTagCanBeMadeAgain) {
  ASSERT_TRUE(tag(one, "v1").ok());
  ASSERT_TRUE(delete_tag(two.graph(), "v1").ok());
  EXPECT_EQ(people_at(one, "tag:v1"), "tag 'v1' not found");
  EXPECT_EQ(delete_tag(one.graph(), "v1").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(tag_names(one), "");
  ASSERT_TRUE(put_person(one, "main", "Bob").ok());
  ASSERT_TRUE(tag(two, "v1").ok());
  EXPECT_EQ(people_at(one, "tag:v1"), "Alice Bob ");
}

TEST_F(Tags, ATagOutlivesItsBranchAndBranchesStartFromIt) {
  ASSERT_TRUE(fork(one, "feature").ok());
  const SnapshotPtr bob = *put_person(one, "feature", "Bob");
  ASSERT_TRUE(tag(one, "kept", "feature").ok());
  ASSERT_TRUE(delete_branch(one.graph(), "feature").ok());
  EXPECT_EQ(people_at(two, "tag:kept"), "Alice Bob ");
  // The commit is only known to the tag now.
  EXPECT_EQ(people_at(two, bob->commit_id()), "Alice Bob ");
  ASSERT_TRUE(fork(two, "again", "tag:kept").ok());
  ASSERT_TRUE(put_person(two, "again", "Carol").ok());
  EXPECT_EQ(people_at(one, "again"), "Alice Bob Carol ");
  EXPECT_EQ(one.graph().commits("again", 10)->size(), 4U);
}

TEST_F(Tags, NothingIsWrittenToATag) {
  const SnapshotPtr v1 = *tag(one, "v1");
  const std::vector<std::string> bob = {R"({"_id":"Bob","name":"Bob","age":2})"};
  EXPECT_EQ(one.graph().publish(v1, one.draft(v1, "node:Person", bob)).error().code(),
            ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace omnigraph::graph
