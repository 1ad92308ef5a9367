#include "omnigraph/cli/commands/conflict_rules.h"

#include <gtest/gtest.h>

namespace omnigraph::cli {
namespace {

TEST(ConflictRules, ReadATypeAndADecision) {
  EXPECT_EQ(parse_type_decision("Person=ours"),
            std::pair(std::string("Person"), graph::Decision::kOurs));
  EXPECT_EQ(parse_type_decision("node:Person=newest"),
            std::pair(std::string("node:Person"), graph::Decision::kNewest));
  for (const char* wrong : {"", "Person", "=ours", "Person=", "Person=mine", "Person=ours "}) {
    EXPECT_EQ(parse_type_decision(wrong), std::nullopt) << wrong;
  }
}

TEST(ConflictRules, HoldPerTypeAndOverall) {
  ConflictOptions options;
  options.on_conflict = "newest";
  options.by_type = {"Person=ours", "Knows=fail", "Person=ours"};
  const auto rules = merge_rules(options);
  ASSERT_TRUE(rules.ok()) << rules.error().message();
  EXPECT_EQ(rules->on_conflict, graph::Decision::kNewest);
  EXPECT_EQ(rules->by_table,
            (std::map<std::string, graph::Decision>{{"Person", graph::Decision::kOurs},
                                                    {"Knows", graph::Decision::kFail}}));
}

TEST(ConflictRules, RefuseTwoDecisionsForOneType) {
  ConflictOptions options;
  options.by_type = {"Person=ours", "Person=theirs"};
  const auto rules = merge_rules(options);
  ASSERT_FALSE(rules.ok());
  EXPECT_EQ(rules.error().message(), "two decisions for 'Person': ours and theirs");
}

}  // namespace
}  // namespace omnigraph::cli
