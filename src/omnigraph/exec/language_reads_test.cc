// The reading cases of the language specification (section 14) that run today, on its fixture, with
// batches of one row, of three, and of the usual size.
#include <string>

#include <gtest/gtest.h>

#include "omnigraph/exec/testing/test_graph.h"

namespace omnigraph::exec {
namespace {

struct LanguageCase {
  int number;
  const char* params;
  const char* values;
  const char* body;
  // Rows as Outcome::text() gives them, sorted; "> " in front: in this order; "!": an error code.
  const char* expected;
};

// clang-format off
const LanguageCase kCases[] = {
    {1, "", "", R"(match{$p: Person  $p.age > 26} return{$p.slug})", "a c e"},
    {2, "", "", R"(match{$p: Person  $p.age > 26 and $p.city = "Oslo"} return{$p.slug})", "e"},
    {3, "", "", R"(match{$p: Person  $p.city = "Oslo" or $p.age > 40} return{$p.slug})", "b c e"},
    {4, "", "", R"(match{$p: Person  not $p.age > 26} return{$p.slug})", "b"},
    {5, "", "", R"(match{$p: Person  not ($p.age > 26) or $p.age is null} return{$p.slug})", "b d"},
    {6, "", "", R"(match{$p: Person  $p.active or $p.age = 41 and $p.city = "Rome"} return{$p.slug})", "a b d e"},
    {7, "", "", R"(match{$p: Person  ($p.active or $p.age = 41) and $p.city = "Rome"} return{$p.slug})", "a d"},
    {8, "", "", R"(match{$p: Person  not $p.active} return{$p.slug})", "c"},
    {9, "", "", R"(match{$p: Person  $p.city is not null} return{$p.slug})", "a b d e"},
    {10, "", "", R"(match{$p: Person  not $p.city is null} return{$p.slug})", "a b d e"},
    {11, "", "", R"(match{$p: Person  25 <= $p.age < 41} return{$p.slug})", "a b e"},
    {13, "", "", R"(match{$p: Person  $p.age in [25, 41]} return{$p.slug})", "b c"},
    {14, "$ids: [String]", R"({"ids":["a","e","zz"]})", R"(match{$p: Person  $p.slug in $ids} return{$p.slug})", "a e"},
    {15, "$x: String", R"({"x":"a"})", R"(match{$p: Person  $p.slug in [$x, "e"]} return{$p.slug})", "a e"},
    {16, "", "", R"(match{$p: Person  "x" in $p.tags} return{$p.slug})", "a e"},
    {17, "", "", R"(match{$p: Person  not ("x" in $p.tags)} return{$p.slug})", "b c"},
    {18, "", "", R"(match{$p: Person  $p.age not in [30]} return{$p.slug})", "b c"},
    {19, "", "", R"(match{$p: Person  not ($p.age in [])} return{$p.slug})", "a b c e"},
    {20, "", "", R"(match{$p: Person  $p.tags contains "y"} return{$p.slug})", "a b"},
    {21, "", "", R"(match{$p: Person  $p.name contains "a"} return{$p.slug})", "a d"},
    {22, "", "", R"(match{$p: Person  $p.name starts_with "A" or $p.name ends_with "n"} return{$p.slug})", "a d"},
    {23, "", "", R"(match{$p: Person  $p.slug matches "^[ab]$"} return{$p.slug})", "a b"},
    {24, "", "", R"(match{$p: Person { tags: "y" }} return{$p.slug})", "a b"},
    {25, "$n: I64", R"({"n":1})", R"(match{$p: Person { active: $n > 3 }} return{$p.slug})", "c"},
    {26, "", "", R"(match{$p: Company {}} return{$p.slug})", "acme zeta"},
    {27, "$c: String?", R"({"c":null})", R"(match{$p: Person  $p.city = $c} return{$p.slug})", ""},
    {28, "$c: String?", R"({"c":null})", R"(match{$p: Person  $c is null or $p.city = $c} return{$p.slug})", "a b c d e"},
    {29, "", "", R"(match{$p worksAt $c  $q worksAt $c  $p != $q} return{$p.slug, $q.slug})", "(a,b) (b,a)"},
    {30, "", "", R"(match{$p: Person  $p.age = 30.0} return{$p.slug})", "a e"},
    {31, "", "", R"(match{$p: Person {slug:"a"}  $p knows $f} return{$f.slug})", "b c"},
    {32, "", "", R"(match{$c: Company {slug:"acme"}  $c worksAt $x} return{$x.slug})", "a b"},
    {33, "", "", R"(match{$p: Person {slug:"a"}  $p Knows $f} return{$f.slug})", "b c"},
    {34, "", "", R"(match{$p: Person {slug:"a"}  $p "knows" $f} return{$f.slug})", "b c"},
    {35, "", "", R"(match{$p: Person {slug:"a"}  $p $w:knows $f} return{$f.slug, $w.since})", "(b,2019) (c,2021)"},
    {36, "", "", R"(match{$p $w:knows $f  $w.weight >= 0.75} return{$p.slug, $f.slug})", "(a,c) (c,d) (d,a)"},
    {37, "", "", R"(match{$p: Person {slug:"a"}  $p likes $f} return{$f.slug})", "b"},
    {38, "", "", R"(match{$p: Person {slug:"a"}  $p $l:likes $f} return{$f.slug, $l.note})", "(b,null) (b,tea)"},
    {39, "", "", R"(match{$x: Person {slug:"c"}  $y $w:knows $x} return{$w.@src, $w.@dst, $w.@type, $w.@id})", R"((a,c,Knows,["a","c"]) (b,c,Knows,["b","c"]))"},
    {40, "", "", R"(match{$p: Person  $p.@id = "b"} return{$p.slug})", "b"},
    {41, "", "", R"(match{$p: Person {slug:"a"}  $p <knows> $f} return{$f.slug})", "b c d"},
    {42, "", "", R"(match{$p: Person {slug:"e"}  $p <knows> $f} return{$f.slug})", "e"},
    {44, "", "", R"(match{$p: Person {slug:"a"}  $p knows{1,2} $f} return{$f.slug})", "b c d"},
    {45, "", "", R"(match{$p: Person {slug:"a"}  $p knows{2,3} $f} return{$f.slug})", "d"},
    {46, "", "", R"(match{$p: Person {slug:"a"}  $p knows{2} $f} return{$f.slug})", "d"},
    {47, "", "", R"(match{$p: Person {slug:"b"}  $p knows{1,} $f} return{$f.slug})", "a c d"},
    {48, "", "", R"(match{$p: Person {slug:"a"}  $p knows{0,1} $f} return{$f.slug})", "a b c"},
    {49, "", "", R"(match{$p: Person {slug:"e"}  $p knows $f} return{$f.slug})", "e"},
    {50, "", "", R"(match{$p: Person {slug:"e"}  $p knows{2,2} $f} return{$f.slug})", ""},
    {51, "", "", R"(match{$p: Person {slug:"a"}  $p (knows | likes) $f} return{$f.slug})", "b c"},
    {52, "", "", R"(match{$p: Person {slug:"a"}  $p $e:(knows | likes) $f} return{$e.@type, $f.slug})", "(Knows,b) (Knows,c) (Likes,b) (Likes,b)"},
    {53, "", "", R"(match{$p: Person {slug:"a"}  $p <knows | likes> $f} return{$f.slug})", "b c d"},
    {55, "", "", R"(match{$p: Person {slug:"a"}  $c: Company  $p * $c} return{$c.slug})", "acme"},
    {56, "", "", R"(match{$p: Person {slug:"a"}  $n: Node  $p $e:* $n} return{$e.@type, $n.@id})", "(Knows,b) (Knows,c) (Likes,b) (Likes,b) (WorksAt,acme)"},
    {58, "", "", R"(match{$p: Person {slug:"a"}  $p knows $_  $p knows $_} return{count(*) as n})", "4"},
    {60, "", "", R"(match{$p: Person  not { $p worksAt $c }} return{$p.slug})", "d e"},
    {61, "", "", R"(match{$p: Person  exists { $p worksAt $c  $c.size is not null }} return{$p.slug})", "a b"},
    {62, "", "", R"(match{$p: Person  $p.age is null or exists { $p likes $f }} return{$p.slug})", "a c d"},
    {63, "", "", R"(match{$p: Person  count { $p knows $f } > 1} return{$p.slug})", "a"},
    {64, "", "", R"(match{$p: Person  count { $p worksAt $c } = 0} return{$p.slug})", "d e"},
    {65, "", "", R"(match{$p: Person  sum($w.weight) { $p $w:knows $f } > 1.0} return{$p.slug})", "a c"},
    {66, "", "", R"(match{$p: Person} return{$p.slug, count { $p knows $f } as n})", "(a,2) (b,1) (c,1) (d,1) (e,1)"},
    {75, "", "", R"(match{$p: Person} return distinct {$p.city})", "Oslo Rome null"},
    {76, "", "", R"(match{$p: Person} return{$p.slug} order{$p.age})", "> d b a e c"},
    {77, "", "", R"(match{$p: Person} return{$p.slug} order{$p.age desc})", "> c a e b d"},
    {78, "", "", R"(match{$p: Person} return{$p.slug} order{$p.age asc nulls last})", "> b a e c d"},
    {79, "", "", R"(match{$p: Person} return{$p.slug} order{$p.age desc nulls first})", "> d c a e b"},
    {80, "", "", R"(match{$p: Person} return{$p.slug} order{$p.slug} skip 1 limit 2)", "> b c"},
    {81, "$k: I64, $n: I64?", R"({"k":3,"n":2})", R"(match{$p: Person} return{$p.slug} order{$p.slug} skip $k limit $n)", "> d e"},
    {82, "$n: I64?", R"({"n":null})", R"(match{$p: Person} return{$p.slug} order{$p.slug} limit $n)", "> a b c d e"},
    {83, "$n: I64", R"({"n":-1})", R"(match{$p: Person} return{$p.slug} order{$p.slug} limit $n)", "!R004"},
    {84, "", "", R"(match{$p: Person  $p.age is not null} return{$p.slug} order{$p.age % 10 desc, $p.slug})", "> b c a e"},
    {89, "", "", R"(match{$p: Person {slug:"d"}} return{$p})", R"({"@id":"d","slug":"d","name":"Dan","age":null,"city":"Rome","tags":null,"bio":null,"born":null,"seen":null,"active":true})"},
    {90, "", "", R"(match{$p: Person {slug:"a"}  $p $w:knows $f  $f.slug = "b"} return{$w})", R"({"@id":"[\"a\",\"b\"]","@type":"Knows","@src":"a","@dst":"b","since":2019,"weight":0.5})"},
    {91, "$n: I64", R"({"n":1})", R"(match{$p: Person {slug:"a"}} return{$p.name, $p.@id, $n, 7})", "(Ana,a,1,7)"},
    {93, "", "", R"(match{$p: Person} return{$p.slug, $p.age > 28 as adult})", "(a,true) (b,false) (c,true) (d,null) (e,true)"},
    {95, "", "", R"(match{$p: Person {slug:"a"}} return{2 + 3 * 4 as x, -7 % 2 as y, div(7, 2) as z, 10 / 4 as q})", "(14,-1,3,2.5)"},
    {96, "", "", R"(match{$p: Person {slug:"d"}} return{$p.age + 1 as x})", "null"},
    {97, "", "", R"(match{$p: Person {slug:"a"}} return{$p.age as n, n * 2 as m})", "(30,60)"},
    {98, "", "", R"(match{$p: Person {slug:"a"}} return{9223372036854775807 + 1 as x})", "!R102"},
    {99, "", "", R"(match{$p: Person {slug:"a"}} return{1 / 0 as x})", "!R101"},
    {100, "", "", R"(match{$p: Person {slug:"a"}} return{case when $p.age = 30 then 0 else 1 / 0 end as x})", "0.0"},
    {101, "", "", R"(match{$p: Person  $p.age != 25 and 100 / ($p.age - 25) > 10} return{$p.slug})", "a e"},
    {102, "", "", R"(match{$p: Person} return{$p.slug, case $p.city when "Rome" then "R" when "Oslo" then "O" else "?" end as k})", "(a,R) (b,O) (c,?) (d,R) (e,O)"},
    {103, "", "", R"(match{$p: Person} return{$p.slug, coalesce($p.city, "?") as k})", "(a,Rome) (b,Oslo) (c,?) (d,Rome) (e,Oslo)"},
    {104, "", "", R"(match{$p: Person {slug:"a"}} return{upper($p.name) as u, substring($p.name, 1, 2) as s, length($p.name) as l, $p.name + "!" as e})", "(ANA,na,3,Ana!)"},
    {105, "", "", R"(match{$p: Person {slug:"c"}} return{concat($p.name, "-", $p.city) as x, $p.name + $p.city as y})", "(Cyd-,null)"},
    {106, "", "", R"(match{$p: Person {slug:"a"}} return{item(split("a,b,c", ","), -1) as x, join($p.tags, "+") as y})", "(c,x+y)"},
    {107, "", "", R"(match{$p: Person {slug:"a"}} return{year($p.born) as y, date_diff($p.born, date("2024-04-30"), "year") as age, date_add(date("2024-01-31"), 1, "month") as d})", "(1994,29,2024-02-29)"},
    {108, "", "", R"(match{$p: Person {slug:"a"}} return{$p.seen})", "2024-01-01T12:00:00.000Z"},
    {109, "", "", R"(match{$p: Person  $p.born < "1995-01-01"} return{$p.slug})", "a"},
    {112, "", "", R"(match{$p: Person} return{count($p) as n, sum($p.age) as s, avg($p.age) as m, min($p.age) as lo, max($p.age) as hi})", "(5,126.0,31.5,25,41)"},
    {113, "", "", R"(match{$p: Person} return{sum_int($p.age) as s})", "126"},
    {114, "", "", R"(match{$p: Person} return{count($p.age)})", "4"},
    {115, "", "", R"(match{$p: Person} return{$p.city, count($p) as n} order{n desc, $p.city})", "> (Oslo,2) (Rome,2) (null,1)"},
    {116, "", "", R"(match{$p knows $f} return{$p.slug, count($f) as n} order{count($f) desc, $p.slug} limit 2)", "> (a,2) (b,1)"},
    {118, "", "", R"(match{$p: Person} return{$p.age >= 30 as senior, count(*) as n})", "(false,1) (null,1) (true,3)"},
    {119, "", "", R"(match{$p knows $f} return{$p.slug, count($f) as n} having n > 1)", "(a,2)"},
    {120, "", "", R"(match{$p: Person} return{count(distinct $p.city) as n})", "2"},
    {121, "", "", R"(match{$p knows $f} return{$p.slug, collect($f.slug) as fs})", R"((a,["b","c"]) (b,["c"]) (c,["d"]) (d,["a"]) (e,["e"]))"},
    {123, "", "", R"(match{$p: Person} return{collect(distinct $p.city) as cs})", R"(["Rome","Oslo"])"},
    {124, "", "", R"(match{$p: Person {slug:"zz"}} return{count($p) as n, sum($p.age) as s, collect($p.slug) as c})", "(0,null,[])"},
    {125, "", "", R"(match{$p: Person {slug:"zz"}} return{$p.city, count($p) as n})", ""},
    {126, "", "", R"(match{$p: Person} return{min($p.born) as b, max($p.active) as a})", "(1994-05-01,true)"},
    {134, "", "", R"(match{$x: Named  $x.name starts_with "A"} return{$x.@type, $x.@id})", "(Company,acme) (Person,a)"},
    {135, "", "", R"(match{$p: Person {slug:"c"}  $x: Named  $p worksAt $x} return{$x.name})", "Zeta"},
};
// clang-format on

class LanguageReads : public ::testing::TestWithParam<size_t> {};

TEST_P(LanguageReads, GiveTheRowsOfTheSpecification) {
  const auto graph = testing::language_graph();
  for (const LanguageCase& c : kCases) {
    testing::RunOptions options;
    options.params = c.params;
    options.params_json = c.values;
    options.limits.batch_rows = GetParam();
    const testing::Outcome outcome = testing::run(*graph, c.body, options);
    const std::string expected = c.expected;
    if (expected.starts_with("!")) {
      EXPECT_EQ("!" + outcome.error, expected) << c.number << ": " << c.body;
      continue;
    }
    EXPECT_EQ(outcome.error, "") << c.number << ": " << c.body << "\n" << outcome.message;
    if (expected.starts_with("> ")) {
      EXPECT_EQ("> " + outcome.text(), expected) << c.number << ": " << c.body;
    } else {
      EXPECT_EQ(outcome.sorted_text(), expected) << c.number << ": " << c.body;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(BatchRows, LanguageReads, ::testing::Values(1, 3, 2048));

}  // namespace
}  // namespace omnigraph::exec
