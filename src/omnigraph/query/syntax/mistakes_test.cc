// What people and programs write who know other languages: the code, and the text after the edits.
#include <gtest/gtest.h>

#include "omnigraph/query/syntax/parse_for_test.h"

namespace omnigraph::query::syntax {
namespace {

std::string query(const std::string& body) {
  return "query q() { " + body + " }";
}
std::string match(const std::string& clauses) {
  return query("match { " + clauses + " } return { 1 }");
}

// `source` has errors with `codes`, and after all edits is `expected`, which parses.
void expect_mended(const std::string& source,
                   const std::string& codes,
                   const std::string& expected) {
  EXPECT_EQ(codes_of(source), codes) << source;
  EXPECT_EQ(mended(source), expected);
  EXPECT_TRUE(parse_query_file(expected).ok()) << parsed(expected);
}

TEST(Mistakes, ForeignOperators) {
  expect_mended(match("$p.a && $p.b"), "Q103", match("$p.a and $p.b"));
  expect_mended(match("$p.a&&$p.b||$p.c"), "Q103 Q103", match("$p.a and $p.b or $p.c"));
  expect_mended(match("!$p.a"), "Q103", match("not $p.a"));
  expect_mended(match("! exists { $p knows $f }"), "Q103", match("not exists { $p knows $f }"));
  expect_mended(match("$p.a = !$p.b"), "Q103", match("$p.a = (not $p.b)"));
  expect_mended(match("$p.a starts with \"x\""), "Q103", match("$p.a starts_with \"x\""));
}

TEST(Mistakes, BarsBesideTextMayMeanPlus) {
  const Result<ast::File> file = parse_query_file(match("$p.a || \"x\""));
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().diagnostics()[0].applicability, Applicability::kNeedsReview);
  EXPECT_EQ(file.error().diagnostics()[0].edits.at(0).replacement, "+");
}

TEST(Mistakes, ForeignSpellingsAreAccepted) {
  EXPECT_EQ(codes_of(match("$p.a == 1 $p.b <> 'x' where $p.c > 2")), "L403 L403 L403 L403");
  EXPECT_EQ(clauses("$p.a == 1 $p.b <> 'x' where $p.c > 2"),
            R"((filter (= $p.a 1)) (filter (!= $p.b "x")) (filter (> $p.c 2)))");
}

TEST(Mistakes, UpperCaseKeywords) {
  expect_mended(
      "QUERY q() { MATCH { $p: P  $p.a = 1 AND NOT $p.b IN [1] } RETURN DISTINCT { $p.a AS x } "
      "ORDER { $p.a DESC } LIMIT 3 }",
      "Q104 Q104 Q104 Q104 Q104 Q104 Q104 Q104 Q104 Q104 Q104",
      "query q() { match { $p: P  $p.a = 1 and not $p.b in [1] } return distinct { $p.a as x } "
      "order { $p.a desc } limit 3 }");
  expect_mended(query("INSERT P { a: TRUE } Update P SET { a: NULL } WHERE a IS NOT NULL"),
                "Q104 Q104 Q104 Q104 Q104 Q104 Q104 Q104 Q104",
                query("insert P { a: true } update P set { a: null } where a is not null"));
  expect_mended(query("match { $p: P } return { COUNT($p) as n, Upper($p.a) as u }"),
                "Q104 Q104",
                query("match { $p: P } return { count($p) as n, upper($p.a) as u }"));
}

TEST(Mistakes, MissingBraces) {
  expect_mended(
      query("match { $p: P } return $p.a as x, $p.b order $p.a desc, $p.b limit 3"),
      "Q105 Q105",
      query("match { $p: P } return { $p.a as x, $p.b } order { $p.a desc, $p.b } limit 3"));
  expect_mended(query("match $p: P $p knows $f return { $f.a }"),
                "Q105",
                query("match { $p: P $p knows $f } return { $f.a }"));
  expect_mended(query("match { $p: P } return { $p.a } order by { $p.a }"),
                "Q001",
                query("match { $p: P } return { $p.a } order  { $p.a }"));
  expect_mended(
      query("match { $p: P return { $p.a }"), "Q001", query("match { $p: P } return { $p.a }"));
}

TEST(Mistakes, MissingWhere) {
  const Result<ast::File> file =
      parse_query_file(query("delete P  update P set { a: 1 } return { a }"));
  ASSERT_FALSE(file.ok());
  ASSERT_EQ(file.error().diagnostics().size(), 2u);
  EXPECT_EQ(file.error().diagnostics()[0].code, "Q106");
  EXPECT_EQ(file.error().diagnostics()[1].code, "Q106");
  EXPECT_EQ(file.error().diagnostics()[0].applicability, Applicability::kNeedsReview);
  EXPECT_EQ(file.error().diagnostics()[0].fix, "add `where …`; for all rows: `where true`");
}

TEST(Mistakes, QueryHeads) {
  expect_mended("query f { delete P where true }", "Q002", "query f() { delete P where true }");
  expect_mended("query f @description(\"d\") { delete P where true }",
                "Q002",
                "query f() @description(\"d\") { delete P where true }");
  expect_mended("query f($a: string, $b: Int?) { delete P where true }",
                "Q002 Q002",
                "query f($a: String, $b: I64?) { delete P where true }");
  expect_mended("query f($a String!) { delete P where true }",
                "Q002 Q002",
                "query f($a: String) { delete P where true }");
  EXPECT_EQ(codes_of("query () { delete P where true }"), "Q002");
  EXPECT_EQ(codes_of("query Get() { delete P where true }"), "Q002");
  EXPECT_EQ(codes_of("query f($a: [Vector(3)]) { delete P where true }"), "Q002");
  EXPECT_EQ(codes_of("query f($a: Vector(0)) { delete P where true }"), "Q002");
  EXPECT_EQ(codes_of("match { $p: P } return { $p.a }"), "Q002");
}

TEST(Mistakes, ParametersWithoutDollar) {
  expect_mended(
      "query f(slug: String, n: I64) { match { $p: P { slug: slug } $p.a > n } return { 1 } limit "
      "n }",
      "Q101 Q101",
      "query f($slug: String, $n: I64) { match { $p: P { slug: $slug } $p.a > $n } return { 1 } "
      "limit $n }");
  const Result<ast::File> file = parse_query_file("query f(a: I64) { insert P { a: a } }");
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().diagnostics()[0].edits.size(), 2u);
  EXPECT_EQ(file.error().diagnostics()[0].applicability, Applicability::kNeedsReview);
  expect_mended("query f($n: I64) { match { $p: P } return { 1 } limit n }",
                "Q001",
                "query f($n: I64) { match { $p: P } return { 1 } limit $n }");
}

