// Patterns beyond the cases of the specification: every query runs with batches of one row, of
// three and of the usual size, and must give the same rows in the same order.
#include <string>

#include <gtest/gtest.h>

#include "omnigraph/exec/run_read.h"
#include "omnigraph/exec/testing/test_graph.h"
#include "omnigraph/query/testing/check_text.h"

namespace omnigraph::exec {
namespace {

using testing::Outcome;
using testing::RunOptions;
using testing::TestGraph;

Outcome run_all(TestGraph& graph, const std::string& body, RunOptions options = {}) {
  options.limits.batch_rows = 1;
  const Outcome one = testing::run(graph, body, options);
  for (const size_t batch_rows : {size_t{3}, kDefaultBatchRows}) {
    options.limits.batch_rows = batch_rows;
    const Outcome other = testing::run(graph, body, options);
    EXPECT_EQ(one.rows, other.rows) << body;
    EXPECT_EQ(one.error, other.error) << body;
  }
  EXPECT_EQ(one.error, "") << body << "\n" << one.message;
  return one;
}

std::string rows(TestGraph& graph, const std::string& body, const RunOptions& options = {}) {
  return run_all(graph, body, options).sorted_text();
}

class Patterns : public ::testing::Test {
 protected:
  std::unique_ptr<TestGraph> graph_ = testing::language_graph();
};

TEST_F(Patterns, UndirectedEdgeVariablesGiveEveryEdgeOnce) {
  EXPECT_EQ(
      rows(*graph_, R"(match{$p: Person {slug: "e"}  $p $w:<knows> $f} return{$f.slug, $w.@id})"),
      R"((e,["e","e"]))");
  EXPECT_EQ(
      rows(*graph_, R"(match{$p: Person {slug: "a"}  $p $w:<knows> $f} return{$f.slug, $w.since})"),
      "(b,2019) (c,2021) (d,2022)");
}

TEST_F(Patterns, EdgesBetweenBoundEndsAreJoinedOrTested) {
  EXPECT_EQ(
      rows(
          *graph_,
          R"(match{$p: Person {slug: "a"}  $f: Person {slug: "b"}  $p $l:likes $f} return{$l.note})"),
      "null tea");
  EXPECT_EQ(
      rows(*graph_,
           R"(match{$p: Person {slug: "a"}  $f: Person {slug: "b"}  $p likes $f} return{$f.slug})"),
      "b");
  EXPECT_EQ(
      rows(*graph_, R"(match{$a knows $b  $b knows $c  $c knows $d  $d knows $a} return{$a.slug})"),
      "a b c d e");
}

TEST_F(Patterns, SelfLoopsCloseOnTheirNode) {
  EXPECT_EQ(rows(*graph_, "match{$p: Person  $p knows $p} return{$p.slug}"), "e");
  EXPECT_EQ(rows(*graph_, "match{$p: Person  $p <knows> $p} return{$p.slug}"), "e");
  EXPECT_EQ(rows(*graph_, "match{$p: Person  $p knows{1,3} $p} return{$p.slug}"), "e");
  EXPECT_EQ(rows(*graph_, "match{$p: Person  $p knows{2,3} $p} return{$p.slug}"), "");
  EXPECT_EQ(rows(*graph_, "match{$p: Person  $p knows{0,0} $p} return{$p.slug}"), "a b c d e");
}

TEST_F(Patterns, ZeroHopsGiveTheStartOnce) {
  EXPECT_EQ(rows(*graph_, R"(match{$p: Person {slug: "e"}  $p knows{0,2} $f} return{$f.slug})"),
            "e");
  EXPECT_EQ(rows(*graph_, R"(match{$p: Person {slug: "a"}  $p knows{0,} $f} return{$f.slug})"),
            "a b c d");
}

TEST_F(Patterns, SeveralHopsRunAgainstTheEdgesFromTheOtherEnd) {
  EXPECT_EQ(rows(*graph_, R"(match{$p: Person  $p knows{2,2} $f  $f.slug = "d"} return{$p.slug})"),
            "a b");
  EXPECT_EQ(
      rows(
          *graph_,
          R"(match{$p: Person {slug: "a"}  $f: Person {slug: "d"}  $p knows{1,2} $f} return{$f.slug})"),
      "d");
  EXPECT_EQ(
      rows(
          *graph_,
          R"(match{$p: Person {slug: "a"}  $f: Person {slug: "d"}  $p knows{3,5} $f} return{$f.slug})"),
      "");
}

TEST_F(Patterns, TraversalsOfManyStartsBetweenBoundEndsAreTests) {
  EXPECT_EQ(
      rows(*graph_,
           R"(match{$p worksAt $c  $q worksAt $c  $p knows{1,2} $q} return{$p.slug, $q.slug})"),
      "(a,b)");
}

TEST_F(Patterns, SeparatePartsAreCrossed) {
  EXPECT_EQ(
      rows(*graph_, R"(match{$p: Person {city: "Rome"}  $c: Company} return{$p.slug, $c.slug})"),
      "(a,acme) (a,zeta) (d,acme) (d,zeta)");
  EXPECT_EQ(
      rows(
          *graph_,
          R"(match{$p: Person  $q: Person  $p.age = $q.age  $p.slug < $q.slug} return{$p.slug, $q.slug})"),
      "(a,e)");
  EXPECT_EQ(
      rows(*graph_, R"(match{$p: Person {slug: "zz"}  $c: Company} return{$p.slug, $c.slug})"), "");
}

TEST_F(Patterns, BlocksMayNestAndUseAllThatEnclosesThem) {
  // Persons who know someone that works where they do not.
  EXPECT_EQ(rows(*graph_,
                 R"(match{$p: Person  exists { $p knows $f  $f worksAt $c  not { $p worksAt $c } }}
                             return{$p.slug})"),
            "a b d");
  // Uses the outermost variable only in the innermost block.
  EXPECT_EQ(
      rows(
          *graph_,
          R"(match{$p: Person  exists { $p knows $f  count { $f knows $g  $g.city = $p.city } > 0 }}
                             return{$p.slug})"),
      "a e");
}

TEST_F(Patterns, BlocksMayHoldPartsOfTheirOwn) {
  EXPECT_EQ(
      rows(*graph_,
           R"(match{$p: Person} return{$p.slug, count { $q: Person  $q.city = $p.city } as n})"),
      "(a,2) (b,2) (c,0) (d,2) (e,2)");
  EXPECT_EQ(
      rows(*graph_,
           R"(match{$p: Person  not { $q: Person  $q.city = $p.city  $q != $p }} return{$p.slug})"),
      "c");
}

TEST_F(Patterns, BlockAggregatesAreNullWithoutValues) {
  EXPECT_EQ(rows(*graph_, R"(match{$p: Person} return{$p.slug, sum($f.age) { $p knows $f } as s})"),
            "(a,66.0) (b,41.0) (c,null) (d,30.0) (e,30.0)");
  EXPECT_EQ(
      rows(*graph_, R"(match{$p: Person} return{$p.slug, collect($f.city) { $p knows $f } as s})"),
      R"((a,["Oslo"]) (b,[]) (c,["Rome"]) (d,["Rome"]) (e,["Oslo"]))");
  EXPECT_EQ(
      rows(*graph_,
           R"(match{$p: Person {slug: "a"}} return{count(distinct $f.age) { $p knows{1,3} $f } as n,
                             max($f.name) { $p knows $f } as m, min($f.age) { $p knows $f } as lo})"),
      "(2,Cyd,25)");
}

TEST_F(Patterns, ErrorsInBlocksDoNotDependOnWhichSolutionComesFirst) {
  // b is a solution; c raises a division by zero.
  const std::string body =
      R"(match{$p: Person {slug: "a"}  exists { $p knows $f  100 / ($f.age - 41) < 0 }} return{$p.slug})";
  for (const size_t batch_rows : {size_t{1}, kDefaultBatchRows}) {
    RunOptions options;
    options.limits.batch_rows = batch_rows;
    EXPECT_EQ(testing::run(*graph_, body, options).error, "R101");
  }
}

TEST_F(Patterns, ConditionsThatMayRaiseSeeOnlyWhatTheOthersLeave) {
  EXPECT_EQ(rows(*graph_,
                 R"(match{$p: Person  100 / ($p.age - 25) > 10  $p.slug != "b"} return{$p.slug})"),
            "a e");
  EXPECT_EQ(
      testing::run(*graph_, R"(match{$p: Person  100 / ($p.age - 25) > 10} return{$p.slug})").error,
      "R101");
}

TEST_F(Patterns, InterfacesMatchEveryTypeThatFits) {
  EXPECT_EQ(rows(*graph_, R"(match{$x: Named} return{$x.name})"), "Acme Ana Bob Cyd Dan Eve Zeta");
  EXPECT_EQ(
      rows(*graph_, R"(match{$x: Named  $x.@id = "a"} return{$x})"),
      R"({"@id":"a","@type":"Person","slug":"a","name":"Ana","age":30,"city":"Rome","tags":["x","y"],)"
      R"("bio":"graph databases","born":"1994-05-01","seen":"2024-01-01T12:00:00.000Z","active":true})");
  EXPECT_EQ(rows(*graph_, R"(match{$p: Person {slug: "a"}  $x: Named  $p * $x} return{$x.name})"),
            "Acme Bob Cyd");
  EXPECT_EQ(
      rows(*graph_, R"(match{$x: Named  $y: Named  $x.name < $y.name  $x.name < "B"  $y.name < "B"}
                             return{$x.name, $y.name})"),
      "(Acme,Ana)");
}

TEST_F(Patterns, OpenEndedTraversalsStopAtTheHopLimit) {
  TestGraph chain(graph_->catalog(), 7);
  for (int i = 0; i <= 10; ++i) {
    const std::string id = "n" + std::to_string(i);
    chain.node("Person", id, {{"slug", id}, {"name", id}, {"active", true}});
    if (i > 0) {
      chain.edge(
          "Knows", "k" + std::to_string(i), "n" + std::to_string(i - 1), id, {{"weight", 1.0}});
    }
  }
  RunOptions options;
  options.limits.hop_limit = 10;
  const std::string body =
      R"(match{$p: Person {slug: "n0"}  $p knows{1,} $f} return{count($f) as n})";
  EXPECT_EQ(testing::run(chain, body, options).text(), "10");
  options.limits.hop_limit = 9;
  EXPECT_EQ(testing::run(chain, body, options).error, "R201");
  const std::string finite =
      R"(match{$p: Person {slug: "n0"}  $p knows{1,20} $f} return{count($f) as n})";
  EXPECT_EQ(testing::run(chain, finite, options).text(), "10");
}

TEST_F(Patterns, WideTraversalsStopAtTheWorkLimit) {
  RunOptions options;
  options.limits.traversal_work_limit = 4;
  EXPECT_EQ(
      testing::run(
          *graph_, R"(match{$p: Person {slug: "a"}  $p knows{1,} $f} return{$f.slug})", options)
          .error,
      "R202");
  EXPECT_EQ(
      testing::run(
          *graph_, R"(match{$p: Person {slug: "a"}  $p knows{1,4} $f} return{$f.slug})", options)
          .error,
      "");
}

TEST_F(Patterns, RowsWithoutOrderComeInStorageAndAdjacencyOrder) {
  EXPECT_EQ(run_all(*graph_, R"(match{$p: Person  $p knows $f} return{$p.slug, $f.slug})").text(),
            "(a,b) (a,c) (b,c) (c,d) (d,a) (e,e)");
  EXPECT_EQ(
      run_all(*graph_, R"(match{$p: Person {slug: "a"}  $p knows{1,3} $f} return{$f.slug})").text(),
      "b c d");
}

TEST_F(Patterns, ManyNeighboursCrossBatches) {
  TestGraph star(graph_->catalog(), 100);
  for (int i = 0; i < 500; ++i) {
    const std::string id = "n" + std::to_string(i);
    star.node("Person", id, {{"slug", id}, {"name", id}, {"active", true}});
    star.edge("Likes", "l" + std::to_string(i), "n0", "n" + std::to_string(i % 250));
  }
  EXPECT_EQ(rows(star, R"(match{$p: Person {slug: "n0"}  $p likes $f} return{count($f) as n})"),
            "250");
  EXPECT_EQ(rows(star, R"(match{$p: Person {slug: "n0"}  $p $l:likes $f} return{count($l) as n})"),
            "500");
  EXPECT_EQ(rows(star, R"(match{$p: Person  exists { $p likes $f }} return{$p.slug})"), "n0");
  EXPECT_EQ(
      rows(star, R"(match{$p: Person  exists { $p likes $f  $f.slug = "n249" }} return{$p.slug})"),
      "n0");
}

TEST_F(Patterns, CancelledRunsStop) {
  const auto checked = query::testing::check_text(
      graph_->catalog(), "query t() { match{$p: Person} return{$p.slug} }");
  CancelToken cancel;
  cancel.cancel();
  ExecContext context{*checked.query, *graph_, {}, 0, cancel, {}};
  const auto result = run_read(context);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code(), ErrorCode::kCancelled);
}

