#include <gtest/gtest.h>

#include "omnigraph/query/syntax/parse_for_test.h"

namespace omnigraph::query::syntax {
namespace {

TEST(Expression, Literals) {
  EXPECT_EQ(expression("7, 2.5, 1e3, \"a\\nb\", true, false, null"),
            R"(7 ; 2.5 ; 1000.0 ; "a\nb" ; true ; false ; null)");
  EXPECT_EQ(expression("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(expression("-9223372036854775808"), "(neg 9223372036854775808)");
  EXPECT_EQ(expression("[], [1], [1, $x, \"a\"], [1,]"),
            "(list) ; (list 1) ; (list 1 $x \"a\") ; (list 1)");
  EXPECT_EQ(expression("date(\"2024-01-02\"), datetime(\"2024-01-02T03:04:05Z\")"),
            R"((date "2024-01-02") ; (datetime "2024-01-02T03:04:05Z"))");
}

TEST(Expression, VariablesAndFields) {
  EXPECT_EQ(expression("$p, $p.name, $p.@id, $p.@src, $p.@dst, $p.@type, @id"),
            "$p ; $p.name ; $p.@id ; $p.@src ; $p.@dst ; $p.@type ; @id");
  EXPECT_EQ(expression("$p . in, $p.not, $p.null"), "$p.in ; $p.not ; $p.null");
}

TEST(Expression, OrBindsLooserThanAndThanNot) {
  EXPECT_EQ(expression("$a or $b and $c"), "(or $a (and $b $c))");
  EXPECT_EQ(expression("($a or $b) and $c"), "(and (or $a $b) $c)");
  EXPECT_EQ(expression("not $a and $b"), "(and (not $a) $b)");
  EXPECT_EQ(expression("not not $a"), "(not (not $a))");
  EXPECT_EQ(expression("not $a.x > 3 or $b"), "(or (not (> $a.x 3)) $b)");
}

TEST(Expression, ChainsOfAndAreBalanced) {
  EXPECT_EQ(expression("$a and $b and $c"), "(and (and $a $b) $c)");
  EXPECT_EQ(expression("$a and $b and $c and $d"), "(and (and $a $b) (and $c $d))");
}

TEST(Expression, PredicatesBindLooserThanArithmetic) {
  EXPECT_EQ(expression("$a.x + 1 > $b.y * 2"), "(> (+ $a.x 1) (* $b.y 2))");
  EXPECT_EQ(expression("$a.x + 1 in [2]"), "(in (+ $a.x 1) (list 2))");
  EXPECT_EQ(expression("not $p.city is null"), "(not (is-null $p.city))");
  EXPECT_EQ(expression("$p.city is not null"), "(is-not-null $p.city)");
  EXPECT_EQ(expression("$a = 1, $a != 1, $a < 1, $a <= 1, $a > 1, $a >= 1"),
            "(= $a 1) ; (!= $a 1) ; (< $a 1) ; (<= $a 1) ; (> $a 1) ; (>= $a 1)");
}

TEST(Expression, ComparisonsChain) {
  EXPECT_EQ(expression("1 <= $a < 3"), "(chain 1 <= $a < 3)");
  EXPECT_EQ(expression("1 < $a > 3 = 4"), "(chain 1 < $a > 3 = 4)");
}

TEST(Expression, WordOperators) {
  EXPECT_EQ(expression("$a in $b, $a not in [1]"), "(in $a $b) ; (not-in $a (list 1))");
  EXPECT_EQ(expression("$a contains $b, $a not contains $b"),
            "(contains $a $b) ; (not-contains $a $b)");
  EXPECT_EQ(expression("$a starts_with \"x\", $a ends_with \"x\", $a matches \"x\""),
            R"((starts_with $a "x") ; (ends_with $a "x") ; (matches $a "x"))");
  EXPECT_EQ(expression("$a not matches \"x\" and $b"), R"((and (not-matches $a "x") $b))");
}

TEST(Expression, TestsDoNotChain) {
  EXPECT_EQ(codes_of("query q() { match { $a.x in [1] in [2] } return { 1 } }"), "Q001");
  EXPECT_EQ(codes_of("query q() { match { $a.x is null = true } return { 1 } }"), "Q001");
  EXPECT_EQ(codes_of("query q() { match { $a.x = 1 is null } return { 1 } }"), "Q001");
  EXPECT_EQ(expression("($a in [1]) in [true]"), "(in (in $a (list 1)) (list true))");
}

TEST(Expression, ArithmeticIsLeftAssociative) {
  EXPECT_EQ(expression("2 + 3 * 4 - 5"), "(- (+ 2 (* 3 4)) 5)");
  EXPECT_EQ(expression("1 - 2 - 3"), "(- (- 1 2) 3)");
  EXPECT_EQ(expression("8 / 4 % 3 * 2"), "(* (% (/ 8 4) 3) 2)");
  EXPECT_EQ(expression("-7 % 2"), "(% (neg 7) 2)");
  EXPECT_EQ(expression("2 * -3"), "(* 2 (neg 3))");
  EXPECT_EQ(expression("- - 1"), "(neg (neg 1))");
  EXPECT_EQ(expression("$a -1"), "(- $a 1)");
}

TEST(Expression, Case) {
  EXPECT_EQ(expression("case when $a = 1 then 2 else 3 end"), "(case (when (= $a 1) 2) (else 3))");
  EXPECT_EQ(expression("case $a when 1 then 2 when 3 then 4 end"),
            "(case $a (when 1 2) (when 3 4))");
  EXPECT_EQ(expression("case case when $a then 1 end when 1 then case when $b then 2 end end"),
            "(case (case (when $a 1)) (when 1 (case (when $b 2))))");
  EXPECT_EQ(codes_of("query q() { match { $p: P } return { case $a then 1 end } }"), "Q001");
  EXPECT_EQ(codes_of("query q() { match { $p: P } return { case when 1 then 1 } }"), "Q001");
}

TEST(Expression, Aggregates) {
  EXPECT_EQ(expression("count(*), count(), count($p), count(distinct $p.x)"),
            "(count *) ; (count *) ; (count $p) ; (count distinct $p.x)");
  EXPECT_EQ(expression("sum($p.x + 1), sum_int($p.x), avg($p.x), min($p.x), max($p.x)"),
            "(sum (+ $p.x 1)) ; (sum_int $p.x) ; (avg $p.x) ; (min $p.x) ; (max $p.x)");
  EXPECT_EQ(expression("collect(distinct $p.x order $p.y desc nulls last, $p.z)"),
            "(collect distinct $p.x (order $p.y desc nulls-last $p.z))");
  EXPECT_EQ(expression("count(distinct)"), "(count `distinct`)");
  EXPECT_EQ(codes_of("query q() { match { $p: P } return { sum(*) } }"), "Q001");
  EXPECT_EQ(codes_of("query q() { match { $p: P } return { sum() } }"), "Q001");
  EXPECT_EQ(codes_of("query q() { match { $p: P } return { sum($p.x order $p.y) } }"), "Q001");
  EXPECT_EQ(codes_of("query q() { match { $p: P } return { min($p.x, 1) } }"), "Q001");
}

TEST(Expression, BlocksAsOperands) {
  EXPECT_EQ(expression("exists { $p knows $f }"), "(exists (edge $p knows $f))");
  EXPECT_EQ(expression("not exists { $p knows $f }"), "(not (exists (edge $p knows $f)))");
  EXPECT_EQ(expression("not { $p knows $f } or $x"), "(or (not-exists (edge $p knows $f)) $x)");
  EXPECT_EQ(expression("count { $p knows $f } + 1"), "(+ (count {(edge $p knows $f)}) 1)");
  EXPECT_EQ(expression("count(*) { $p knows $f }"), "(count {(edge $p knows $f)})");
  EXPECT_EQ(expression("sum($w.x) { $p $w:knows $f } > 1.5"),
            "(> (sum $w.x {(edge $p $w:knows $f)}) 1.5)");
}

TEST(Expression, Calls) {
  EXPECT_EQ(expression("now(), upper($p.x), substring($p.x, 1, 2)"),
            "(call now) ; (call upper $p.x) ; (call substring $p.x 1 2)");
  EXPECT_EQ(expression("rrf(nearest($p.v, $q), bm25($p.t, \"x\"), k: 30, weights: [1, 2])"),
            "(call rrf (call nearest $p.v $q) (call bm25 $p.t \"x\") k: 30 weights: (list 1 2))");
  EXPECT_EQ(expression("object(n: $p.x, in: 2)"), "(call object n: $p.x in: 2)");
  EXPECT_EQ(expression("date($p.x)"), "(call date $p.x)");
  EXPECT_EQ(expression("contains($p.x, \"a\")"), "(call contains $p.x \"a\")");
}

TEST(Expression, OperatorWordsAreNamesWhereAnOperandBegins) {
  EXPECT_EQ(expression("and, or, is, in, contains, starts_with, ends_with, matches"),
            "`and` ; `or` ; `is` ; `in` ; `contains` ; `starts_with` ; `ends_with` ; `matches`");
  EXPECT_EQ(expression("not, not = 3"), "`not` ; (= `not` 3)");
  EXPECT_EQ(expression("not"), "`not`");
  EXPECT_EQ(expression("count, sum + 1, exists, date, distinct"),
            "`count` ; (+ `sum` 1) ; `exists` ; `date` ; `distinct`");
  EXPECT_EQ(expression("case, case = 1, when, then, end"),
            "`case` ; (= `case` 1) ; `when` ; `then` ; `end`");
  EXPECT_EQ(expression("trueish, android, nullable, asx"),
            "`trueish` ; `android` ; `nullable` ; `asx`");
}

TEST(Expression, AnAliasMakesNullAndCaseNames) {
  EXPECT_EQ(parsed("query q() { match { $p: P } return { $p.x as null, $p.y as case } "
                   "order { null desc, case asc } }"),
            "(query q (match (bind $p P)) (return (as $p.x null) (as $p.y case)) "
            "(order `null` desc `case` asc))");
  EXPECT_EQ(
      parsed("query q() { match { $p: P } return { $p.x as null, coalesce($p.y, null) as y } }"),
      "(query q (match (bind $p P)) (return (as $p.x null) (as (call coalesce $p.y null) y)))");
}

TEST(Expression, ItemsFollowOneAnotherWithoutSeparators) {
  EXPECT_EQ(expression("$p.x $p.y 3 \"a\" (1 + 2) [4] n"),
            "$p.x ; $p.y ; 3 ; \"a\" ; (+ 1 2) ; (list 4) ; `n`");
  EXPECT_EQ(expression("$p.x -3"), "(- $p.x 3)");
}

TEST(Expression, SpansCoverTheWrittenText) {
  const std::string source = "query q() { match { $p: P } return { ($p.a + 1) * $p.@id } }";
  const Result<ast::File> file = parse_query_file(source);
  ASSERT_TRUE(file.ok());
  const auto& arm = std::get<ast::Read>(file->queries[0].body).arms[0];
  const auto text = [&](SourceSpan span) {
    return source.substr(span.begin, span.end - span.begin);
  };
  const ast::Expr& product = *arm.projections[0].expr;
  EXPECT_EQ(text(product.span), "($p.a + 1) * $p.@id");
  const auto& binary = std::get<ast::Binary>(product.node);
  EXPECT_EQ(text(binary.left->span), "($p.a + 1)");
  const auto& member = std::get<ast::Member>(binary.right->node);
  EXPECT_EQ(text(member.variable_span), "$p");
  EXPECT_EQ(text(member.name_span), "@id");
  EXPECT_EQ(text(arm.return_span), "return { ($p.a + 1) * $p.@id }");
  EXPECT_EQ(text(arm.match.span), "{ $p: P }");
  EXPECT_EQ(text(file->queries[0].span), source);
}

}  // namespace
}  // namespace omnigraph::query::syntax