TEST(Mistakes, CypherPatterns) {
  expect_mended(match("$p: P -[KNOWS]-> $f"), "Q102", match("$p: P  $p knows $f"));
  expect_mended(match("$p -[:worksAt]-> $c: Company { a: \"{\" } $p.a > 1"),
                "Q102",
                match("$p worksAt $c  $c: Company { a: \"{\" } $p.a > 1"));
  expect_mended(match("$p <-[:KNOWS]- $f"), "Q102", match("$f knows $p"));
  expect_mended(match("$p -[$k:KNOWS]-> $f"), "Q102", match("$p $k:knows $f"));
  expect_mended(match("$p -[:A|B*1..3]-> $f -[:C*2]-> $g"),
                "Q102",
                match("$p (a | b){1,3} $f  $f c{2,2} $g"));
  expect_mended(match("$p --> $f"), "Q102", match("$p * $f"));
  expect_mended(
      match("(a:Person {x: 1})-[:KNOWS]->(b)"), "Q102", match("$a: Person {x: 1}  $a knows $b"));
  expect_mended(match("(a:Person)"), "Q102", match("$a: Person"));
  EXPECT_EQ(codes_of(match("(:Person)-[:KNOWS]->(b)")), "Q102");
  EXPECT_EQ(codes_of(match("$p -[:KNOWS]->")), "Q102");
  EXPECT_EQ(codes_of(match("()")), "Q102");
}

TEST(Mistakes, CypherIsMendedByMachineOnlyWhenItSaysTheSame) {
  const auto applicability = [](const std::string& clauses) {
    return parse_query_file(match(clauses)).error().diagnostics()[0].applicability;
  };
  EXPECT_EQ(applicability("$p -[KNOWS]-> $f"), Applicability::kMachineApplicable);
  EXPECT_EQ(applicability("(p)-[:KNOWS]->(f)"), Applicability::kNeedsReview);
  EXPECT_EQ(applicability("$p -[KNOWS]- $f"), Applicability::kNeedsReview);
}

