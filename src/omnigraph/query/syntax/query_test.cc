#include <gtest/gtest.h>

#include "omnigraph/query/syntax/parse_for_test.h"

namespace omnigraph::query::syntax {
namespace {

std::string body(const std::string& text) {
  return parsed("query q() { " + text + " }");
}

TEST(Query, NameParametersAndAnnotations) {
  EXPECT_EQ(parsed("query get($a: String, $b: [I32]?, $v: Vector(4), $d: DateTime?)\n"
                   "  @description(\"d\") @instruction(\"i\")\n"
                   "{ match { $p: P } return { $p.x } }"),
            "(query get ($a String) ($b [I32]?) ($v Vector(4)) ($d DateTime?) (description \"d\") "
            "(instruction \"i\") (match (bind $p P)) (return $p.x))");
  EXPECT_EQ(parsed("query q($x: Blob, $y: Date, $z: U64,) { delete P where true }"),
            "(query q ($x Blob) ($y Date) ($z U64) (delete P (where true)))");
  EXPECT_EQ(parsed("query match() { delete P where true }"),
            "(query match (delete P (where true)))");
}

TEST(Query, AnnotationsMayStandBeforeQueryAndOnlyOnce) {
  const std::string before = "@description(\"d\") query q() { delete P where true }";
  EXPECT_EQ(codes_of(before), "L402");
  EXPECT_EQ(parsed(before), "(query q (description \"d\") (delete P (where true)))");
  EXPECT_EQ(codes_of("query q() @instruction(\"a\") @instruction(\"b\") { delete P where true }"),
            "Q005");
  EXPECT_EQ(codes_of("@description(\"a\") query q() @description(\"b\") { delete P where true }"),
            "Q005");
  EXPECT_EQ(codes_of("query q() @descripton(\"a\") { delete P where true }"), "Q002");
}

TEST(Query, AFileHoldsSeveral) {
  EXPECT_EQ(parsed("query a() { delete P where true } // x\nquery b() { delete P where false }"),
            "(query a (delete P (where true)))\n(query b (delete P (where false)))");
  EXPECT_EQ(parsed(""), "");
  EXPECT_EQ(parsed(" /* nothing */ // at all"), "");
}

TEST(Read, ReturnWithAliasesDistinctAndHaving) {
  EXPECT_EQ(body("match { $p: P } return distinct { $p.x as a, $p.y $p.z as limit count(*) as n }"),
            "(query q (match (bind $p P)) (return distinct (as $p.x a) $p.y (as $p.z limit) "
            "(as (count *) n)))");
  EXPECT_EQ(
      body("match { $p: P } return { $p.x, count($p) as n } having n > 1 and $p.x = 2 limit 3"),
      "(query q (match (bind $p P)) (return $p.x (as (count $p) n)) "
      "(having (and (> `n` 1) (= $p.x 2))) (limit 3))");
  EXPECT_EQ(body("match { $p: P } return { distinct }"),
            "(query q (match (bind $p P)) (return `distinct`))");
}

TEST(Read, TailsInAnySequence) {
  EXPECT_EQ(
      body(
          "match { $p: P } return { $p.x } order { $p.x desc, n asc nulls last, $p.y nulls first } "
          "skip 1 limit $n"),
      "(query q (match (bind $p P)) (return $p.x) (order $p.x desc `n` asc nulls-last $p.y "
      "nulls-first) (skip 1) (limit $n))");
  EXPECT_EQ(body("match { $p: P } return { $p.x } limit 3 offset $k order { $p.x }"),
            "(query q (match (bind $p P)) (return $p.x) (order $p.x) (skip $k) (limit 3))");
  EXPECT_EQ(codes_of("query q() { match { $p: P } return { $p.x } limit 3 limit 4 }"), "Q005");
  EXPECT_EQ(codes_of("query q() { match { $p: P } return { $p.x } skip 3 offset 4 }"), "Q005");
  EXPECT_EQ(codes_of("query q() { match { $p: P } return { $p.x } order { $p.x } order { $p.y } }"),
            "Q005");
  EXPECT_EQ(codes_of("query q() { match { $p: P } return { $p.x } limit -1 }"), "Q001");
  EXPECT_EQ(codes_of("query q() { match { $p: P } return { $p.x } limit 1.5 }"), "Q001");
}

TEST(Read, RankOrdersMayHaveADirection) {
  EXPECT_EQ(
      body("match { $d: D } return { $d.x } order { nearest($d.v, $q) desc } limit 3"),
      "(query q (match (bind $d D)) (return $d.x) (order (call nearest $d.v $q) desc) (limit 3))");
}

TEST(Read, Unions) {
  EXPECT_EQ(body("match { $p: P } return { $p.x as s } union match { $c: C } return { $c.x as s } "
                 "union all match { $d: D } return distinct { $d.x as s } order { s }"),
            "(query q (match (bind $p P)) (return (as $p.x s)) union (match (bind $c C)) "
            "(return (as $c.x s)) union-all (match (bind $d D)) (return distinct (as $d.x s)) "
            "(order `s`))");
  EXPECT_EQ(
      codes_of(
          "query q() { match { $p: P } return { 1 } limit 1 union match { $p: P } return { 1 } }"),
      "Q001");
}

TEST(Read, NeedsReturnAndEndsThere) {
  EXPECT_EQ(codes_of("query q() { match { $p: P } }"), "Q001");
  EXPECT_EQ(codes_of("query q() { match { $p: P } return { } }"), "Q001");
  EXPECT_EQ(codes_of("query q() { match { $p: P } return { 1 } delete P where true }"), "Q001");
  EXPECT_EQ(codes_of("query q() { match { $p: P } return { 1 } nonsense }"), "Q001");
  EXPECT_EQ(codes_of("query q() { }"), "Q001");
}

TEST(Mutation, Insert) {
  EXPECT_EQ(body("insert P { slug: $s, age: 3 name: \"x\" tags: [] at: now() }"),
            "(query q (insert P (slug $s) (age 3) (name \"x\") (tags (list)) (at (call now))))");
  EXPECT_EQ(body("insert Knows { from: $a, to: $b } insert Knows { @src: $a, @dst: $b }"),
            "(query q (insert Knows (from $a) (to $b)) (insert Knows (@src $a) (@dst $b)))");
  EXPECT_EQ(body("upsert P { slug: $s, age: age + 1 }"),
            "(query q (upsert P (slug $s) (age (+ `age` 1))))");
  EXPECT_EQ(codes_of("query q() { insert P { } }"), "Q001");
  EXPECT_EQ(codes_of("query q() { insert P { @id: 1 } }"), "Q001");
}

// A word before a colon is the name of the next assignment, whatever else it could be.
TEST(Mutation, WordsBeforeAColonAreNames) {
  EXPECT_EQ(body("insert P { a: 1 in: 2 and: $x is: 3 not: true contains: \"c\" or: null case: 4 "
                 "null: 5 }"),
            "(query q (insert P (a 1) (in 2) (and $x) (is 3) (not true) (contains \"c\") (or null) "
            "(case 4) (null 5)))");
}

TEST(Mutation, UpdateAndDelete) {
  EXPECT_EQ(body("update P set { age: age + 1, in: 2 } where slug = $s and not age is null"),
            "(query q (update P (age (+ `age` 1)) (in 2) (where (and (= `slug` $s) "
            "(not (is-null `age`))))))");
  EXPECT_EQ(
      body("delete Knows where from = $a and @dst = \"b\" and $self.x > 1"),
      "(query q (delete Knows (where (and (and (= `from` $a) (= @dst \"b\")) (> $self.x 1)))))");
  EXPECT_EQ(body("delete P where tags contains \"x\" or contains = 3"),
            "(query q (delete P (where (or (contains `tags` \"x\") (= `contains` 3)))))");
  EXPECT_EQ(body("delete P where not exists { $self knows $x }"),
            "(query q (delete P (where (not (exists (edge $self knows $x))))))");
}

TEST(Mutation, SeveralStatementsWithReturn) {
  EXPECT_EQ(body("delete P where a = 1 insert P { slug: \"x\" } update P set { a: 1 } where true "
                 "return { slug, @id, $self as me }"),
            "(query q (delete P (where (= `a` 1))) (insert P (slug \"x\")) (update P (a 1) "
            "(where true) (return `slug` @id (as $self me))))");
}

TEST(FileStatement, Branches) {
  EXPECT_EQ(parsed("branch create b1"), "(branch create b1)");
  EXPECT_EQ(parsed("branch create \"a/b\" from main;"), "(branch create a/b from main)");
  EXPECT_EQ(parsed("branch delete b"), "(branch delete b)");
  EXPECT_EQ(parsed("branch merge s into t;"), "(branch merge s into t)");
  EXPECT_EQ(parsed("branch merge s"), "(branch merge s)");
  EXPECT_EQ(parsed("branch list"), "(branch list)");
  EXPECT_EQ(codes_of("branch rename b"), "Q001");
  EXPECT_EQ(codes_of("branch create feature-x"), "Q001");
}

TEST(FileStatement, SettingsShowAndExplain) {
  EXPECT_EQ(
      parsed("set hop_limit = 64; reset engine; reset all; query q() { delete P where true }"),
      "(set hop_limit 64)\n(reset engine)\n(reset all)\n(query q (delete P (where true)))");
  EXPECT_EQ(parsed("set null_cells = omit; show null_cells;"),
            "(set null_cells omit)\n(show null_cells)");
  EXPECT_EQ(parsed("show all;"), "(show all)");
  EXPECT_EQ(parsed("explain query q() { match { $p: P } return { 1 } }"),
            "(explain (query q (match (bind $p P)) (return 1)))");
  EXPECT_EQ(codes_of("set hop_limit = 64;"), "Q003");
  EXPECT_EQ(codes_of("set hop_limt = 64; show all;"), "Q003");
  EXPECT_EQ(codes_of("set hop_limit 64; show all;"), "Q003");
  EXPECT_EQ(codes_of("set hop_limit = 64 show all;"), "Q003");
  EXPECT_EQ(codes_of("query q() { delete P where true } set hop_limit = 1;"), "Q003");
}

TEST(FileStatement, StandsAlone) {
  EXPECT_EQ(codes_of("branch list branch list"), "Q004");
  EXPECT_EQ(codes_of("branch list query q() { delete P where true }"), "Q004");
  EXPECT_EQ(codes_of("explain query q() { delete P where true }"), "Q004");
}

TEST(Query, ReportsErrorsOfSeveralQueries) {
  const std::string source =
      "query a( { delete P where true }\n"
      "query b() { match { $p: P } return { $p. } }\n"
      "query c() { delete P where true }\n"
      "query d() { insert { } }\n";
  const Result<ast::File> file = parse_query_file(source);
  ASSERT_FALSE(file.ok());
  std::vector<uint32_t> lines;
  for (const Diagnostic& finding : file.error().diagnostics()) {
    lines.push_back(finding.position->line);
  }
  EXPECT_EQ(lines, (std::vector<uint32_t>{1, 2, 4}));
  EXPECT_EQ(file.error().message(),
            "parse error: " + file.error().diagnostics()[0].code + ": " +
                file.error().diagnostics()[0].message);
}

}  // namespace
}  // namespace omnigraph::query::syntax
