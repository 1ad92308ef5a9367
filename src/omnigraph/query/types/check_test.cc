// What the checker makes of right texts: patterns, results, statements, as dump_checked.h writes
// them.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "omnigraph/query/testing/check_text.h"
#include "omnigraph/query/types/dump_checked.h"

namespace omnigraph::query {
namespace {

struct DumpCase {
  const char* text;
  const char* dump;
};

void expect_dumps(const schema::CatalogPtr& catalog, const std::vector<DumpCase>& cases) {
  for (const DumpCase& one : cases) {
    SCOPED_TRACE(one.text);
    const testing::Checked checked = testing::check_text(catalog, one.text);
    ASSERT_TRUE(checked.query) << checked.describe();
    EXPECT_EQ(dump_query(*checked.query), one.dump);
  }
}

// clang-format off
// Inline matches become filters; list properties ask for membership; constants take the property's type.
TEST(CheckedPattern, BindingsAndInlineMatches) {
  expect_dumps(testing::language_schema(), {
      {"query q($n: I32?) { match { $p: Person { name: \"x\", age: $n, tags: \"y\" } } return { $p.slug } }",
       "vars p#0; (p#0.name = \"x\"); (p#0.age = $n); (\"y\" in p#0.tags) | return p.slug=p#0.slug | ties p#0"},
      {"query q() { match { $x: Person  $x: Named { name: \"y\" } } return { $x.slug } }",
       "vars x#0; (x#0.name = \"y\") | return x.slug=x#0.slug | ties x#0"},
      {"query q() { match { $x: Named  $x: Person { slug: \"y\" } } return { $x.slug } }",
       "vars x#0; (x#0.slug = \"y\") | return x.slug=x#0.slug | ties x#0"},
  });
  expect_dumps(testing::types_schema(), {
      {"query q() { match { $d: Doc { small: 3, single: 0.1, ratio: 2, days: \"2024-01-01\", at: \"2024-01-01\" } } return { $d.slug } }",
       "vars d#0; (d#0.small = 3:I32); (d#0.single = 0.10000000149011612:F32); (d#0.ratio = 2:F64); (19723:Date in d#0.days); (d#0.at = 1704067200000:DateTime) | return d.slug=d#0.slug | ties d#0"},
      {"query q($n: F64) { match { $d: Doc { small: $n } } return { $d.slug } }",
       "vars d#0; (d#0.small = $n) | return d.slug=d#0.slug | ties d#0"},
      {"query q() { match { $d: Doc { small: $d.big, title: $e.title }  $e: Doc } return { $d.slug } }",
       "vars d#0 e#1; (d#0.small = d#0.big); (d#0.title = e#1.title) | return d.slug=d#0.slug | ties d#0 e#1"},
  });
}

// The declared end decides; edges of one type run forward; blocks follow the same rule.
TEST(CheckedPattern, Directions) {
  expect_dumps(testing::language_schema(), {
      {"query q() { match { $p knows $f } return { $f.slug } }",
       "vars p#0 f#1; p#0 -[Knows out 1..1]- f#1 | return f.slug=f#1.slug | ties p#0 f#1"},
      {"query q() { match { $p worksAt $c } return { $c.slug } }",
       "vars p#0 c#1; p#0 -[WorksAt out 1..1]- c#1 | return c.slug=c#1.slug | ties p#0 c#1"},
      {"query q() { match { $c: Company  $c worksAt $p } return { $p.slug } }",
       "vars c#0 p#1; c#0 -[WorksAt in 1..1]- p#1 | return p.slug=p#1.slug | ties c#0 p#1"},
      {"query q() { match { $c worksAt $p  $p: Person } return { $p.slug } }",
       "vars c#0 p#1; c#0 -[WorksAt in 1..1]- p#1 | return p.slug=p#1.slug | ties c#0 p#1"},
      {"query q() { match { $c: Company  not { $c worksAt $p } } return { $c.slug } }",
       "vars c#0; not(exists{vars p#1 outer c#0; c#0 -[WorksAt in 1..1]- p#1}) | return c.slug=c#0.slug | ties c#0"},
      {"query q() { match { $p: Person  $p <knows | likes> $f } return { $f.slug } }",
       "vars p#0 f#1; p#0 -[Knows both|Likes both 1..1]- f#1 | return f.slug=f#1.slug | ties p#0 f#1"},
      {"query q() { match { $p: Person  $n: Node  $p $e:* $n } return { $e.@type, $n.@id } }",
       "vars p#0 n#1 e#2; p#0 -[e#2:Knows out|Likes out|WorksAt out 1..1]- n#1 | return e.@type=e#2.@type n.@id=n#1.@id | ties p#0 n#1 e#2"},
      {"query q() { match { $p: Person  $c: Company  $p * $c } return { $c.slug } }",
       "vars p#0 c#1; p#0 -[WorksAt out 1..1]- c#1 | return c.slug=c#1.slug | ties p#0 c#1"},
      {"query q() { match { $n: Node  $n <worksAt> $m } return { $m.@id } }",
       "vars n#0 m#1; n#0 -[WorksAt both 1..1]- m#1 | return m.@id=m#1.@id | ties n#0 m#1"},
      {"query q() { match { $p: Person  $x: Named  $p worksAt $x } return { $x.name } }",
       "vars p#0 x#1; p#0 -[WorksAt out 1..1]- x#1 | return x.name=x#1.name | ties p#0 x#1"},
  });
  expect_dumps(testing::types_schema(), {
      {"query q() { match { $x cites $x } return { $x.slug } }",
       "vars x#0; x#0 -[Cites out 1..1]- x#0 | return x.slug=x#0.slug | ties x#0"},
      {"query q() { match { $d: Doc  $d (hasFeature | standsOn) $x } return { $x.@id } }",
       "vars d#0 x#1; d#0 -[HAS_FEATURE out|StandsOn out 1..1]- x#1 | return x.@id=x#1.@id | ties d#0 x#1"},
      {"query q() { match { $d $e:(cites|refutes) $f } return { $e.kind } }",
       "vars d#0 e#1 f#2; d#0 -[e#1:Cites out|Refutes out 1..1]- f#2 | return e.kind=e#1.kind | ties d#0 f#2 e#1"},
  });
}

// Bounds are kept; those on an edge between two types become what they can give.
TEST(CheckedPattern, Hops) {
  expect_dumps(testing::language_schema(), {
      {"query q() { match { $p: Person  $p knows{1,3} $f  $f knows{2} $g  $g knows{0,} $h } return { $h.slug } }",
       "vars p#0 f#1 g#2 h#3; p#0 -[Knows out 1..3]- f#1; f#1 -[Knows out 2..2]- g#2; g#2 -[Knows out 0..]- h#3 | return h.slug=h#3.slug | ties p#0 f#1 g#2 h#3"},
  });
  expect_dumps(testing::types_schema(), {
      {"query q() { match { $d: Doc  $d standsOn{2,3} $s } return { $s.name } }",
       "vars d#0 s#1; d#0 -[StandsOn out 1..1]- s#1; false | return s.name=s#1.name | ties d#0 s#1"},
      {"query q() { match { $d: Doc  $d standsOn{0,3} $s } return { $s.name } }",
       "vars d#0 s#1; d#0 -[StandsOn out 1..1]- s#1 | return s.name=s#1.name | ties d#0 s#1"},
  });
}

// A block sees what is bound before it and what is declared anywhere around it; the rest is its own.
TEST(CheckedPattern, Scopes) {
  expect_dumps(testing::language_schema(), {
      {"query q() { match { exists { $p worksAt $c }  $p: Person } return { $p.slug } }",
       "vars p#0; exists{vars c#1 outer p#0; p#0 -[WorksAt out 1..1]- c#1} | return p.slug=p#0.slug | ties p#0"},
      {"query q() { match { $p: Person  exists { $p worksAt $c }  $p worksAt $c } return { $c.slug } }",
       "vars p#0 c#1; p#0 -[WorksAt out 1..1]- c#1; exists{vars c#2 outer p#0; p#0 -[WorksAt out 1..1]- c#2} | return c.slug=c#1.slug | ties p#0 c#1"},
      {"query q() { match { $p: Person  $p worksAt $c  exists { $p worksAt $c } } return { $c.slug } }",
       "vars p#0 c#1; p#0 -[WorksAt out 1..1]- c#1; exists{vars  outer p#0 c#1; p#0 -[WorksAt out 1..1]- c#1} | return c.slug=c#1.slug | ties p#0 c#1"},
      {"query q() { match { $c: Company  not { $c worksAt $p  not { $p knows $q  $q.slug = $c.slug } } } return { $c.slug } }",
       "vars c#0; not(exists{vars p#1 outer c#0; c#0 -[WorksAt in 1..1]- p#1; not(exists{vars q#2 outer p#1 c#0; p#1 -[Knows out 1..1]- q#2; (q#2.slug = c#0.slug)})}) | return c.slug=c#0.slug | ties c#0"},
      {"query q() { match { $p.age > 3  $p: Person } return { $p.slug } }",
       "vars p#0; (p#0.age > 3) | return p.slug=p#0.slug | ties p#0"},
      {"query q() { match { $p: Person  $p knows $_  $p knows $_ } return { $p.slug } }",
       "vars p#0 _#1 _#2; p#0 -[Knows out 1..1]- _#1; p#0 -[Knows out 1..1]- _#2 | return p.slug=p#0.slug | ties p#0"},
  });
}

// The schema decides, unless a parameter is involved.
TEST(CheckedPattern, EdgesNamedLikeOperators) {
  expect_dumps(testing::types_schema(), {
      {"query q() { match { $s: Shelf  $s contains $d  $d in $s } return { $d.slug } }",
       "vars s#0 d#1; s#0 -[Contains out 1..1]- d#1; d#1 -[In out 1..1]- s#0 | return d.slug=d#1.slug | ties s#0 d#1"},
      {"query q() { match { $s: Shelf  not { $_ contains $d  $d in $s } } return { $s.name } }",
       "vars s#0; not(exists{vars _#1 d#2 outer s#0; _#1 -[Contains out 1..1]- d#2; d#2 -[In out 1..1]- s#0}) | return s.name=s#0.name | ties s#0"},
      {"query q($s: [String]) { match { $d: Doc  $s contains $d.slug  $d.slug in $s } return { $d.slug } }",
       "vars d#0; (d#0.slug in $s); (d#0.slug in $s) | return d.slug=d#0.slug | ties d#0"},
  });
}

// Literals take the type of what they are compared with.
TEST(CheckedFilter, Conversions) {
  expect_dumps(testing::language_schema(), {
      {"query q() { match { $p: Person  $p.born < \"1995-01-01\"  $p.seen in [\"2024-01-01T12:00:00+02:00\"] } return { $p.slug } }",
       "vars p#0; (p#0.born < 9131:Date); (p#0.seen in [1704103200000]:[DateTime]) | return p.slug=p#0.slug | ties p#0"},
  });
  expect_dumps(testing::types_schema(), {
      {"query q() { match { $d: Doc  $d.single = 0.1  $d.single in [0.1, 0.5]  0.25 in $d.numbers } return { $d.slug } }",
       "vars d#0; (d#0.single = 0.10000000149011612:F32); (d#0.single in [0.10000000149011612, 0.5]:[F32]); (0.25:F64 in d#0.numbers) | return d.slug=d#0.slug | ties d#0"},
      {"query q() { match { $d: Doc  $d.huge = 18446744073709551615  $d.big = -9223372036854775808 } return { $d.slug } }",
       "vars d#0; (d#0.huge = 18446744073709551615:U64); (d#0.big = -9223372036854775808) | return d.slug=d#0.slug | ties d#0"},
      {"query q() { match { $d: Doc  $d.small in []  $d.title contains null } return { $d.slug } }",
       "vars d#0; (d#0.small in []:[I32]); (d#0.title contains null) | return d.slug=d#0.slug | ties d#0"},
  });
}

// An `and` is taken apart unless a part can raise; chains are conjunctions.
TEST(CheckedFilter, Conjuncts) {
  expect_dumps(testing::language_schema(), {
      {"query q() { match { $p: Person  25 <= $p.age < 41 and $p.active } return { $p.slug } }",
       "vars p#0; (25 <= p#0.age); (p#0.age < 41); p#0.active | return p.slug=p#0.slug | ties p#0"},
      {"query q() { match { $p: Person  $p.age != 25 and 100 / ($p.age - 25) > 10 } return { $p.slug } }",
       "vars p#0; ((p#0.age != 25) and ((100 / (p#0.age - 25)) > 10)) | return p.slug=p#0.slug | ties p#0"},
  });
}

// What is not aggregated is a key; above grouping only keys and aggregates are left.
TEST(CheckedResult, Grouping) {
  expect_dumps(testing::language_schema(), {
      {"query q() { match { $p knows $f } return { $p.city, count($f) as n, sum($f.age + 1) as s } having n > 1 order { n desc, s, $p.city desc } }",
       "vars p#0 f#1; p#0 -[Knows out 1..1]- f#1 | group p#0.city | aggregate count(f#1) sum((f#1.age + 1)) | having (aggregate[0] > 1) | return p.city=key[0] n=aggregate[0] s=aggregate[1] | order aggregate[0] desc nulls last | order aggregate[1] asc nulls first | order key[0] desc nulls last | ties p#0 f#1"},
      {"query q() { match { $p: Person } return { $p.age >= 30 as senior, count(*) as n } order { senior } }",
       "vars p#0 | group (p#0.age >= 30) | aggregate count(*) | return senior=key[0] n=aggregate[0] | order key[0] asc nulls first | ties p#0"},
      {"query q() { match { $p: Person } return { $p.age as a, count($p) * 2 + $p.age as n } }",
       "vars p#0 | group p#0.age | aggregate count(p#0) | return a=key[0] n=((aggregate[0] * 2) + key[0]) | ties p#0"},
      {"query q() { match { $p: Person } return { $p, count($p) as n } }",
       "vars p#0 | group p#0 | aggregate count(p#0) | return p=key[0] n=aggregate[0] | ties p#0"},
      {"query q() { match { $p: Person } return { \"x\" as k, count(distinct $p.city), collect($p.slug) as c } }",
       "vars p#0 | group \"x\" | aggregate count(distinct p#0.city) collect(p#0.slug) | return k=key[0] p.city=aggregate[0] c=aggregate[1] | ties p#0"},
      {"query q() { match { $p: Person } return { count($p) as n, n + 1 as m } having max($p.age) > 3 order { count($p) } }",
       "vars p#0 | group  | aggregate count(p#0) max(p#0.age) | having (aggregate[1] > 3) | return n=aggregate[0] m=(aggregate[0] + 1) | order aggregate[0] asc nulls first | ties p#0"},
  });
}

// Columns without a name are called after what they show.
TEST(CheckedResult, Names) {
  expect_dumps(testing::language_schema(), {
      {"query q($n: I64) { match { $p: Person } return { $p, $p.name, $p.@id, $n, -7, now() } }",
       "vars p#0 | return p=p#0 p.name=p#0.name p.@id=p#0.@id n=$n literal=-7 now=now | ties p#0"},
      {"query q() { match { $p: Person } return { count(*), count($p), sum($p.age) } }",
       "vars p#0 | group  | aggregate count(*) count(p#0) sum(p#0.age) | return count=aggregate[0] p=aggregate[1] p.age=aggregate[2] | ties p#0"},
  });
}

// Nulls are smallest unless said otherwise; ties are broken by nodes, then by edges.
TEST(CheckedResult, OrderAndLimits) {
  expect_dumps(testing::language_schema(), {
      {"query q($n: I32?) { match { $p $w:knows $f } return { $p.slug } order { $p.age, $f.age desc, $p.slug nulls last, $f.slug desc nulls first } skip 2 limit $n }",
       "vars p#0 w#1 f#2; p#0 -[w#1:Knows out 1..1]- f#2 | return p.slug=p#0.slug | order p#0.age asc nulls first | order f#2.age desc nulls last | order p#0.slug asc nulls last | order f#2.slug desc nulls first | ties p#0 f#2 w#1 | skip 2 | limit $n"},
      {"query q() { match { $p: Person } return distinct { $p.city, $p.age as a } order { a + 1, upper($p.city) } }",
       "vars p#0 | return distinct p.city=p#0.city a=p#0.age | order (p#0.age + 1) asc nulls first | order upper(p#0.city) asc nulls first | ties p#0"},
      {"query q() { match { $p: Person } return { $p.slug, count { $p knows $f } as n } order { n desc } }",
       "vars p#0 | return p.slug=p#0.slug n=count(*){vars f#1 outer p#0; p#0 -[Knows out 1..1]- f#1} | order count(*){vars f#1 outer p#0; p#0 -[Knows out 1..1]- f#1} desc nulls last | ties p#0"},
  });
}

// Types of operations on mixed operands.
TEST(CheckedExpression, Kinds) {
  expect_dumps(testing::language_schema(), {
      {"query q() { match { $p: Person  sum($w.weight) { $p $w:knows $f } > 1.0 } return { $p.slug } }",
       "vars p#0; (sum(w#1.weight){vars w#1 f#2 outer p#0; p#0 -[w#1:Knows out 1..1]- f#2} > 1:F64) | return p.slug=p#0.slug | ties p#0"},
      {"query q() { match { $p: Person } return { case $p.city when \"Rome\" then 1 when \"Oslo\" then 2.5 end as k, coalesce($p.age, 0) as a } }",
       "vars p#0 | return k=case when (p#0.city = \"Rome\") then 1:F64 when (p#0.city = \"Oslo\") then 2.5:F64 end a=coalesce(p#0.age, 0) | ties p#0"},
      {"query q() { match { $p: Person } return { contains($p.tags, \"x\") as b, id($p) as c, date_diff($p.born, \"2024-04-30\", \"year\") as e } }",
       "vars p#0 | return b=(\"x\" in p#0.tags) c=p#0.@id e=date_diff(p#0.born, 19843:Date, \"year\") | ties p#0"},
  });
}

// Ends of edges, conversions, the target row and its blocks.
TEST(CheckedMutation, Statements) {
  expect_dumps(testing::language_schema(), {
      {"query q($a: String) { insert WorksAt { from: $a, @dst: \"y\", role: \"x\" }  insert Knows { from: \"a\" to: \"b\" weight: 9 } }",
       "insert WorksAt @src=$a @dst=\"y\" role=\"x\" || insert Knows @src=\"a\" @dst=\"b\" weight=9:F64"},
      {"query q() { update Person set { age: age + 1, born: \"2020-01-01\", emb: [1, 2.5] } where age is not null and city = \"Oslo\" }",
       "update Person age=(self#0.age + 1) born=18262:Date emb=vector:Vector(2) where vars self#0; (self#0.age is not null); (self#0.city = \"Oslo\")"},
      {"query q() { update Person set { age: 3 } where slug = \"a\" and not exists { $self worksAt $c } }",
       "update Person age=3:I32 where vars self#0; (self#0.slug = \"a\"); not(exists{vars c#1 outer self#0; self#0 -[WorksAt out 1..1]- c#1})"},
      {"query q() { delete Knows where from = \"a\" and @dst = \"b\" or since > 2020 }",
       "delete Knows where vars self#0; (((self#0.@src = \"a\") and (self#0.@dst = \"b\")) or (self#0.since > 2020))"},
  });
  expect_dumps(testing::types_schema(), {
      {"query q() { delete Doc where count { $self cites $x  $x.small > small } > 2 }",
       "delete Doc where vars self#0; (count(*){vars x#1 outer self#0; self#0 -[Cites out 1..1]- x#1; (x#1.small > self#0.small)} > 2)"},
      {"query q() { update Doc set { single: 0.1, ratio: 3, count: 7.0, huge: 18446744073709551615, numbers: [], tags: null } where true }",
       "update Doc single=0.10000000149011612:F32 ratio=3:F64 count=7:U32 huge=18446744073709551615:U64 numbers=[]:[I32] tags=null where vars self#0; true"},
      {"query q($s: String) { insert Doc { slug: \"a\" title: \"t\" status: $s body: \"b\" file: $s } }",
       "insert Doc slug=\"a\" title=\"t\" status=$s body=\"b\" file=$s"},
  });
}

// clang-format on

}  // namespace
}  // namespace omnigraph::query
