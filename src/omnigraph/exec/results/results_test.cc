// The stages behind the pattern: order, distinct, grouping, limits, encoding.
#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "omnigraph/exec/testing/test_graph.h"
#include "omnigraph/query/testing/check_text.h"

namespace omnigraph::exec {
namespace {

using testing::Cell;
using testing::Outcome;
using testing::RunOptions;
using testing::TestGraph;

schema::CatalogPtr catalog() {
  static const schema::CatalogPtr made = query::testing::schema_of(
      "node T { k: String @key  i: I32?  l: I64?  u: U64?  f: F32?  d: F64?  b: Bool?  s: String?\n"
      "  day: Date?  at: DateTime?  tags: [String]?  nums: [I64]?  v: Vector(2)? }\n"
      "node U { name: String }\n"
      "edge E: T -> T { w: I32? }\n");
  return made;
}

std::string text_of(TestGraph& graph, const std::string& body, RunOptions options = {}) {
  std::string first;
  for (const size_t batch_rows : {size_t{1}, size_t{3}, kDefaultBatchRows}) {
    options.limits.batch_rows = batch_rows;
    const Outcome outcome = testing::run(graph, body, options);
    EXPECT_EQ(outcome.error, "") << body << "\n" << outcome.message;
    const std::string text = outcome.text();
    if (batch_rows == 1) {
      first = text;
    }
    EXPECT_EQ(text, first) << body;
  }
  return first;
}

TEST(Order, PutsNotANumberLastAndTakesMinusZeroForZero) {
  TestGraph graph(catalog());
  graph.node("T", "a", {{"k", "a"}, {"d", std::nan("")}});
  graph.node("T", "b", {{"k", "b"}, {"d", -std::numeric_limits<double>::infinity()}});
  graph.node("T", "c", {{"k", "c"}, {"d", 0.0}});
  graph.node("T", "d", {{"k", "d"}, {"d", -0.0}});
  graph.node("T", "e", {{"k", "e"}});
  graph.node("T", "f", {{"k", "f"}, {"d", std::numeric_limits<double>::infinity()}});
  EXPECT_EQ(text_of(graph, "match{$t: T} return{$t.k} order{$t.d}"), "e b c d f a");
  EXPECT_EQ(text_of(graph, "match{$t: T} return{$t.k} order{$t.d desc}"), "a f c d b e");
  EXPECT_EQ(text_of(graph, "match{$t: T} return{$t.d, count($t) as n} order{n desc, $t.d}"),
            R"((0.0,2) (null,1) (-Infinity,1) (Infinity,1) (NaN,1))");
}

TEST(Order, BreaksTiesByIdWhateverTheStorageOrder) {
  TestGraph graph(catalog());
  for (const char* const id : {"m", "c", "z", "a", "q", "b"}) {
    graph.node("T", id, {{"k", id}, {"i", id < std::string("n") ? 1 : 2}});
  }
  EXPECT_EQ(text_of(graph, "match{$t: T} return{$t.k} order{$t.i}"), "a b c m q z");
  EXPECT_EQ(text_of(graph, "match{$t: T} return{$t.k} order{$t.i desc} limit 4"), "q z a b");
  EXPECT_EQ(text_of(graph, "match{$t: T} return{$t.k} order{$t.i} skip 1 limit 2"), "b c");
  EXPECT_EQ(text_of(graph, "match{$t: T} return{$t.k} order{$t desc} limit 2"), "z q");
  EXPECT_EQ(text_of(graph, "match{$t: T} return{$t.k} order{$t.i} limit 0"), "");
}

TEST(Order, BreaksTiesOfSeveralVariablesInOrderOfAppearance) {
  TestGraph graph(catalog());
  for (const char* const id : {"c", "b", "a"}) {
    graph.node("T", id, {{"k", id}});
  }
  int next = 0;
  for (const char* const from : {"c", "a", "b"}) {
    for (const char* const to : {"b", "c", "a"}) {
      graph.edge("E", "e" + std::to_string(next++), from, to);
    }
  }
  EXPECT_EQ(text_of(graph, "match{$x e $y} return{$x.k, $y.k} order{$x.i} limit 4"),
            "(a,a) (a,b) (a,c) (b,a)");
}

TEST(Order, ComparesListsItemByItem) {
  TestGraph graph(catalog());
  graph.node("T", "a", {{"k", "a"}, {"nums", Cell::list({1, 2})}});
  graph.node("T", "b", {{"k", "b"}, {"nums", Cell::list({1})}});
  graph.node("T", "c", {{"k", "c"}, {"nums", Cell::list({0, 9})}});
  graph.node("T", "d", {{"k", "d"}, {"nums", Cell::list({})}});
  graph.node("T", "e", {{"k", "e"}});
  EXPECT_EQ(text_of(graph, "match{$t: T} return{$t.k} order{$t.nums}"), "e d c b a");
}

// Goal: keeping only the best rows changes nothing. Method: compare with the start of the full
// order.
TEST(Order, WithALimitIsTheStartOfTheWholeOrder) {
  TestGraph graph(catalog(), 5000);
  for (int i = 0; i < 40'000; ++i) {
    const std::string id = "n" + std::to_string(i * 7919 % 40'000);
    graph.node("T", id, {{"k", id}, {"i", i % 37}, {"s", "s" + std::to_string(i % 11)}});
  }
  const std::string body = "match{$t: T} return{$t.k, $t.i} order{$t.i, $t.s desc}";
  const Outcome whole = testing::run(graph, body);
  const Outcome part = testing::run(graph, body + " skip 3 limit 500");
  ASSERT_EQ(part.rows.size(), 500U);
  EXPECT_TRUE(std::equal(part.rows.begin(), part.rows.end(), whole.rows.begin() + 3));
}

// 100,000 rows with equal keys and ids in no order.
std::unique_ptr<TestGraph> tied_graph() {
  auto graph = std::make_unique<TestGraph>(catalog(), 20'000);
  const std::string text(60, 'x');
  for (int i = 0; i < 100'000; ++i) {
    const std::string number = std::to_string(i * 7919 % 100'000);
    const std::string id = "n" + std::string(5 - number.size(), '0') + number;
    graph->node("T", id, {{"k", id}, {"i", 1}, {"s", text}, {"tags", Cell::list({text})}});
  }
  return graph;
}

// Goal: ties do not make a limited order hold all rows. Method: so little memory that rows beyond
// twice the smallest number held do not fit.
TEST(Order, WithALimitHoldsFewRowsOfManyTies) {
  const auto graph = tied_graph();
  RunOptions options;
  for (const auto& [key, row_bytes] :
       {std::pair<const char*, size_t>("$t.i", 24), {"$t.s", 120}, {"$t.tags", 140}}) {
    const std::string body = std::string("match{$t: T} return{$t.k} order{") + key + "}";
    options.limits.memory_bytes = 2 * 16'384 * row_bytes;
    EXPECT_EQ(testing::run(*graph, body, options).error, "resource_exhausted") << key;
    const Outcome few = testing::run(*graph, body + " skip 2 limit 3", options);
    EXPECT_EQ(few.text(), "n00002 n00003 n00004") << few.message;
    EXPECT_EQ(testing::run(*graph, body + " limit 0", options).rows.size(), 0U);
  }
}

TEST(Order, WithALimitOfManyRowsOfTiesIsTheStartOfTheWholeOrder) {
  const auto graph = tied_graph();
  for (const char* const key : {"$t.i", "$t.s"}) {
    const std::string body = std::string("match{$t: T} return{$t.k} order{") + key + "}";
    const Outcome part = testing::run(*graph, body + " skip 9000 limit 9000");
    ASSERT_EQ(part.rows.size(), 9000U) << part.message;
    EXPECT_EQ(part.rows.front(), R"({"t.k":"n09000"})");
    EXPECT_EQ(part.rows.back(), R"({"t.k":"n17999"})");
  }
}

TEST(Order, TakesTiesOfDistinctRowsByTheirColumns) {
  const auto graph = tied_graph();
  EXPECT_EQ(text_of(*graph, "match{$t: T} return distinct {$t.i, $t.k} order{$t.i} limit 2"),
            "(1,n00000) (1,n00001)");
}

// As JSON texts `"a"` would come behind `"a!"`, and a type behind the id.
TEST(Order, ComparesListsOfEntitiesByTypeAndId) {
  TestGraph graph(
      query::testing::schema_of("interface Named { k: String }\n"
                                "node A implements Named { k: String }\n"
                                "node B implements Named { k: String }\n"
                                "node P { k: String @key }\n"
                                "edge E: P -> A\nedge F: P -> B\n"));
  for (const char* const id : {"a", "a!", "a\"", "a\x01", "a\\", "b"}) {
    graph.node("A", id, {{"k", id}});
  }
  graph.node("B", "0", {{"k", "0"}});
  graph.node("B", "a", {{"k", "a"}});
  int next = 0;
  const auto group = [&](const char* name,
                         const std::vector<const char*>& as,
                         const std::vector<const char*>& bs = {}) {
    graph.node("P", name, {{"k", name}});
    for (const char* const id : as) {
      graph.edge("E", "e" + std::to_string(next++), name, id);
    }
    for (const char* const id : bs) {
      graph.edge("F", "f" + std::to_string(next++), name, id);
    }
  };
  group("1", {"a", "b"});
  group("2", {"a!"});
  group("3", {"a\x01"});
  group("4", {"a"});
  group("5", {"a\""});
  group("6", {"b"});
  group("7", {}, {"0"});
  group("8", {"a\\"});
  EXPECT_EQ(text_of(graph, "match{$p e $x} return{$p.k, collect($x) as xs} order{xs} limit 99")
                .find("(4,"),
            0U);
  const auto keys = [&](const std::string& body) {
    const Outcome outcome = testing::run(graph, body);
    std::string text = outcome.message;
    for (const std::string& row : outcome.rows) {
      text += row.substr(8, 1);
    }
    return text;
  };
  EXPECT_EQ(keys("match{$p e $x} return{$p.k, collect($x) as xs} order{xs}"), "4132586");
  EXPECT_EQ(keys("match{$p e $x} return{$p.k, collect($x) as xs} order{xs desc}"), "6852314");
  EXPECT_EQ(keys("match{$x: Named  $p (e | f) $x} return{$p.k, collect($x) as xs} order{xs}"),
            "41325867");
  EXPECT_EQ(keys("match{$p: P} return{$p.k, collect($x) { $p e $x } as xs} order{xs}"), "74132586");
}

TEST(Distinct, ComparesWholeRowsAndKeepsFirstOnes) {
  TestGraph graph(catalog());
  graph.node("T", "a", {{"k", "a"}, {"i", 1}, {"s", "x"}, {"tags", Cell::list({"p", "q"})}});
  graph.node("T", "b", {{"k", "b"}, {"i", 1}, {"s", "x"}, {"tags", Cell::list({"pq"})}});
  graph.node("T", "c", {{"k", "c"}, {"s", "x"}, {"tags", Cell::list({"p", "q"})}});
  graph.node("T", "d", {{"k", "d"}, {"s", "x"}});
  EXPECT_EQ(text_of(graph, "match{$t: T} return distinct {$t.i, $t.s}"), "(1,x) (null,x)");
  EXPECT_EQ(text_of(graph, "match{$t: T} return distinct {$t.tags}"), R"(["p","q"] ["pq"] null)");
  EXPECT_EQ(text_of(graph, "match{$t: T} return distinct {$t.i, $t.s} order{$t.i} limit 1"),
            "(null,x)");
}

TEST(Distinct, TakesEntitiesByIdentity) {
  TestGraph graph(catalog());
  graph.node("U", "u1", {{"name", "same"}});
  graph.node("U", "u2", {{"name", "same"}});
  EXPECT_EQ(testing::run(graph, "match{$u: U  $w: U} return distinct {$u}").rows.size(), 2U);
  EXPECT_EQ(text_of(graph, "match{$u: U  $w: U} return distinct {$u.name}"), "same");
}

TEST(Group, GroupsByEntitiesAndKeepsThemWhole) {
  const auto graph = testing::language_graph();
  EXPECT_EQ(
      text_of(*graph, "match{$p worksAt $c} return{$c, count($p) as n} order{n desc}"),
      R"(({"@id":"acme","slug":"acme","name":"Acme","size":100},2) ({"@id":"zeta","slug":"zeta","name":"Zeta","size":null},1))");
  EXPECT_EQ(
      text_of(*graph,
              R"(match{$p knows $f} return{$p.slug, collect($f) as fs} order{$p.slug} limit 1)")
          .substr(0, 24),
      R"((a,[{"@id":"b","slug":"b)");
}

TEST(Group, AddsIntegersExactly) {
  TestGraph graph(catalog());
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  graph.node("T", "a", {{"k", "a"}, {"l", kMax}});
  graph.node("T", "b", {{"k", "b"}, {"l", kMax}});
  graph.node("T", "c", {{"k", "c"}, {"l", -kMax}});
  EXPECT_EQ(
      text_of(graph, "match{$t: T} return{sum_int($t.l) as s, sum($t.l) as f, avg($t.l) as m}"),
      "(9223372036854775807,9.223372036854776e18,3.0744573456182584e18)");
  EXPECT_EQ(testing::run(graph, R"(match{$t: T  $t.k != "c"} return{sum_int($t.l) as s})").error,
            "R102");
}

TEST(Group, RefusesSumsThatAreNotFinite) {
  TestGraph graph(catalog());
  graph.node("T", "a", {{"k", "a"}, {"d", 1e308}});
  graph.node("T", "b", {{"k", "b"}, {"d", 1e308}});
  EXPECT_EQ(testing::run(graph, "match{$t: T} return{sum($t.d) as s}").error, "R103");
  EXPECT_EQ(text_of(graph, "match{$t: T} return{max($t.d) as s}"), "1.0e308");
}

TEST(Group, FindsExtremesOfEveryType) {
  TestGraph graph(catalog());
  graph.node("T",
             "a",
             {{"k", "a"},
              {"i", -5},
              {"u", 7},
              {"f", 0.5},
              {"b", true},
              {"s", "x"},
              {"day", "2024-02-01"},
              {"at", "2024-02-01T01:00:00Z"}});
  graph.node("T",
             "b",
             {{"k", "b"},
              {"i", 3},
              {"u", 2},
              {"f", -0.25},
              {"b", false},
              {"s", "w"},
              {"day", "1960-02-01"},
              {"at", "1960-02-01T01:00:00Z"}});
  graph.node("T", "c", {{"k", "c"}});
  EXPECT_EQ(
      text_of(graph,
              "match{$t: T} return{min($t.i) as a, min($t.u) as b, min($t.f) as c, min($t.b) as d, "
              "min($t.s) as e, min($t.day) as f, min($t.at) as g}"),
      "(-5,2,-0.25,false,w,1960-02-01,1960-02-01T01:00:00.000Z)");
  EXPECT_EQ(
      text_of(graph,
              "match{$t: T} return{max($t.i) as a, max($t.u) as b, max($t.f) as c, max($t.b) as d, "
              "max($t.s) as e, max($t.day) as f, max($t.at) as g}"),
      "(3,7,0.5,true,x,2024-02-01,2024-02-01T01:00:00.000Z)");
}

TEST(Group, CountsDistinctValuesPerGroup) {
  const auto graph = testing::language_graph();
  EXPECT_EQ(text_of(*graph,
                    "match{$p: Person} return{$p.active, count(distinct $p.city) as n, "
                    "sum(distinct $p.age) as s} order{$p.active}"),
            "(false,0,41.0) (true,2,55.0)");
  EXPECT_EQ(text_of(*graph, "match{$p <knows> $f} return{count(distinct $f) as n, count($f) as m}"),
            "(5,11)");
}

TEST(Group, OrdersGroupsWithEqualKeysByTheirOwn) {
  const auto graph = testing::language_graph();
  EXPECT_EQ(
      text_of(*graph, "match{$p: Person} return{$p.city, $p.active, count($p) as n} order{n}"),
      "(null,false,1) (Oslo,true,2) (Rome,true,2)");
}

TEST(Limits, RefuseQueriesThatHoldTooMuch) {
  TestGraph graph(catalog(), 1000);
  for (int i = 0; i < 3000; ++i) {
    const std::string id = "n" + std::to_string(i);
    graph.node("T", id, {{"k", id}, {"s", std::string(100, 'x') + id}});
  }
  RunOptions options;
  options.limits.memory_bytes = 64 << 10;
  for (const char* const body : {"match{$t: T} return{$t.s}",
                                 "match{$t: T} return{$t.k} order{$t.s}",
                                 "match{$t: T} return{$t.s, count($t) as n}",
                                 "match{$t: T} return{count(distinct $t.s) as n}",
                                 "match{$t: T} return{collect($t.s) as n}",
                                 "match{$t: T} return distinct {$t.s}"}) {
    EXPECT_EQ(testing::run(graph, body, options).error, "resource_exhausted") << body;
  }
  EXPECT_EQ(testing::run(graph, "match{$t: T} return{$t.s} limit 10", options).rows.size(), 10U);
  EXPECT_EQ(testing::run(graph, "match{$t: T} return{count($t) as n}", options).text(), "3000");
}

TEST(Encode, WritesEveryTypeAsTheLanguageSays) {
  TestGraph graph(catalog());
  graph.node("T",
             "a",
             {{"k", "a\"b"},
              {"i", -1},
              {"l", int64_t{9007199254740993}},
              {"u", int64_t{5}},
              {"f", 0.1},
              {"d", 30.0},
              {"b", true},
              {"day", "2024-01-01"},
              {"at", "2024-01-01T12:34:56.7Z"},
              {"tags", Cell::list({"x", Cell()})},
              {"v", Cell::vector({0.1F, 1})}});
  EXPECT_EQ(
      testing::run(
          graph,
          "match{$t: T} return{$t.k, $t.i, $t.l, $t.u, $t.f, $t.d, $t.b, $t.s, $t.day, $t.at, "
          "$t.tags, $t.v}")
          .rows[0],
      R"({"t.k":"a\"b","t.i":-1,"t.l":9007199254740993,"t.u":5,"t.f":0.1,"t.d":30.0,"t.b":true,"t.s":null,)"
      R"("t.day":"2024-01-01","t.at":"2024-01-01T12:34:56.700Z","t.tags":["x",null],"t.v":[0.1,1.0]})");
}

}  // namespace
}  // namespace omnigraph::exec