std::vector<uint32_t> target_of(TestGraph& graph, const std::string& statement) {
  const auto checked =
      query::testing::check_text(graph.catalog(), "query t() { " + statement + " }");
  if (checked.query == nullptr) {
    ADD_FAILURE() << checked.describe();
    return {};
  }
  const CancelToken cancel;
  ExecContext context{*checked.query, graph, {}, 0, cancel, {}};
  const auto& first = std::get<query::Mutation>(checked.query->body).statements[0];
  auto found = run_target(context, first.target, first.self);
  EXPECT_TRUE(found.ok());
  return found.ok() ? *found : std::vector<uint32_t>();
}

TEST_F(Patterns, TargetsOfMutationsComeByPosition) {
  EXPECT_EQ(target_of(*graph_, R"(delete Person where slug in ["e", "b", "zz"])"),
            (std::vector<uint32_t>{1, 4}));
  EXPECT_EQ(target_of(*graph_, R"(update Person set { city: "X" } where age > 26)"),
            (std::vector<uint32_t>{0, 2, 4}));
  EXPECT_EQ(target_of(*graph_, R"(delete Knows where @src = "a")"), (std::vector<uint32_t>{0, 1}));
  EXPECT_EQ(target_of(*graph_, R"(delete Person where exists { $self worksAt $c })"),
            (std::vector<uint32_t>{0, 1, 2}));
}

}  // namespace
}  // namespace omnigraph::exec
