// Every code of the checker: a text that raises it, and the place it points at (between the marks).
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "omnigraph/query/testing/check_text.h"

namespace omnigraph::query {
namespace {

struct CodeCase {
  const char* code;
  const char* text;
  const char* message;  // a part of it
};

// clang-format off
const CodeCase kTypeCases[] = {
    {"T1", "query q() { match { $x: «Dox» } return { $x } }", "unknown node type `Dox`"},
    {"T1", "query q() { match { $x: «Cites» } return { $x } }", "is an edge type"},
    {"T1", "query q() { match { $x: «Unused» } return { $x } }", "no node type implements"},
    {"T2", "query q() { match { $d: Doc { «tilte»: \"x\" } } return { $d } }", "has no property `tilte`"},
    {"T3", "query q() { match { $d: Doc { title: «5» } } return { $d } }", "property `title` has type String but got I64"},
    {"T3", "query q() { match { $d: Doc { status: «\"lost\"» } } return { $d } }", "property `status` expects one of [draft, final], got 'lost'"},
    {"T3", "query q() { match { $d: Doc { file: «\"x\"» } } return { $d } }", "blob property `file` cannot be used in match patterns"},
    {"T3", "query q() { match { $d: Doc { tags: «[\"x\"]» } } return { $d } }", "list equality is not supported"},
    {"T3", "query q() { match { $d: Doc { tags: «5» } } return { $d } }", "property `tags` has type String? but got I64"},
    {"T3", "query q() { match { $d: Doc { title: «null» } } return { $d } }", "non-nullable but got null"},
    {"T3", "query q() { match { $d: Doc { small: «2.5» } } return { $d } }", "2.5 does not fit I32"},
    {"T3", "query q() { match { $d: Doc { day: «\"2024-02-30\"» } } return { $d } }", "invalid Date literal '2024-02-30', expected YYYY-MM-DD"},
    {"T3", "query q() { match { $d: Doc  $d.day < «\"yesterday\"» } return { $d } }", "invalid Date literal"},
    {"T3", "query q() { match { $d: Doc  $d.day < «date(\"2024-13-01\")» } return { $d } }", "invalid Date literal"},
    {"T3", "query q() { match { $d: Doc  $d.at < «datetime(\"noon\")» } return { $d } }", "invalid DateTime literal 'noon'"},
    {"T3", "query q() { match { $d: Doc  $d.day in «[\"2024-01-01\", \"x\"]» } return { $d } }", "invalid Date literal 'x'"},
    {"T3", "query q() { match { $d: Doc  $d.small in [1, «[2]»] } return { $d } }", "nested list literals are not supported"},
    {"T3", "query q() { match { $d: Doc  $d.small in «[1, \"x\"]» } return { $d } }", "share a compatible scalar type"},
    {"T3", "query q() { update Doc set { title: «null» } where slug = \"a\" }", "non-nullable, but got null"},
    {"T3", "query q() { update Doc set { small: «3000000000» } where slug = \"a\" }", "3000000000 does not fit I32"},
    {"T3", "query q() { update Doc set { count: «-1» } where slug = \"a\" }", "-1 does not fit U32"},
    {"T3", "query q() { update Doc set { file: «\"base64:AA==\"» } where slug = \"a\" }", "use a Blob or String parameter"},
    {"T3", "query q() { update Doc set { vector: «[1.0, 2.0]» } where slug = \"a\" }", "vector literal with 2 elements, expected 3"},
    {"T3", "query q() { update Doc set { tags: «\"x\"» } where slug = \"a\" }", "has type [String]? but got String"},
    {"T3", "query q($v: «[Blob]») { match { $d: Doc } return { $d } }", "list of Blob"},
    {"T4", "query q() { match { $d: Doc  $d «citez» $e } return { $d.slug } }", "unknown edge type `citez`"},
    {"T5", "query q() { match { $p: Plain  «$p» cites $x } return { $x.slug } }", "variable `$p` has type `Plain`, which is not an endpoint of edge `Cites: Doc -> Doc`"},
    {"T5", "query q() { match { $d: Doc  $e: Doc  $d hasFeature «$e» } return { $d.slug } }", "but edge `HAS_FEATURE: Doc -> Plain` expects `Plain` there"},
    {"T5", "query q() { match { $t: Titled  «$t» holds $u } return { $t.title } }", "edge `Holds: Shelf -> Doc` can be followed either way here"},
    {"T5", "query q() { match { $d: Doc  $d * «$n» } return { $d.slug } }", "needs a declared type beside `*`"},
    {"T5", "query q() { match { $a «(holds | standsOn)» $b } return { $a.@id } }", "run both ways"},
    {"T5", "query q() { match { $a: Doc  $a (cites | standsOn)«{1,2}» $b } return { $a.slug } }", "ends of the same type"},
    {"T5", "query q() { match { $a: Doc  $a $w:cites $b  «$w» cites $c } return { $a.slug } }", "is an edge, a traversal joins nodes"},
    {"T6", "query q() { match { $d: Doc  «$d.ghost» = 1 } return { $d.slug } }", "type `Doc` has no property `ghost`"},
    {"T6", "query q() { match { $d: Doc } return { «$zz».name as n } }", "variable `$zz` is not bound"},
    {"T6", "query q() { match { $d: Doc } return { «$zz» } }", "variable `$zz` is not bound"},
    {"T6", "query q() { match { $d: Doc } return { «$d.@src» } }", "a node has no field `@src`"},
    {"T6", "query q($d: String) { match { $e: Doc } return { «$d.slug» } }", "is a parameter and has no properties"},
    {"T6", "query q() { match { $d: Doc } return { «$_» } }", "is anonymous"},
    {"T6", "query q() { match { $n: Node } return { «$n.slug» } }", "type `Node` has no property `slug`"},
    {"T6", "query q() { match { $d: Doc } return { $d.slug } limit «$n» }", "is not a parameter"},
    {"T7", "query q() { match { $d: Doc  «$d.small > \"x\"» } return { $d.slug } }", "cannot compare I32? with String"},
    {"T7", "query q($n: I32) { match { $d: Doc  «$d.title = $n» } return { $d.slug } }", "cannot compare String with I32"},
    {"T7", "query q($n: I32) { match { $d: Doc { title: «$n» } } return { $d.slug } }", "cannot compare String with I32 for property `title`"},
    {"T7", "query q($n: [String]) { match { $d: Doc { tags: «$n» } } return { $d.slug } }", "list equality"},
    {"T7", "query q() { match { $d: Doc  «$d.day < $d.at» } return { $d.slug } }", "cannot compare Date? with DateTime?"},
    {"T7", "query q() { match { $d: Doc  «$d.day < now()» } return { $d.slug } }", "cannot compare Date? with DateTime"},
    {"T7", "query q() { match { $d: Doc  «$d.tags = $d.tags» } return { $d.slug } }", "list, vector and Blob comparisons are not supported"},
    {"T7", "query q() { match { $d: Doc  «$d.vector = $d.vector» } return { $d.slug } }", "comparisons are not supported"},
    {"T7", "query q() { match { $d: Doc  «$d.file is null» } return { $d.slug } }", "Blob"},
    {"T7", "query q() { match { $d: Doc  «$d.small contains 1» } return { $d.slug } }", "contains requires a list property or a String on the left"},
    {"T7", "query q() { match { $d: Doc  «$d.tags contains $d.tags» } return { $d.slug } }", "contains requires a scalar right operand"},
    {"T7", "query q() { match { $d: Doc  «$d.slug in \"abc\"» } return { $d.slug } }", "in requires a list on the right"},
    {"T7", "query q() { match { $d: Doc  «$d.small in [\"a\"]» } return { $d.slug } }", "cannot look for I32? in [String]"},
    {"T7", "query q() { match { $d: Doc  «$d.small starts_with \"1\"» } return { $d.slug } }", "starts_with requires Strings"},
    {"T7", "query q() { match { $d: Doc  «count($d)» > 1 } return { $d.slug } }", "an aggregate cannot stand in a filter"},
    {"T7", "query q() { match { $d: Doc  $e: Doc  «$d < $e» } return { $d.slug } }", "cannot compare Doc with Doc"},
    {"T7", "query q() { match { $d: Doc  «$d = \"a\"» } return { $d.slug } }", "cannot compare Doc with String"},
    {"T7", "query q() { match { $d: Doc } return { «case when $d.flag then 1 else \"x\" end» as c } }", "different types"},
    {"T7", "query q($x: F64) { update Doc set { small: «$x» } where slug = \"a\" }", "cannot assign F64 to I32? for property `small`"},
    {"T7", "query q() { update Doc set { title: «now()» } where slug = \"a\" }", "cannot assign DateTime to String for property `title`"},
    {"T7", "query q($v: Vector(4)) { update Doc set { vector: «$v» } where slug = \"a\" }", "cannot assign Vector(4) to Vector(3)?"},
    {"T7", "query q($n: String) { match { $d: Doc } return { $d.slug } order { $d.slug } limit «$n» }", "take an integer"},
    {"T8", "query q() { match { $d: Doc } return { sum(«$d.title») as s } }", "sum requires numeric type"},
    {"T8", "query q() { match { $d: Doc } return { sum_int(«$d.ratio») as s } }", "sum_int requires integer type"},
    {"T8", "query q() { match { $d: Doc } return { min(«$d.tags») as s } }", "min requires numeric or string type"},
    {"T8", "query q() { match { $d: Doc } return { max(«$d») as s } }", "max requires"},
    {"T8", "query q() { match { $d: Doc } return { collect(«$d.file») as s } }", "does not take a Blob"},
    {"T8", "query q() { match { $d: Doc } return { sum(«count($d)») as s } }", "an aggregate cannot contain another one"},
    {"T8", "query q() { match { $d: Doc } return { count($d) as n, sum(«n») as s } }", "an aggregate cannot contain another one"},
    {"T9", "query q() { match { $d: Doc  «not { $x: Plain }» } return { $d.slug } }", "negation block must reference at least one outer-bound variable"},
    {"T9", "query q() { match { $d: Doc } return { $d.slug, count($d) + «$d.small» as n } }", "is neither aggregated nor part of a grouping key"},
    {"T9", "query q() { match { $d: Doc } return { $d.slug, count($d) as n } having «$d.small» > 1 }", "is neither aggregated"},
    {"T10", "query q() { insert «Dok» { slug: \"x\" } }", "unknown node/edge type `Dok`"},
    {"T10", "query q() { delete «Titled» where title = \"x\" }", "is an interface"},
    {"T11", "query q() { insert Plain { label: \"x\", «colour»: \"red\" } }", "type `Plain` has no property `colour`"},
    {"T11", "query q() { delete Doc where «ghost» = 1 }", "type `Doc` has no property `ghost`"},
    {"T11", "query q($b: Blob) { delete Doc where «file» = $b }", "blob property `file` cannot be used in WHERE predicates"},
    {"T12", "query q() { insert «Shelf» { name: \"x\" } }", "insert for `Shelf` must provide non-nullable property `title`"},
    {"T12", "query q() { insert «Cites» { from: \"a\" } }", "must provide required endpoint `to`"},
    {"T12", "query q() { insert «Doc» { slug: \"a\", title: \"t\", status: \"draft\" } }", "`bodyVector` or @embed source `body`"},
    {"T13", "query q() { insert Plain { label: \"x\", «label»: \"y\" } }", "duplicate assignment for property `label`"},
    {"T13", "query q() { insert StandsOn { from: \"x\", to: \"y\", «@src»: \"z\" } }", "duplicate assignment"},
    {"T14", "query q() { insert Plain { label: «$x» } }", "mutation variable `$x` must be a declared query parameter"},
    {"T14", "query q() { delete Plain where label = «$x» }", "mutation variable `$x` must be a declared query parameter"},
    {"T15", "query q() { match { $d: Doc  $d cites«{3,1}» $e } return { $d.slug } }", "invalid traversal bounds {3,1}; max must be >= min"},
    {"T15", "query q($v: Vector(2)) { match { $d: Doc } return { $d.slug } order { nearest($d.vector, «$v») } limit 3 }", "the query has 2 dimensions, the property 3"},
    {"T15", "query q() { match { $d: Doc } return { $d.slug } order { nearest($d.vector, «[1.0, 2.0]») } limit 3 }", "vector literal with 2 elements, expected 3"},
    {"T15", "query q($v: Vector(3)) { match { $d: Doc } return { $d.slug } order { nearest(«$d.title», $v) } limit 3 }", "is not a Vector but String"},
    {"T15", "query q($v: Vector(3)) { match { $d: Doc } return { $d.slug } order { nearest(«$x».vector, $v) } limit 3 }", "variable `$x` is not bound"},
    {"T15", "query q($v: Vector(3)) { match { $d: Doc } return { $d.slug } order { nearest(«$d.ghost», $v) } limit 3 }", "has no property `ghost`"},
    {"T15", "query q($v: I32) { match { $d: Doc } return { $d.slug } order { nearest($d.vector, «$v») } limit 3 }", "must be a Vector(3) or a String, this is I32"},
    {"T17", "query q($v: Vector(3)) { match { $d: Doc } return { $d.slug } order { «nearest($d.vector, $v)» } }", "nearest ordering requires a limit clause"},
    {"T18", "query q($v: Vector(3)) { match { $d: Doc } return { $d.slug } order { $d.slug, «nearest($d.vector, $v)» } limit 3 }", "can only be the first order key"},
    {"T19", "query q() { match { $d: Doc  search(«$d.small», \"x\") } return { $d.slug } }", "search: the field must be a String property"},
    {"T19", "query q() { match { $d: Doc  search($d.title, «5») } return { $d.slug } }", "search: the query must be a scalar String"},
    {"T19", "query q($n: String) { match { $d: Doc  fuzzy($d.title, \"x\", «$n») } return { $d.slug } }", "max_edits must be an integer scalar"},
    {"T20", "query q() { match { $d: Doc  match_text($d.title, «5») } return { $d.slug } }", "match_text: the query must be a scalar String"},
    {"T20", "query q() { match { $d: Doc } return { $d.slug } order { bm25($d.title, «5») } limit 3 }", "bm25: the query must be a scalar String"},
    {"T21", "query q($v: Vector(3)) { match { $d: Doc } return { $d.slug } order { «rrf(nearest($d.vector, $v), bm25($d.title, \"x\"))» } }", "rrf ordering requires a limit clause"},
    {"T21", "query q($v: Vector(3)) { match { $d: Doc } return { $d.slug } order { rrf(nearest($d.vector, $v), bm25($d.title, \"x\"), «0») } limit 3 }", "k must be greater than 0"},
    {"T21", "query q($v: Vector(3)) { match { $d: Doc } return { $d.slug } order { rrf(nearest($d.vector, $v), bm25($d.title, \"x\"), weights: «[1.0]») } limit 3 }", "weights must be a list of 2 numbers"},
    {"T21", "query q($v: Vector(3)) { match { $d: Doc  $e: Doc } return { $d.slug } order { rrf(nearest($d.vector, $v), bm25(«$e.title», \"x\")) } limit 3 }", "must rank the same variable"},
    {"T21", "query q($v: Vector(3)) { match { $d: Doc } return { «rrf(nearest($d.vector, $v), bm25($d.title, \"x\"))» as s } }", "only if it is the leading order key"},
    {"T22", "query q() { match { $d: Doc  $d «<standsOn>» $s } return { $d.slug } }", "cannot be followed undirected"},
    {"T23", "query q() { match { $d: Doc  $d $w:cites«{1,2}» $e } return { $d.slug } }", "takes no bounds"},
    {"T23", "query q() { match { $d: Doc  $d «$d»:cites $e } return { $d.slug } }", "needs a fresh name"},
    {"T23", "query q() { match { $d $w:refutes $e  search(«$w.note», \"x\") } return { $d.slug } }", "not of edges"},
    {"T24", "query q() { match { $d: Doc } return { «$d.file» } }", "a Blob cannot be returned"},
    {"T25", "query q() { match { $d: Doc } return { $d.title, «$d.title» } }", "two columns are named `d.title`"},
    {"T25", "query q() { match { $d: Doc } return { $d.title as a, $d.slug as «a» } }", "two columns are named `a`"},
    {"T32", "query q() { match { $d: Doc } return { «bm25($d.title, \"x\")» as s, count($d) as n } }", "aggregated query"},
    {"T39", "query q() { match { $d: Doc  «exists { $x: Plain }» } return { $d.slug } }", "uses no outer variable"},
    {"T39", "query q() { match { $d: Doc } return { «count { $x: Plain }» as n } }", "uses no outer variable"},
    {"T41", "query q() { match { $d: Doc  «$d.small» } return { $d.slug } }", "a condition must be a Bool, this is I32?"},
    {"T41", "query q() { match { $d: Doc  $d.flag and «$d.small» } return { $d.slug } }", "a condition must be a Bool"},
    {"T41", "query q() { delete Doc where «title» }", "a condition must be a Bool"},
    {"T41", "query q() { match { $d: Doc } return { $d.slug, count($d) as n } having «n» }", "a condition must be a Bool"},
    {"T42", "query q() { match { $d: Doc } return { $d.slug, count($d) as n } order { «$d.title» } }", "is not returned"},
    {"T42", "query q() { match { $d: Doc } return { $d.slug, count($d) as n } order { «max($d.small)» } }", "must be returned"},
    {"T42", "query q() { match { $d: Doc } return { $d.slug } order { «count($d)» } }", "must be returned"},
    {"T42", "query q() { match { $d: Doc } return distinct { $d.slug } order { «$d.title» } }", "is not returned"},
    {"T43", "query q() { match { $d: Doc } return { «$d.small + 1» } }", "needs a name"},
    {"T43", "query q() { match { $d: Doc  $d cites $e } return { «sum($d.small * 2)» } }", "needs a name"},
    {"T44", "query q() { update Doc set { small: «count(title)» } where slug = \"a\" }", "aggregates are not allowed here"},
    {"T44", "query q() { delete Doc where «search(title, \"x\")» }", "not allowed in a mutation"},
    {"T45", "query q() { insert Plain { label: «label» } }", "an inserted value cannot depend on a row"},
    {"T49", "query q(«$__nanograph_now»: DateTime) { match { $d: Doc } return { $d.slug } }", "reserved"},
    {"T49", "query q() { match { «$__x»: Doc } return { $__x.slug } }", "reserved"},
    {"T50", "query q() { match { $d: Doc  $d: «Plain» } return { $d.@id } }", "already bound to type `Doc`, cannot rebind to `Plain`"},
    {"T50", "query q() { match { $a $w:cites $b  $w: «Doc» } return { $a.slug } }", "already bound"},
    {"T101", "query q($slug: String) { match { $d: Doc { slug: «slug» } } return { $d.slug } }", "neither a parameter nor a variable"},
    {"T101", "query q() { match { $d: Doc } return { «title» as t } }", "neither a parameter nor a variable"},
    {"T102", "query q() { match { $d: Doc } return { «$d.cites» } }", "`cites` is an edge, not a property"},
    {"T103", "query q() { match { $d: Doc  «$d.small = null» } return { $d.slug } }", "never true"},
    {"T103", "query q() { match { $d: Doc { small: «null» } } return { $d.slug } }", "never equals null"},
    {"T104", "query q($d: String) { match { «$d»: Doc } return { 1 } }", "both a parameter and a variable"},
    {"T104", "query q($d: String, «$d»: I32) { match { $e: Doc } return { $e.slug } }", "declared twice"},
    {"T106", "query q() { match { $d: Titled } return { $d.title } order { bm25(«$d.title», \"x\") } limit 3 }", "one concrete node type"},
    {"T107", "query q() { match { $d: Doc } return { $d.slug } order { «$d.vector» } }", "have no order"},
    {"T107", "query q() { match { $d: Doc } return { «$d.vector», count($d) as n } }", "cannot be grouped"},
    {"T108", "query q() { match { $d: Doc  $d.title matches «\"(\"» } return { $d.slug } }", "invalid pattern"},
    {"T109", "query q() { match { $d: Doc } return { $d.small + «$d.title» as x } }", "arithmetic needs numbers"},
    {"T109", "query q() { match { $d: Doc } return { $d.small % «$d.ratio» as x } }", "arithmetic needs integers here"},
    {"T109", "query q() { match { $d: Doc } return { -«$d.title» as x } }", "`-` needs a number"},
    {"T110", "query q() { match { $d: Doc  «1 < $d.small > 3» } return { $d.slug } }", "a chain of comparisons"},
    {"T110", "query q() { match { $d: Doc  «1 != $d.small != 3» } return { $d.slug } }", "a chain of comparisons"},
    {"T111", "query q() { match { $d: Doc } return { $d.slug as s } union match { $p: Plain } return { «$p.label» as t } }", "column 1 is `s` in the first arm and `t` here"},
    {"T111", "query q() { match { $d: Doc } return { $d.slug as s } union match { $e: Doc } return { «$e.small» as s } }", "is String in the first arm and I32? here"},
    {"T112", "query q() { match { $d: Doc  path $r: $d «cites» $e } return { $d.slug } }", "needs finite bounds"},
    {"T113", "query q() { match { $d: Doc  optional { $d cites $e }  «$e» cites $f } return { $d.slug } }", "outside `optional`"},
    {"T114", "query q() { match { $d: Doc } return { «uper»($d.title) as u } }", "unknown function `uper`"},
    {"T115", "query q() { match { $d: Doc } return { upper(«$d.small») as u } }", "expected upper(String)"},
    {"T115", "query q() { match { $d: Doc } return { «upper($d.title, 1)» as u } }", "does not take 2 arguments"},
    {"T115", "query q() { match { $d: Doc } return { date_add($d.day, 1, «\"hour\"») as u } }", "is no unit of a Date?"},
    {"T115", "query q() { match { $d: Doc } return { date_add($d.day, 1, «\"moon\"») as u } }", "is no unit"},
    {"T115", "query q() { match { $d: Doc } return { «coalesce($d.title, 1)» as u } }", "have different types"},
    {"T115", "query q() { match { $d: Doc } return { round(x: «1») as u } }", "arguments have no names here"},
    {"T116", "query q() { upsert «Plain» { label: \"x\" } }", "has none"},
    {"T117", "query q($self: String) { delete Doc where title = «$self.title» }", "cannot mean the target row"},
    {"T117", "query q($self: String) { delete Doc where not exists { «$self» cites $c } }", "cannot mean the target row"},
    {"T118", "query q() { update Doc set { «slug»: \"x\" } where slug = \"a\" }", "cannot update @key property `slug` — delete and re-insert instead"},
    {"T118", "query q() { update Cites set { «from»: \"x\" } where from = \"a\" }", "delete and re-insert instead"},
    {"T119", "query q() { delete Plain where true return { label }  «delete Plain where true return { label }» }", "only one statement"},
};
// clang-format on

TEST(Codes, AreRaisedAtTheirPlaceWithTheirMessage) {
  for (const CodeCase& one : kTypeCases) {
    SCOPED_TRACE(std::string(one.code) + ": " + one.text);
    const testing::Checked checked = testing::check_text(testing::types_schema(), one.text);
    EXPECT_EQ(checked.first_code(), one.code) << checked.describe();
    if (checked.first_code() != one.code) {
      continue;
    }
    const Diagnostic& error = checked.errors[0];
    EXPECT_THAT(error.message, ::testing::HasSubstr(one.message));
    EXPECT_EQ(error.span.begin, checked.marked.begin) << checked.describe();
    EXPECT_EQ(error.span.end, checked.marked.end) << checked.describe();
    const SourcePosition place = position_in(checked.text, checked.marked.begin);
    ASSERT_TRUE(error.position);
    EXPECT_EQ(error.position->line, place.line);
    EXPECT_EQ(error.position->column, place.column);
    EXPECT_EQ(error.expression,
              checked.text.substr(checked.marked.begin, checked.marked.end - checked.marked.begin));
  }
}

// One mistake gives one message: nothing that follows from it is reported beside it.
TEST(Codes, OneMistakeGivesOneFinding) {
  for (const CodeCase& one : kTypeCases) {
    SCOPED_TRACE(std::string(one.code) + ": " + one.text);
    const testing::Checked checked = testing::check_text(testing::types_schema(), one.text);
    EXPECT_EQ(checked.errors.size(), 1u) << checked.describe();
  }
}

struct EditCase {
  const char* text;
  const char* mended;
};

const EditCase kEditCases[] = {
    {"query q() { match { $d: Dok } return { $d.slug } }",
     "query q() { match { $d: Doc } return { $d.slug } }"},
    {"query q() { match { $d: Doc { tilte: \"x\" } } return { $d.slug } }",
     "query q() { match { $d: Doc { title: \"x\" } } return { $d.slug } }"},
    {"query q() { match { $d: Doc { status: \"finall\" } } return { $d.slug } }",
     "query q() { match { $d: Doc { status: \"final\" } } return { $d.slug } }"},
    {"query q() { match { $d: Doc  $d citez $e } return { $d.slug } }",
     "query q() { match { $d: Doc  $d cites $e } return { $d.slug } }"},
    {"query q() { match { $d: Doc  $d.sma = 1 } return { $d.slug } }",
     "query q() { match { $d: Doc  $d.small = 1 } return { $d.slug } }"},
    {"query q() { match { $d: Doc  $d.id = \"x\" } return { $d.slug } }",
     "query q() { match { $d: Doc  $d.@id = \"x\" } return { $d.slug } }"},
    {"query q() { match { $d: Doc  $d $w:cites $e } return { $w.src } }",
     "query q() { match { $d: Doc  $d $w:cites $e } return { $w.@src } }"},
    {"query q($slug: String) { match { $d: Doc { slug: slug } } return { $d.slug } }",
     "query q($slug: String) { match { $d: Doc { slug: $slug } } return { $d.slug } }"},
    {"query q() { match { $d: Doc  $d.small = null } return { $d.slug } }",
     "query q() { match { $d: Doc  $d.small is null } return { $d.slug } }"},
    {"query q() { match { $d: Doc  $d.small != null } return { $d.slug } }",
     "query q() { match { $d: Doc  $d.small is not null } return { $d.slug } }"},
    {"query q() { match { $d: Doc  null = $d.small } return { $d.slug } }",
     "query q() { match { $d: Doc  $d.small is null } return { $d.slug } }"},
    {"query q() { match { $d: Doc } return { uper($d.title) as u } }",
     "query q() { match { $d: Doc } return { upper($d.title) as u } }"},
    {"query q() { match { $d: Doc  $d <standsOn> $s } return { $d.slug } }",
     "query q() { match { $d: Doc  $d standsOn $s } return { $d.slug } }"},
    {"query q() { match { $doc: Doc } return { $dok.slug } }",
     "query q() { match { $doc: Doc } return { $doc.slug } }"},
    {"query q($label: String) { insert Plain { label: label } }",
     "query q($label: String) { insert Plain { label: $label } }"},
    {"query q() { insert Plane { label: \"x\" } }", "query q() { insert Plain { label: \"x\" } }"},
    {"query q() { delete Plain where lable = \"x\" }",
     "query q() { delete Plain where label = \"x\" }"},
};

TEST(Codes, EditsMendTheText) {
  for (const EditCase& one : kEditCases) {
    SCOPED_TRACE(one.text);
    const testing::Checked checked = testing::check_text(testing::types_schema(), one.text);
    EXPECT_EQ(checked.mended(), one.mended) << checked.describe();
    const testing::Checked again = testing::check_text(testing::types_schema(), one.mended);
    EXPECT_EQ(again.first_code(), "") << again.describe();
  }
}

TEST(Codes, AllFindingsOfAQueryAreReportedInTextOrder) {
  const testing::Checked checked = testing::check_text(
      testing::types_schema(),
      "query q($n: I32) { match { $d: Doc { ghost: 1 }  $d citez $e  $d.title = $n }\n"
      "return { $d.title, $d.title }\n order { $d.vector } }");
  EXPECT_EQ(checked.codes(), "T2 T4 T7 T25 T107") << checked.describe();
  EXPECT_EQ(checked.errors[4].position->line, 3u);
}

TEST(Codes, AtMostTwentyFindingsAreReported) {
  std::string text = "query q() { match { $d: Doc ";
  for (int i = 0; i < 50; ++i) {
    text += " $d.ghost" + std::to_string(i) + " = 1";
  }
  const testing::Checked checked =
      testing::check_text(testing::types_schema(), text + " } return { $d.slug } }");
  EXPECT_EQ(checked.errors.size(), 20u);
}

struct WarningCase {
  const char* code;
  const char* text;
};

const WarningCase kWarningCases[] = {
    {"L311", "query q() { match { $d: Doc } return { $d.slug } limit 3 }"},
    {"L313", "query q() { match { $d: Doc  $d standsOn{1,2} $s } return { $d.slug } }"},
    {"L314", "query q() { match { $d: Doc  search($d.body, \"x\") } return { $d.slug } }"},
    {"L315", "query q() { match { $d: Doc  $p: Plain } return { $d.slug, $p.label } }"},
    {"L316",
     "query q() { match { $d: Doc } return { $d.slug } order { nearest($d.vector, \"x\") desc } "
     "limit 3 }"},
    {"L410", "query q() { match { $s: Shelf  $s contains $d } return { $d.slug } }"},
};

TEST(Codes, LintNotesDoNotRefuseAQuery) {
  for (const WarningCase& one : kWarningCases) {
    SCOPED_TRACE(one.text);
    const testing::Checked checked = testing::check_text(testing::types_schema(), one.text);
    EXPECT_EQ(checked.first_code(), "") << checked.describe();
    ASSERT_EQ(checked.warnings.size(), 1u) << checked.describe();
    EXPECT_EQ(checked.warnings[0].code, one.code);
  }
}

}  // namespace
}  // namespace omnigraph::query
