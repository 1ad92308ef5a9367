// Every query text of the language's conformance cases (their numbers): what is refused by the
// parser has its code here; all others parse, whatever the type checker or the data then say.
#include <gtest/gtest.h>

#include "omnigraph/query/syntax/parse_for_test.h"

namespace omnigraph::query::syntax {
namespace {

struct LanguageCase {
  int number;
  std::string_view source;
  std::string_view code;  // of the error; empty when the text parses
};

// clang-format off
constexpr LanguageCase kCases[] = {
    {1, R"gq(query t() { match{$p: Person  $p.age > 26} return{$p.slug} })gq", ""},
    {2, R"gq(query t() { match{$p: Person  $p.age > 26 and $p.city = "Oslo"} return{$p.slug} })gq", ""},
    {3, R"gq(query t() { match{$p: Person  $p.city = "Oslo" or $p.age > 40} return{$p.slug} })gq", ""},
    {4, R"gq(query t() { match{$p: Person  not $p.age > 26} return{$p.slug} })gq", ""},
    {5, R"gq(query t() { match{$p: Person  not ($p.age > 26) or $p.age is null} return{$p.slug} })gq", ""},
    {6, R"gq(query t() { match{$p: Person  $p.active or $p.age = 41 and $p.city = "Rome"} return{$p.slug} })gq", ""},
    {7, R"gq(query t() { match{$p: Person  ($p.active or $p.age = 41) and $p.city = "Rome"} return{$p.slug} })gq", ""},
    {8, R"gq(query t() { match{$p: Person  not $p.active} return{$p.slug} })gq", ""},
    {9, R"gq(query t() { match{$p: Person  $p.city is not null} return{$p.slug} })gq", ""},
    {10, R"gq(query t() { match{$p: Person  not $p.city is null} return{$p.slug} })gq", ""},
    {11, R"gq(query t() { match{$p: Person  25 <= $p.age < 41} return{$p.slug} })gq", ""},
    {12, R"gq(query t() { match{$p: Person  1 < $p.age > 3} return{$p.slug} })gq", ""},
    {13, R"gq(query t() { match{$p: Person  $p.age in [25, 41]} return{$p.slug} })gq", ""},
    {14, R"gq(query t($ids: [String]) { match{$p: Person  $p.slug in $ids} return{$p.slug} })gq", ""},
    {15, R"gq(query t($x: String) { match{$p: Person  $p.slug in [$x, "e"]} return{$p.slug} })gq", ""},
    {16, R"gq(query t() { match{$p: Person  "x" in $p.tags} return{$p.slug} })gq", ""},
    {17, R"gq(query t() { match{$p: Person  not ("x" in $p.tags)} return{$p.slug} })gq", ""},
    {18, R"gq(query t() { match{$p: Person  $p.age not in [30]} return{$p.slug} })gq", ""},
    {19, R"gq(query t() { match{$p: Person  not ($p.age in [])} return{$p.slug} })gq", ""},
    {20, R"gq(query t() { match{$p: Person  $p.tags contains "y"} return{$p.slug} })gq", ""},
    {21, R"gq(query t() { match{$p: Person  $p.name contains "a"} return{$p.slug} })gq", ""},
    {22, R"gq(query t() { match{$p: Person  $p.name starts_with "A" or $p.name ends_with "n"} return{$p.slug} })gq", ""},
    {23, R"gq(query t() { match{$p: Person  $p.slug matches "^[ab]$"} return{$p.slug} })gq", ""},
    {24, R"gq(query t() { match{$p: Person { tags: "y" }} return{$p.slug} })gq", ""},
    {25, R"gq(query t($n: I64) { match{$p: Person { active: $n > 3 }} return{$p.slug} })gq", ""},
    {26, R"gq(query t() { match{$p: Company {}} return{$p.slug} })gq", ""},
    {27, R"gq(query t($c: String?) { match{$p: Person  $p.city = $c} return{$p.slug} })gq", ""},
    {28, R"gq(query t($c: String?) { match{$p: Person  $c is null or $p.city = $c} return{$p.slug} })gq", ""},
    {29, R"gq(query t() { match{$p worksAt $c  $q worksAt $c  $p != $q} return{$p.slug, $q.slug} })gq", ""},
    {30, R"gq(query t() { match{$p: Person  $p.age = 30.0} return{$p.slug} })gq", ""},
    {31, R"gq(query t() { match{$p: Person {slug:"a"}  $p knows $f} return{$f.slug} })gq", ""},
    {32, R"gq(query t() { match{$c: Company {slug:"acme"}  $c worksAt $x} return{$x.slug} })gq", ""},
    {33, R"gq(query t() { match{$p: Person {slug:"a"}  $p Knows $f} return{$f.slug} })gq", ""},
    {34, R"gq(query t() { match{$p: Person {slug:"a"}  $p "knows" $f} return{$f.slug} })gq", ""},
    {35, R"gq(query t() { match{$p: Person {slug:"a"}  $p $w:knows $f} return{$f.slug, $w.since} })gq", ""},
    {36, R"gq(query t() { match{$p $w:knows $f  $w.weight >= 0.75} return{$p.slug, $f.slug} })gq", ""},
    {37, R"gq(query t() { match{$p: Person {slug:"a"}  $p likes $f} return{$f.slug} })gq", ""},
    {38, R"gq(query t() { match{$p: Person {slug:"a"}  $p $l:likes $f} return{$f.slug, $l.note} })gq", ""},
    {39, R"gq(query t() { match{$x: Person {slug:"c"}  $y $w:knows $x} return{$w.@src, $w.@dst, $w.@type, $w.@id} })gq", ""},
    {40, R"gq(query t() { match{$p: Person  $p.@id = "b"} return{$p.slug} })gq", ""},
    {41, R"gq(query t() { match{$p: Person {slug:"a"}  $p <knows> $f} return{$f.slug} })gq", ""},
    {42, R"gq(query t() { match{$p: Person {slug:"e"}  $p <knows> $f} return{$f.slug} })gq", ""},
    {43, R"gq(query t() { match{$p: Person  $p <worksAt> $c} return{$c.slug} })gq", ""},
    {44, R"gq(query t() { match{$p: Person {slug:"a"}  $p knows{1,2} $f} return{$f.slug} })gq", ""},
    {45, R"gq(query t() { match{$p: Person {slug:"a"}  $p knows{2,3} $f} return{$f.slug} })gq", ""},
    {46, R"gq(query t() { match{$p: Person {slug:"a"}  $p knows{2} $f} return{$f.slug} })gq", ""},
    {47, R"gq(query t() { match{$p: Person {slug:"b"}  $p knows{1,} $f} return{$f.slug} })gq", ""},
    {48, R"gq(query t() { match{$p: Person {slug:"a"}  $p knows{0,1} $f} return{$f.slug} })gq", ""},
    {49, R"gq(query t() { match{$p: Person {slug:"e"}  $p knows $f} return{$f.slug} })gq", ""},
    {50, R"gq(query t() { match{$p: Person {slug:"e"}  $p knows{2,2} $f} return{$f.slug} })gq", ""},
    {51, R"gq(query t() { match{$p: Person {slug:"a"}  $p (knows | likes) $f} return{$f.slug} })gq", ""},
    {52, R"gq(query t() { match{$p: Person {slug:"a"}  $p $e:(knows | likes) $f} return{$e.@type, $f.slug} })gq", ""},
    {53, R"gq(query t() { match{$p: Person {slug:"a"}  $p <knows | likes> $f} return{$f.slug} })gq", ""},
    {54, R"gq(query t() { match{$p $e:(knows | likes) $f} return{$e.weight} })gq", ""},
    {55, R"gq(query t() { match{$p: Person {slug:"a"}  $c: Company  $p * $c} return{$c.slug} })gq", ""},
    {56, R"gq(query t() { match{$p: Person {slug:"a"}  $n: Node  $p $e:* $n} return{$e.@type, $n.@id} })gq", ""},
    {57, R"gq(query t() { match{$p: Person  $p * $n} return{$p.slug} })gq", ""},
    {58, R"gq(query t() { match{$p: Person {slug:"a"}  $p knows $_  $p knows $_} return{count(*) as n} })gq", ""},
    {59, R"gq(query t() { match{$p $w:knows{1,2} $f} return{$f.slug} })gq", ""},
    {60, R"gq(query t() { match{$p: Person  not { $p worksAt $c }} return{$p.slug} })gq", ""},
    {61, R"gq(query t() { match{$p: Person  exists { $p worksAt $c  $c.size is not null }} return{$p.slug} })gq", ""},
    {62, R"gq(query t() { match{$p: Person  $p.age is null or exists { $p likes $f }} return{$p.slug} })gq", ""},
    {63, R"gq(query t() { match{$p: Person  count { $p knows $f } > 1} return{$p.slug} })gq", ""},
    {64, R"gq(query t() { match{$p: Person  count { $p worksAt $c } = 0} return{$p.slug} })gq", ""},
    {65, R"gq(query t() { match{$p: Person  sum($w.weight) { $p $w:knows $f } > 1.0} return{$p.slug} })gq", ""},
    {66, R"gq(query t() { match{$p: Person} return{$p.slug, count { $p knows $f } as n} })gq", ""},
    {67, R"gq(query t() { match{$p: Person {slug:"a"}} return{collect($f.slug order $f.slug desc) { $p knows $f } as fs} })gq", ""},
    {68, R"gq(query t() { match{$p: Person  exists { $c: Company }} return{$p.slug} })gq", ""},
    {69, R"gq(query t() { match{$p: Person  count($p) > 1} return{$p.slug} })gq", ""},
    {70, R"gq(query t() { match{$p: Person  optional { $p worksAt $c }} return{$p.slug, $c.slug} })gq", ""},
    {71, R"gq(query t() { match{$p: Person  optional { $p worksAt $c  $c.size > 50 }} return{$p.slug, $c.slug} })gq", ""},
    {72, R"gq(query t() { match{$p: Person  optional { $p worksAt $c }  $c is null} return{$p.slug} })gq", ""},
    {73, R"gq(query t() { match{$p: Person  optional { $p worksAt $c }} return{$p.slug, count($c) as n} })gq", ""},
    {74, R"gq(query t() { match{$p: Person  optional { $p worksAt $c }  $c worksAt $q} return{$p.slug} })gq", ""},
    {75, R"gq(query t() { match{$p: Person} return distinct {$p.city} })gq", ""},
    {76, R"gq(query t() { match{$p: Person} return{$p.slug} order{$p.age} })gq", ""},
    {77, R"gq(query t() { match{$p: Person} return{$p.slug} order{$p.age desc} })gq", ""},
    {78, R"gq(query t() { match{$p: Person} return{$p.slug} order{$p.age asc nulls last} })gq", ""},
    {79, R"gq(query t() { match{$p: Person} return{$p.slug} order{$p.age desc nulls first} })gq", ""},
    {80, R"gq(query t() { match{$p: Person} return{$p.slug} order{$p.slug} skip 1 limit 2 })gq", ""},
    {81, R"gq(query t($k: I64, $n: I64?) { match{$p: Person} return{$p.slug} order{$p.slug} skip $k limit $n })gq", ""},
    {82, R"gq(query t($n: I64?) { match{$p: Person} return{$p.slug} order{$p.slug} limit $n })gq", ""},
    {83, R"gq(query t($n: I64) { match{$p: Person} return{$p.slug} order{$p.slug} limit $n })gq", ""},
    {84, R"gq(query t() { match{$p: Person  $p.age is not null} return{$p.slug} order{$p.age % 10 desc, $p.slug} })gq", ""},
    {85, R"gq(query t() { match{$p: Person {city:"Rome"}} return{$p.slug as s} union match{$c: Company} return{$c.slug as s} order{s} })gq", ""},
    {86, R"gq(query t() { match{$p: Person {city:"Rome"}} return{$p.city as s} union match{$q: Person {city:"Oslo"}} return{$q.city as s} order{s} })gq", ""},
    {87, R"gq(query t() { match{$p: Person {city:"Rome"}} return{$p.city as s} union all match{$q: Person {city:"Oslo"}} return{$q.city as s} })gq", ""},
    {88, R"gq(query t() { match{$p: Person} return{$p.slug as s} union match{$c: Company} return{$c.size as s} })gq", ""},
    {89, R"gq(query t() { match{$p: Person {slug:"d"}} return{$p} })gq", ""},
    {90, R"gq(query t() { match{$p: Person {slug:"a"}  $p $w:knows $f  $f.slug = "b"} return{$w} })gq", ""},
    {91, R"gq(query t($n: I64) { match{$p: Person {slug:"a"}} return{$p.name, $p.@id, $n, 7} })gq", ""},
    {92, R"gq(query t() { match{$p: Person} return{$p.name, $p.name} })gq", ""},
    {93, R"gq(query t() { match{$p: Person} return{$p.slug, $p.age > 28 as adult} })gq", ""},
    {94, R"gq(query t() { match{$p: Person} return{$p.age > 28} })gq", ""},
    {95, R"gq(query t() { match{$p: Person {slug:"a"}} return{2 + 3 * 4 as x, -7 % 2 as y, div(7, 2) as z, 10 / 4 as q} })gq", ""},
    {96, R"gq(query t() { match{$p: Person {slug:"d"}} return{$p.age + 1 as x} })gq", ""},
    {97, R"gq(query t() { match{$p: Person {slug:"a"}} return{$p.age as n, n * 2 as m} })gq", ""},
    {98, R"gq(query t() { match{$p: Person {slug:"a"}} return{9223372036854775807 + 1 as x} })gq", ""},
    {99, R"gq(query t() { match{$p: Person {slug:"a"}} return{1 / 0 as x} })gq", ""},
    {100, R"gq(query t() { match{$p: Person {slug:"a"}} return{case when $p.age = 30 then 0 else 1 / 0 end as x} })gq", ""},
    {101, R"gq(query t() { match{$p: Person  $p.age != 25 and 100 / ($p.age - 25) > 10} return{$p.slug} })gq", ""},
    {102, R"gq(query t() { match{$p: Person} return{$p.slug, case $p.city when "Rome" then "R" when "Oslo" then "O" else "?" end as k} })gq", ""},
    {103, R"gq(query t() { match{$p: Person} return{$p.slug, coalesce($p.city, "?") as k} })gq", ""},
    {104, R"gq(query t() { match{$p: Person {slug:"a"}} return{upper($p.name) as u, substring($p.name, 1, 2) as s, length($p.name) as l, $p.name + "!" as e} })gq", ""},
    {105, R"gq(query t() { match{$p: Person {slug:"c"}} return{concat($p.name, "-", $p.city) as x, $p.name + $p.city as y} })gq", ""},
    {106, R"gq(query t() { match{$p: Person {slug:"a"}} return{item(split("a,b,c", ","), -1) as x, join($p.tags, "+") as y} })gq", ""},
    {107, R"gq(query t() { match{$p: Person {slug:"a"}} return{year($p.born) as y, date_diff($p.born, date("2024-04-30"), "year") as age, date_add(date("2024-01-31"), 1, "month") as d} })gq", ""},
    {108, R"gq(query t() { match{$p: Person {slug:"a"}} return{$p.seen} })gq", ""},
    {109, R"gq(query t() { match{$p: Person  $p.born < "1995-01-01"} return{$p.slug} })gq", ""},
    {110, R"gq(query t() { match{$p: Person {slug:"a"}} return{object(n: $p.name, k: $p.age) as o} })gq", ""},
    {111, R"gq(query t() { match{$p: Person {slug:"a"}} return{uper($p.name) as u} })gq", ""},
    {112, R"gq(query t() { match{$p: Person} return{count($p) as n, sum($p.age) as s, avg($p.age) as m, min($p.age) as lo, max($p.age) as hi} })gq", ""},
    {113, R"gq(query t() { match{$p: Person} return{sum_int($p.age) as s} })gq", ""},
    {114, R"gq(query t() { match{$p: Person} return{count($p.age)} })gq", ""},
    {115, R"gq(query t() { match{$p: Person} return{$p.city, count($p) as n} order{n desc, $p.city} })gq", ""},
    {116, R"gq(query t() { match{$p knows $f} return{$p.slug, count($f) as n} order{count($f) desc, $p.slug} limit 2 })gq", ""},
    {117, R"gq(query t() { match{$p knows $f} return{$p.slug, count($f) as n} order{max($f.age)} })gq", ""},
    {118, R"gq(query t() { match{$p: Person} return{$p.age >= 30 as senior, count(*) as n} })gq", ""},
    {119, R"gq(query t() { match{$p knows $f} return{$p.slug, count($f) as n} having n > 1 })gq", ""},
    {120, R"gq(query t() { match{$p: Person} return{count(distinct $p.city) as n} })gq", ""},
    {121, R"gq(query t() { match{$p knows $f} return{$p.slug, collect($f.slug) as fs} })gq", ""},
    {122, R"gq(query t() { match{$p: Person {slug:"a"}  $p knows $f} return{collect($f.slug order $f.age desc) as fs} })gq", ""},
    {123, R"gq(query t() { match{$p: Person} return{collect(distinct $p.city) as cs} })gq", ""},
    {124, R"gq(query t() { match{$p: Person {slug:"zz"}} return{count($p) as n, sum($p.age) as s, collect($p.slug) as c} })gq", ""},
    {125, R"gq(query t() { match{$p: Person {slug:"zz"}} return{$p.city, count($p) as n} })gq", ""},
    {126, R"gq(query t() { match{$p: Person} return{min($p.born) as b, max($p.active) as a} })gq", ""},
    {127, R"gq(query t() { match{$p: Person {slug:"a"}  $d: Person {slug:"d"}  path $r: $p knows{1,3} $d} return{length($r) as n} order{n} })gq", ""},
    {128, R"gq(query t() { match{$p: Person {slug:"a"}  path $r: $p knows{1,2} $x} return{count(*) as n} })gq", ""},
    {129, R"gq(query t() { match{$p: Person {slug:"a"}  path $r: $p knows{1,4} $p} return{length($r) as n} order{n} })gq", ""},
    {130, R"gq(query t() { match{$p: Person {slug:"a"}  $d: Person {slug:"d"}  shortest path $r: $p knows{1,5} $d} return{$r} })gq", ""},
    {131, R"gq(query t() { match{$p: Person {slug:"a"}  $d: Person {slug:"d"}  all shortest path $r: $p knows $d} return{count(*) as n} })gq", ""},
    {132, R"gq(query t() { match{$p: Person {slug:"e"}  $d: Person {slug:"d"}  shortest path $r: $p knows $d} return{$r} })gq", ""},
    {133, R"gq(query t() { match{path $r: $p knows $d} return{$r} })gq", ""},
    {134, R"gq(query t() { match{$x: Named  $x.name starts_with "A"} return{$x.@type, $x.@id} })gq", ""},
    {135, R"gq(query t() { match{$p: Person {slug:"c"}  $x: Named  $p worksAt $x} return{$x.name} })gq", ""},
    {136, R"gq(query t() { match{$x: Named} return{$x.age} })gq", ""},
    {137, R"gq(query t() { match{$p: Person} return{$p.slug, nearest($p.emb, [0.0, 0.0]) as d} order{nearest($p.emb, [0.0, 0.0])} limit 3 })gq", ""},
    {138, R"gq(query t() { match{$p: Person {city:"Oslo"}} return{$p.slug} order{nearest($p.emb, [0.0, 0.0])} limit 2 })gq", ""},
    {139, R"gq(query t() { match{$p: Person} return{$p.slug} order{nearest($p.emb, [1.0, 1.0])} limit 3 })gq", ""},
    {140, R"gq(query t() { match{$p: Person} return{$p.slug} order{nearest($p.emb, [0.0, 0.0])} limit 9 })gq", ""},
    {141, R"gq(query t() { match{$p: Person {slug:"b"}} return{nearest($p.emb, [0.0, 0.0])} })gq", ""},
    {142, R"gq(query t() { match{$p: Person} return{$p.slug} order{nearest($p.emb, [0.0, 0.0])} })gq", ""},
    {143, R"gq(query t() { match{$p: Person} return{$p.slug, bm25($p.bio, "graph") as s} order{bm25($p.bio, "graph") desc} })gq", ""},
    {144, R"gq(query t() { match{$p: Person  search($p.bio, "graph")} return{$p.slug} })gq", ""},
    {145, R"gq(query t() { match{$p: Person  search($p.bio, "graph") or $p.age is null} return{$p.slug} })gq", ""},
    {146, R"gq(query t() { match{$p: Person  not search($p.bio, "graph")} return{$p.slug} })gq", ""},
    {147, R"gq(query t() { match{$p: Person} return{$p.slug} order{rrf(nearest($p.emb, [0.0, 0.0]), bm25($p.bio, "graph"))} limit 4 })gq", ""},
    {148, R"gq(query t() { match{$p: Person  nearest($p.emb, [0.0, 0.0]) <= 4.0} return{$p.slug} })gq", ""},
    {149, R"gq(query t() { insert Person { slug: "f", name: "Fay" } })gq", ""},
    {150, R"gq(query t() { insert Person { slug: "a", name: "Ann" } })gq", ""},
    {151, R"gq(query t() { upsert Person { slug: "a", name: "Ann" } })gq", ""},
    {152, R"gq(query t() { update Person set { age: age + 1 } where age is not null and city = "Oslo" })gq", ""},
    {153, R"gq(query t($id: String) { update Person set { seen: now() } where slug = $id and active = true and (seen is null or seen < now()) })gq", ""},
    {154, R"gq(query t() { update Person set { city: "X" } where slug = "a" and city = "Oslo" })gq", ""},
    {155, R"gq(query t() { delete Person where slug in ["d", "e"] })gq", ""},
    {156, R"gq(query t() { update Knows set { weight: weight * 2 } where @src = "a" and @dst = "b" })gq", ""},
    {157, R"gq(query t() { delete Knows where @src = "a" and since > 2020 })gq", ""},
    {158, R"gq(query t() { delete Knows where from = "a" })gq", ""},
    {159, R"gq(query t() { delete Person where slug = "c" })gq", ""},
    {160, R"gq(query t() { insert Knows { from: "a", to: "b", weight: 9.0 } })gq", ""},
    {161, R"gq(query t() { insert Likes { from: "a", to: "b" } })gq", ""},
    {162, R"gq(query t() { delete Person where slug = "e"  insert Person { slug: "e", name: "Eve2" } })gq", ""},
    {163, R"gq(query t() { update Person set { city: "Bonn" } where city = "Rome"  delete Person where city = "Bonn" })gq", ""},
    {164, R"gq(query t() { insert Person { slug: "t", name: "T" }  delete Person where slug = "t" })gq", ""},
    {165, R"gq(query t() { insert Company { slug: "new", name: "New" }  insert WorksAt { from: "d", to: "new", role: "eng" } })gq", ""},
    {166, R"gq(query t() { insert WorksAt { from: "d", to: "nope", role: "eng" } })gq", ""},
    {167, R"gq(query t() { insert Person { slug: "g", name: "G" }  insert WorksAt { from: "g", to: "nope", role: "x" } })gq", ""},
    {168, R"gq(query t() { update Person set { age: 26 } where slug = "b" return { slug, age } })gq", ""},
    {169, R"gq(query t() { delete Likes where @src = "a" return { @id, note } })gq", ""},
    {170, R"gq(query t() { update Person set { active: false } where not exists { $self worksAt $c } })gq", ""},
    {171, R"gq(query t() { insert Person { slug: "h", name: slug } })gq", ""},
    {172, R"gq(query t() { update Person set { slug: "z" } where slug = "a" })gq", ""},
    {173, R"gq(query t() { update Person set { age: 200 } where slug = "a" })gq", ""},
    {174, R"gq(query t($n: String?) { update Person set { name: $n } where slug = "a" })gq", ""},
    {175, R"gq(query t() { upsert Likes { from: "a", to: "b", note: "x" } })gq", ""},
    {176, R"gq(branch create b1)gq", ""},
    {176, R"gq(branch list)gq", ""},
    {177, R"gq(explain query q() { match{$p: Person} return{$p.slug} })gq", ""},
    {178, R"gq(query q { match{$p: Person} return{$p.slug} })gq", "Q002"},
    {179, R"gq(query t() { match{$p: Person  $p.city = null} return{$p.slug} })gq", ""},
    {180, R"gq(query t($id: String) { match{$p: Person { slug: id }} return{$p.slug} })gq", ""},
    {181, R"gq(query q(id: String) { match{$p: Person { slug: id }} return{$p.slug} })gq", "Q101"},
    {182, R"gq(query t() { match{$p: Person  $p.id = "a"} return{$p.slug} })gq", ""},
    {183, R"gq(query t() { match{$p: Person -[KNOWS]-> $f} return{$f.slug} })gq", "Q102"},
    {184, R"gq(query t() { match{$p: Person  $p knows $f  $p.knows.weight > 1.0} return{$p.slug} })gq", "T102"},
    {185, R"gq(query t() { MATCH{$p: Person} return{$p.slug} })gq", "Q104"},
    {186, R"gq(query t() { match{$p: Person  $p.city == "Oslo"} return{$p.slug} })gq", ""},
    {187, R"gq(query t() { match{$p: Person  $p.agee > 1} return{$p.slug} })gq", ""},
    {188, R"gq(query t($x: String) { match{$p: Person  $p.slug = $x} return{$p.slug} })gq", ""},
};
// clang-format on

TEST(LanguageCases, ParseOrFailWithExactlyTheirCode) {
  for (const LanguageCase& language_case : kCases) {
    const Result<ast::File> file = parse_query_file(language_case.source);
    if (language_case.code.empty()) {
      EXPECT_TRUE(file.ok()) << language_case.number << ": " << parsed(language_case.source);
      continue;
    }
    ASSERT_FALSE(file.ok()) << language_case.number;
    EXPECT_EQ(codes_of(language_case.source), language_case.code) << language_case.number;
    EXPECT_EQ(file.error().code(), ErrorCode::kInvalidArgument);
  }
}

TEST(LanguageCases, MachineApplicableEditsMakeTheTextParse) {
  for (const LanguageCase& language_case : kCases) {
    const Result<ast::File> file = parse_query_file(language_case.source);
    if (file.ok()) {
      continue;
    }
    for (const Diagnostic& finding : file.error().diagnostics()) {
      if (finding.applicability == Applicability::kMachineApplicable) {
        const std::string text = mended(language_case.source, finding);
        EXPECT_TRUE(parse_query_file(text).ok()) << language_case.number << ": " << text;
      }
    }
  }
}

TEST(LanguageCases, WarnWhereTheSpellingIsForeign) {
  EXPECT_EQ(codes_of(R"(query t() { match{$p: Person  $p.city == "Oslo"} return{$p.slug} })"),
            "L403");
}

}  // namespace
}  // namespace omnigraph::query::syntax
