#include "omnigraph/cli/output/conflict_text.h"

#include <gtest/gtest.h>

namespace omnigraph::cli {
namespace {

using graph::ConflictKind;

const std::vector<graph::MergeConflict> kSomeConflicts = {
    {"node:Person", "Al", ConflictKind::kDivergentUpdate, "divergent update for id 'Al'", {"age"}},
    {"node:Person", "Bob B", ConflictKind::kUniqueViolation, "two\nlines", {}},
    {"edge:Knows", std::nullopt, ConflictKind::kCardinalityViolation, "too many", {}},
    {"edge:Knows", "k1", ConflictKind::kOrphanEdge, "src 'x' not found in Person", {}}};

TEST(ConflictText, NamesTheFirstThreeInTheMessage) {
  EXPECT_EQ(conflicts_message(kSomeConflicts),
            "merge conflicts: node:Person:Al (divergent_update); node:Person:Bob B "
            "(unique_violation); edge:Knows (cardinality_violation); and 1 more");
}

TEST(ConflictText, ShowsALineEach) {
  EXPECT_EQ(conflict_lines(kSomeConflicts),
            "  divergent_update       Person/Al       age  divergent update for id 'Al'\n"
            "  unique_violation       Person/\"Bob B\"       two\n"
            "  cardinality_violation  Knows                too many\n"
            "  orphan_edge            Knows/k1             src 'x' not found in Person\n");
}

TEST(ConflictText, SaysWhatIsDecided) {
  const std::vector<graph::MergeConflict> conflicts = {
      {"node:Person", "Al", ConflictKind::kDivergentUpdate, "first", {}},
      {"node:Person", "Bo", ConflictKind::kDeleteVsUpdate, "second", {}},
      {"node:Person", "Cy", ConflictKind::kUniqueViolation, "third", {}}};
  const std::vector<graph::RowDecision> decisions = {
      {"node:Person", "Bo", graph::Decision::kTheirs}};
  EXPECT_EQ(conflict_lines(conflicts, &decisions),
            "  open    divergent_update  Person/Al  first\n"
            "  theirs  delete_vs_update  Person/Bo  second\n"
            "  -       unique_violation  Person/Cy  third\n");
}

TEST(ConflictText, WritesJson) {
  JsonWriter json;
  json.begin_object();
  write_conflicts(json, {kSomeConflicts[0], kSomeConflicts[2]});
  json.end_object();
  EXPECT_EQ(json.text(),
            R"({"merge_conflicts":[{"table_key":"node:Person","row_id":"Al",)"
            R"("kind":"divergent_update","message":"divergent update for id 'Al'",)"
            R"("properties":["age"]},{"table_key":"edge:Knows","row_id":null,)"
            R"("kind":"cardinality_violation","message":"too many","properties":[]}]})");
}

TEST(ConflictText, ShowsAHundredAtMost) {
  const std::vector<graph::MergeConflict> many(103, kSomeConflicts[0]);
  const std::string text = conflict_lines(many);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 101);
  EXPECT_NE(text.find("  … and 3 more: --json shows all\n"), std::string::npos);
}

}  // namespace
}  // namespace omnigraph::cli
