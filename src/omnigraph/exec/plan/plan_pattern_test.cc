#include <string>

#include <gtest/gtest.h>

#include "omnigraph/exec/testing/test_graph.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::exec {
namespace {

std::string plan(const std::string& body, const testing::RunOptions& options = {}) {
  const auto graph = testing::language_graph();
  return testing::plan_text(*graph, body, options);
}

TEST(PlanPattern, TurnsAKeyIntoALookup) {
  EXPECT_EQ(plan(R"(match{$p: Person {slug: "a"}} return{$p.name})"), "lookup $p\n");
  EXPECT_EQ(plan(R"(match{$p: Person  $p.@id = "a"} return{$p.name})"), "lookup $p\n");
  EXPECT_EQ(plan(R"(match{$p: Person  $p.slug in ["a", "b"]} return{$p.name})"), "lookup $p\n");
}

TEST(PlanPattern, TurnsAWholeKeyOfSeveralMembersIntoALookup) {
  testing::TestGraph graph(
      schema::compile_schema("node R { s: String  n: I64  f: F64?  @key(s, n) }").value());
  graph.node("R", R"(["a","1"])", {{"s", "a"}, {"n", 1}, {"f", 0.5}});
  graph.node("R", R"(["a","2"])", {{"s", "a"}, {"n", 2}, {"f", {}}});
  const std::string both = R"(match{$r: R {s: "a"}  2 = $r.n} return{$r.f})";
  EXPECT_EQ(testing::plan_text(graph, both), "lookup $r\nfilter\nfilter\n");
  EXPECT_EQ(testing::run(graph, both).text(), "null");
  EXPECT_EQ(testing::run(graph, R"(match{$r: R {s: "a", n: 1}  $r.n = 2} return{$r.f})").text(),
            "");
  EXPECT_EQ(testing::plan_text(graph, R"(match{$r: R {s: "a"}  $r.n > 1} return{$r.f})"),
            "scan $r pruned\nfilter\nfilter\n");
  EXPECT_EQ(testing::plan_text(graph, R"(match{$r: R {s: "a"}  $r.n = 1.0} return{$r.f})"),
            "scan $r pruned\nfilter\nfilter\n");
}

TEST(PlanPattern, ScansWithPagePredicatesForOtherConditions) {
  EXPECT_EQ(plan(R"(match{$p: Person  $p.age > 26} return{$p.slug})"), "scan $p pruned\nfilter\n");
  EXPECT_EQ(plan(R"(match{$p: Person  $p.age > 26 or $p.city = "x"} return{$p.slug})"),
            "scan $p\nfilter\n");
}

TEST(PlanPattern, StartsFromTheEndThatIsKnown) {
  EXPECT_EQ(plan(R"(match{$p knows $f  $f.slug = "c"} return{$p.slug})"),
            "lookup $f\nexpand $f <Knows $p\n");
  EXPECT_EQ(plan(R"(match{$p knows $f  $f knows $g  $g.city = "Rome"} return{$p.slug})"),
            "scan $g pruned\nfilter\nexpand $g <Knows $f\nexpand $f <Knows $p\n");
}

TEST(PlanPattern, LooksUpBothEndsAndTestsTheEdge) {
  EXPECT_EQ(
      plan(R"(match{$p: Person {slug: "a"}  $f: Person {slug: "b"}  $p knows $f} return{$p.slug})"),
      "lookup $p\nlookup $f\nexpand $p Knows into $f\n");
}

TEST(PlanPattern, ClosesTrianglesByATest) {
  EXPECT_EQ(
      plan(
          R"(match{$a: Person {slug: "a"}  $a knows $b  $b knows $c  $c knows $a} return{$b.slug})"),
      "lookup $a\nexpand $a Knows $b\nexpand $b Knows $c\nexpand $c Knows into $a\n");
}

TEST(PlanPattern, MatchesWhatHangsTogetherOnItsOwn) {
  EXPECT_EQ(
      plan(R"(match{$p: Person {slug: "a"}  $c: Company  $q worksAt $c} return{$p.slug, $q.slug})"),
      "lookup $p\ncross (scan $c; expand $c <WorksAt $q)\n");
}

TEST(PlanPattern, FollowsIdsThroughProperties) {
  EXPECT_EQ(
      plan(R"(match{$p: Person {slug: "a"}  $c: Company  $c.slug = $p.city} return{$c.slug})"),
      "lookup $p\nlookup $c\n");
}

TEST(PlanPattern, PutsConditionsThatMayRaiseLastInTextOrder) {
  EXPECT_EQ(
      plan(
          R"(match{$p: Person  100 / $p.age > 2  $p knows $f  $f.age > 1  $p.age > 0} return{$f.slug})"),
      "scan $p pruned\nfilter\nexpand $p Knows $f\nfilter\nfilter raising\n");
}

TEST(PlanPattern, PutsBlocksBehindPlainConditions) {
  EXPECT_EQ(
      plan(R"(match{$p: Person  not { $p worksAt $c }  $p knows $f  $f.age > 1} return{$f.slug})"),
      "scan $f pruned\nfilter\nexpand $f <Knows $p\nfilter\n");
}

TEST(PlanPattern, TraversesSeveralHops) {
  EXPECT_EQ(plan(R"(match{$p: Person {slug: "a"}  $p knows{1,3} $f} return{$f.slug})"),
            "lookup $p\ntraverse $p Knows $f {1,3}\n");
  EXPECT_EQ(plan(R"(match{$p: Person  $p knows{2,} $f  $f.slug = "a"} return{$p.slug})"),
            "lookup $f\ntraverse $f <Knows $p {2,}\n");
}

}  // namespace
}  // namespace omnigraph::exec