TEST(Mistakes, HopBounds) {
  expect_mended(match("$p knows*1..3 $f"), "Q001", match("$p knows{1,3} $f"));
  expect_mended(match("$p knows{1..3} $f"), "Q001", match("$p knows{1,3} $f"));
  expect_mended(match("$p knows* $f"), "Q001", match("$p knows{1,} $f"));
  expect_mended(match("$p knows*2 $f"), "Q001", match("$p knows{2,2} $f"));
  expect_mended(match("$p knows*..3 $f"), "Q001", match("$p knows{1,3} $f"));
  expect_mended(match("$p knows{2..} $f"), "Q001", match("$p knows{2,} $f"));
  expect_mended(match("$p knows{,3} $f"), "Q001", match("$p knows{1,3} $f"));
}

TEST(Mistakes, TraversalsInExpressions) {
  expect_mended(match("$p knows $f and $f.a > 1"), "Q001", match("$p knows $f  $f.a > 1"));
  expect_mended(match("$p: P and $p.a > 1"), "Q001", match("$p: P  $p.a > 1"));
  expect_mended(match("$p knows $f knows $g"), "Q001", match("$p knows $f $f knows $g"));
  expect_mended(match("$p knows $f: P { a: 1 }"), "Q001", match("$p knows $f $f: P { a: 1 }"));
  const Result<ast::File> file = parse_query_file(match("$p knows $f or $p.a > 1"));
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().diagnostics()[0].fix, "as a condition write `exists { $p knows $f }`");
}

TEST(Mistakes, EdgePropertiesAsPaths) {
  const Result<ast::File> file = parse_query_file(match("$run.holds.weight > 1"));
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().diagnostics()[0].code, "T102");
  EXPECT_EQ(file.error().diagnostics()[0].fix,
            "bind the edge: `$run $h:holds $x`, then `$h.weight`");
  EXPECT_EQ(codes_of(match("$p.name.lower() = 1")), "Q001");
}

TEST(Mistakes, SmallOnes) {
  expect_mended(query("insert P { a = 1, b: 2 }"), "Q001", query("insert P { a : 1, b: 2 }"));
  expect_mended(match("$p: P { a = 1 }"), "Q001", match("$p: P { a : 1 }"));
  expect_mended(match("$p: P { a: 1 b: 2 }"), "Q001", match("$p: P { a: 1, b: 2 }"));
  expect_mended(match("$p.a in (1, 2)"), "Q001", match("$p.a in [1, 2]"));
  expect_mended(match("$p: P; $p.a > 1"), "Q001", match("$p: P $p.a > 1"));
  expect_mended(match("$p: person"), "Q001", match("$p: Person"));
  expect_mended(match("$p.Name = 1"), "Q001", match("$p.name = 1"));
  expect_mended(
      query("update P { a: 1 } where true"), "Q001", query("update P set { a: 1 } where true"));
  expect_mended(query("match { $p: P } return { x: $p.a }"),
                "Q001",
                query("match { $p: P } return { $p.a as x }"));
  expect_mended(query("match { $p: P } return { $p.a } order { $p.a $p.b }"),
                "Q001",
                query("match { $p: P } return { $p.a } order { $p.a, $p.b }"));
  expect_mended(match("$p.@idd = 1"), "Q001", match("$p.@id = 1"));
  expect_mended(match("$p.a is \"x\""), "Q001", match("$p.a = \"x\""));
  expect_mended(match("$p.a is not \"x\""), "Q001", match("$p.a != \"x\""));
}

TEST(Mistakes, FindingsCarryPlaceExpressionAndFix) {
  const Result<ast::File> file = parse_query_file("query q() {\n  match { $é: P } return { 1 }\n}");
  ASSERT_FALSE(file.ok());
  const Diagnostic& finding = file.error().diagnostics()[0];
  EXPECT_EQ(finding.position->line, 2u);
  const Result<ast::File> other =
      parse_query_file("query q() {\n match { $p: P  $p.a && $p.b } return { 1 } }");
  const Diagnostic& operator_finding = other.error().diagnostics()[0];
  EXPECT_EQ(operator_finding.position->line, 2u);
  EXPECT_EQ(operator_finding.position->column, 22u);
  EXPECT_EQ(operator_finding.position->byte, 33u);
  EXPECT_EQ(operator_finding.expression, "&&");
  EXPECT_EQ(operator_finding.fix, "write `and`");
}

}  // namespace
}  // namespace omnigraph::query::syntax
