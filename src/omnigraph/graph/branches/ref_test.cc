#include "omnigraph/graph/branches/ref.h"

#include <gtest/gtest.h>

#include "omnigraph/base/time.h"
#include "omnigraph/graph/branches/branches_test_support.h"

namespace omnigraph::graph {
namespace {

using testing::fork;
using testing::people_at;
using testing::put_person;

const std::string kSomeId = "01KA0VH2SB3M9JV4R2DXPQ1Y5Z";

TEST(Refs, EveryFormIsUnderstood) {
  EXPECT_EQ(*parse_ref("main"), Ref(BranchRef{"main"}));
  EXPECT_EQ(*parse_ref(" agents/a-1 "), Ref(BranchRef{"agents/a-1"}));
  EXPECT_EQ(*parse_ref(kSomeId), Ref(CommitRef{kSomeId}));
  EXPECT_EQ(*parse_ref("branch:" + kSomeId), Ref(BranchRef{kSomeId}));
  EXPECT_EQ(*parse_ref("tag:v1.0"), Ref(TagRef{"v1.0"}));
  EXPECT_EQ(*parse_ref("main@12"), Ref(VersionRef{"main", 12}));
  EXPECT_EQ(*parse_ref("@12"), Ref(VersionRef{"main", 12}));
  EXPECT_EQ(*parse_ref("branch:x@12"), Ref(VersionRef{"x", 12}));
  const int64_t noon = parse_instant("2026-01-02T12:00:00Z")->ms * 1000;
  EXPECT_EQ(*parse_ref("x@2026-01-02T12:00:00.000000Z"), Ref(TimeRef{"x", noon}));
  EXPECT_EQ(*parse_ref("x@2026-01-02T12:00:00Z"), Ref(TimeRef{"x", noon + 999'999}));
  EXPECT_EQ(*parse_ref("x@2026-01-02T13:00:00.25+01:00"), Ref(TimeRef{"x", noon + 259'999}));
  EXPECT_EQ(*parse_ref("x@2026-01-02T12:00:00.0001234Z"), Ref(TimeRef{"x", noon + 123}));
  EXPECT_EQ(*parse_ref("x@2026-01-01"), Ref(TimeRef{"x", noon - 43'200'000'000 - 1}));
}

TEST(Refs, WhatCannotBeMeantIsRefused) {
  for (const char* text : {"",
                           "main@",
                           "main@0",
                           "main@x",
                           "@",
                           "tag:",
                           "tag:a b",
                           "branch:",
                           "a b",
                           "main@12@13",
                           "main@-1",
                           "main@99999999999999999999",
                           "main@2026-13-01"}) {
    const auto ref = parse_ref(text);
    ASSERT_FALSE(ref.ok()) << text;
    EXPECT_EQ(ref.error().code(), ErrorCode::kInvalidArgument) << text;
  }
}

TEST(Refs, TextAndBack) {
  for (const std::string& text : {std::string("main"),
                                  kSomeId,
                                  "branch:" + kSomeId,
                                  std::string("tag:v1"),
                                  std::string("a/b@7"),
                                  std::string("main@2026-01-02T03:04:05.678901Z")}) {
    EXPECT_EQ(to_text(*parse_ref(text)), text);
  }
}

class RefStates : public testing::BranchesTest {};

TEST_F(RefStates, VersionsGoBackBeyondTheFork) {
  ASSERT_TRUE(fork(one, "feature").ok());
  ASSERT_TRUE(put_person(one, "main", "Bob").ok());
  ASSERT_TRUE(put_person(one, "feature", "Carol").ok());
  EXPECT_EQ(people_at(two, "main@3"), "Alice Bob ");
  EXPECT_EQ(people_at(two, "feature@3"), "Alice Carol ");
  EXPECT_EQ(people_at(two, "feature@2"), "Alice ");
  EXPECT_EQ(people_at(two, "feature@1"), "");
  const auto above = state_at(two.graph(), "feature@4");
  EXPECT_EQ(above.error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(above.error().message(),
            "branch 'feature' is at manifest version 3: there is no version 4");
  EXPECT_EQ(state_at(two.graph(), "gone@1").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(state_at(two.graph(), kSomeId).error().message(), "commit '" + kSomeId + "' not found");
}

// Goal: the newest commit that is not later, for every instant around every commit, through records
// and lineage pages. Method: a commit a second.
TEST_F(RefStates, TimesMeanTheNewestCommitThatIsNotLater) {
  std::vector<int64_t> instants;
  for (const CommitHeader& commit : *one.graph().commits(10)) {
    instants.insert(instants.begin(), commit.entry.created_at);
  }
  for (int i = 0; i < 80; ++i) {
    one.clock().advance_us(1'000'000);
    instants.push_back((*put_person(one, "main", "p" + std::to_string(i)))->created_at());
  }
  const SnapshotPtr head = two.head();
  for (size_t i = 2; i < instants.size(); ++i) {
    for (const int64_t off : {-1, 0, 1, 999'999}) {
      const auto found = commit_at_time(two.environment(), head->record(), instants[i] + off);
      ASSERT_TRUE(found->has_value());
      EXPECT_EQ((*found)->entry.manifest_version, i + (off < 0 ? 0 : 1)) << off;
    }
  }
  EXPECT_FALSE(commit_at_time(two.environment(), head->record(), instants[0] - 1)->has_value());
  EXPECT_EQ(
      commit_at_time(two.environment(), head->record(), INT64_MAX)->value().entry.manifest_version,
      82U);
  const std::string third = to_text(TimeRef{"main", instants[2]});
  EXPECT_EQ(people_at(two, third), people_at(two, "main@3"));
  const auto early = state_at(two.graph(), "main@1999-01-01T00:00:00Z");
  EXPECT_EQ(early.error().code(), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace omnigraph::graph
