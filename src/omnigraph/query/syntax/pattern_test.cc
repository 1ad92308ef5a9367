#include <gtest/gtest.h>

#include "omnigraph/query/syntax/parse_for_test.h"

namespace omnigraph::query::syntax {
namespace {

TEST(Pattern, Bindings) {
  EXPECT_EQ(clauses("$p: Person"), "(bind $p Person)");
  EXPECT_EQ(clauses("$_: Person {}"), "(bind $_ Person)");
  EXPECT_EQ(clauses("$p: Person { name: $n, age: 3 + 1, }"),
            "(bind $p Person (name $n) (age (+ 3 1)))");
  EXPECT_EQ(clauses("$p: Person { in: 1, contains: now() }"),
            "(bind $p Person (in 1) (contains (call now)))");
}

TEST(Pattern, Traversals) {
  EXPECT_EQ(clauses("$p knows $f"), "(edge $p knows $f)");
  EXPECT_EQ(clauses("$p HAS_FEATURE $f"), "(edge $p HAS_FEATURE $f)");
  EXPECT_EQ(clauses("$i \"in\" $b"), "(edge $i in $b)");
  EXPECT_EQ(clauses("$_ knows $_"), "(edge $_ knows $_)");
  EXPECT_EQ(clauses("$p $w:knows $f"), "(edge $p $w:knows $f)");
  EXPECT_EQ(clauses("$p (knows | likes | \"in\") $f"), "(edge $p (knows|likes|in) $f)");
  EXPECT_EQ(clauses("$p $e:(knows|Likes) $f"), "(edge $p $e:(knows|Likes) $f)");
  EXPECT_EQ(clauses("$p (knows) $f"), "(edge $p knows $f)");
  EXPECT_EQ(clauses("$p * $f"), "(edge $p * $f)");
  EXPECT_EQ(clauses("$p $e:* $f"), "(edge $p $e:* $f)");
  EXPECT_EQ(clauses("$p <knows> $f"), "(edge $p <knows> $f)");
  EXPECT_EQ(clauses("$p <knows | likes> $f"), "(edge $p <knows|likes> $f)");
  EXPECT_EQ(clauses("$p <*> $f"), "(edge $p <*> $f)");
}

TEST(Pattern, HopBounds) {
  EXPECT_EQ(clauses("$p knows{1,3} $f"), "(edge $p knows{1,3} $f)");
  EXPECT_EQ(clauses("$p knows {1,} $f"), "(edge $p knows{1,} $f)");
  EXPECT_EQ(clauses("$p knows{2} $f"), "(edge $p knows{2,2} $f)");
  EXPECT_EQ(clauses("$p knows{0,2} $f"), "(edge $p knows{0,2} $f)");
  EXPECT_EQ(clauses("$p knows{3,1} $f"), "(edge $p knows{3,1} $f)");  // T15 of the checker
  EXPECT_EQ(clauses("$p <knows | likes>{1,2} $f"), "(edge $p <knows|likes>{1,2} $f)");
  EXPECT_EQ(clauses("$p *{1,2} $f"), "(edge $p *{1,2} $f)");
}

TEST(Pattern, Paths) {
  EXPECT_EQ(clauses("path $r: $p knows{1,4} $f"), "(path $r $p knows{1,4} $f)");
  EXPECT_EQ(clauses("shortest path $r: $p (a | b) $f"), "(shortest-path $r $p (a|b) $f)");
  EXPECT_EQ(clauses("all shortest path $r: $p <knows> $f"), "(all-shortest-path $r $p <knows> $f)");
}

TEST(Pattern, Blocks) {
  EXPECT_EQ(clauses("not { $p knows $f not { $f knows $g } }"),
            "(not (edge $p knows $f) (not (edge $f knows $g)))");
  EXPECT_EQ(clauses("optional { $p knows $f $f.x > 1 }"),
            "(optional (edge $p knows $f) (filter (> $f.x 1)))");
  EXPECT_EQ(clauses("exists { $p knows $f }"), "(filter (exists (edge $p knows $f)))");
  EXPECT_EQ(clauses("not { $p knows $f } or $p.x"),
            "(filter (or (not-exists (edge $p knows $f)) $p.x))");
  EXPECT_EQ(clauses("(not { $p knows $f })"), "(filter (not-exists (edge $p knows $f)))");
}

TEST(Pattern, FiltersAndText) {
  EXPECT_EQ(clauses("search($d.title, $q) fuzzy($d.title, \"x\", 2) match_text($d.body, $q)"),
            "(filter (call search $d.title $q)) (filter (call fuzzy $d.title \"x\" 2)) "
            "(filter (call match_text $d.body $q))");
  EXPECT_EQ(clauses("$p.a = true $p.b 3 < 4 \"x\" in $p.tags"),
            "(filter (= $p.a true)) (filter $p.b) (filter (< 3 4)) (filter (in \"x\" $p.tags))");
}

// A clause that begins with a variable is a traversal iff it has the shape and nothing continues
// it.
TEST(Pattern, TellsTraversalsFromExpressions) {
  EXPECT_EQ(clauses("$x * $y > 3"), "(filter (> (* $x $y) 3))");
  EXPECT_EQ(clauses("$x * $y $a * $b"), "(edge $x * $y) (edge $a * $b)");
  EXPECT_EQ(clauses("$ms contains $m.number"), "(filter (contains $ms $m.number))");
  EXPECT_EQ(clauses("$x < y > $z"), "(edge $x <y> $z)");
  EXPECT_EQ(clauses("$x < $y"), "(filter (< $x $y))");
  EXPECT_EQ(clauses("$flag $p knows $f"), "(filter $flag) (edge $p knows $f)");
  EXPECT_EQ(clauses("$flag $x: Person $x.age > 3"),
            "(filter $flag) (bind $x Person) (filter (> $x.age 3))");
  EXPECT_EQ(clauses("$flag $x: Person $y: Person"),
            "(filter $flag) (bind $x Person) (bind $y Person)");
  EXPECT_EQ(clauses("$flag path $r: $a knows{1,2} $b"),
            "(filter $flag) (path $r $a knows{1,2} $b)");
  EXPECT_EQ(clauses("$flag not $other"), "(filter $flag) (filter (not $other))");
  EXPECT_EQ(clauses("$a not in $b"), "(filter (not-in $a $b))");
  EXPECT_EQ(clauses("$p knows $f not { $f knows $p }"),
            "(edge $p knows $f) (not (edge $f knows $p))");
  EXPECT_EQ(clauses("$p knows $f not $f.x in [1]"),
            "(edge $p knows $f) (filter (not (in $f.x (list 1))))");
}

// Only the schema knows whether there is an edge of that name; the checker decides.
TEST(Pattern, LeavesOperatorWordsBetweenVariablesToTheChecker) {
  EXPECT_EQ(clauses("$m contains $f"), "(filter (contains $m $f))");
  EXPECT_EQ(clauses("$m in $f"), "(filter (in $m $f))");
  EXPECT_EQ(clauses("$m and $f"), "(filter (and $m $f))");
  EXPECT_EQ(clauses("$m is $f"), "(edge $m is $f)");
  EXPECT_EQ(clauses("$m contains{1,2} $f"), "(edge $m contains{1,2} $f)");
  EXPECT_EQ(clauses("$m $e:contains $f"), "(edge $m $e:contains $f)");
  EXPECT_EQ(clauses("$m \"contains\" $f"), "(edge $m contains $f)");
}

TEST(Pattern, AFilterMayBeginWithMinusOnlyAfterWhereOrComma) {
  EXPECT_EQ(clauses("-$p.x < 3"), "(filter (< (neg $p.x) 3))");
  EXPECT_EQ(clauses("$p: P, -$p.x < 3"), "(bind $p P) (filter (< (neg $p.x) 3))");
  EXPECT_EQ(clauses("$p: P where -$p.x < 3"), "(bind $p P) (filter (< (neg $p.x) 3))");
  EXPECT_EQ(codes_of("query q() { match { $p: P, -$p.x < 3 where -$p.x > 1 } return { 1 } }"), "");
  const Result<ast::File> file =
      parse_query_file("query q() { match { $p: P -$p.x < 3 } return { 1 } }");
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().diagnostics()[0].fix,
            "a filter that begins with `-` must follow `where` or a comma");
}

TEST(Pattern, CommasBetweenClausesAreAccepted) {
  const std::string source = "query q() { match { $p: P, $p knows $f, $f.x > 1, } return { 1 } }";
  EXPECT_EQ(codes_of(source), "L401 L401 L401");
  EXPECT_EQ(codes_of("query q() { match { $p: P,, $p.x } return { 1 } }"), "Q001");
  EXPECT_EQ(codes_of("query q() { match { , $p: P } return { 1 } }"), "Q001");
}

TEST(Pattern, RefusesEmptyBlocks) {
  EXPECT_EQ(codes_of("query q() { match { } return { 1 } }"), "Q001");
  EXPECT_EQ(codes_of("query q() { match { $p: P not { } } return { 1 } }"), "Q001");
}

}  // namespace
}  // namespace omnigraph::query::syntax
