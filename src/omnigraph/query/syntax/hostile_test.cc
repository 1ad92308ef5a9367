// Texts made to break a parser: deep, long, cut off, random. It must answer, with a tree that is
// not too high or with errors that have places, and in linear time.
#include <gtest/gtest.h>

#include "omnigraph/base/random.h"
#include "omnigraph/query/syntax/parse_for_test.h"

namespace omnigraph::query::syntax {
namespace {

std::string repeated(std::string_view text, size_t count) {
  std::string result;
  for (size_t i = 0; i < count; ++i) {
    result += text;
  }
  return result;
}

std::string projected(const std::string& expr) {
  return "query q() { match { $p: P } return { " + expr + " as x } }";
}

TEST(HostileText, DeepNestingIsAnErrorWithAPlace) {
  constexpr size_t kMany = 100'000;
  const std::string deep[] = {
      projected(repeated("(", kMany) + "1" + repeated(")", kMany)),
      projected(repeated("not ", kMany) + "true"),
      projected(repeated("!", kMany) + "true"),
      projected("1 = " + repeated("!", kMany) + "true"),
      projected(repeated("-", kMany) + "1"),
      projected(repeated("[", kMany)),
      projected(repeated("f(", kMany)),
      projected(repeated("case ", kMany)),
      projected(repeated("case when ", kMany)),
      projected(repeated("count(", kMany)),
      projected(repeated("collect(1 order ", kMany)),
      projected("1" + repeated(" + 1", kMany)),
      projected("1" + repeated(" * 1", kMany)),
      projected(repeated("(", 150) + "1" + repeated(repeated(" + 1", 150) + ")", 150)),
      "query q() { match { " + repeated("not { ", kMany),
      "query q() { match { " + repeated("optional { ", kMany),
      "query q() { match { " + repeated("exists { ", kMany),
      "query q() { match { " + repeated("$p: P { a: count { ", kMany),
      "query q() { match " + repeated("$p -[A]-> ", kMany),
      "query q() { delete P where " + repeated("exists { not ", kMany),
  };
  for (const std::string& source : deep) {
    const Result<ast::File> file = parse_query_file(source);
    ASSERT_FALSE(file.ok()) << source.substr(0, 60);
    EXPECT_LE(file.error().diagnostics().size(), 20u);
    EXPECT_TRUE(file.error().diagnostics()[0].position.has_value());
  }
  EXPECT_NE(parsed(deep[0]).find("nested too deeply"), std::string::npos);
  EXPECT_NE(parsed(deep[11]).find("nested too deeply"), std::string::npos);
}

TEST(HostileText, ModerateNestingParses) {
  EXPECT_TRUE(parse_query_file(projected(repeated("(", 150) + "1" + repeated(")", 150))).ok());
  EXPECT_TRUE(parse_query_file(projected("1" + repeated(" + 1", 150))).ok());
}

TEST(HostileText, LongTextsParse) {
  constexpr size_t kMany = 20'000;
  const std::string lists[] = {
      projected("true" + repeated(" and $p.a = 1", kMany)),
      projected("true" + repeated(" or $p.a = 1", kMany)),
      projected("[1" + repeated(", 1", kMany) + "]"),
      projected("1" + repeated(" < 1", kMany)),
      projected("coalesce(1" + repeated(", 1", kMany) + ")"),
      projected("1" + repeated(" 1", kMany)),
      "query q() { match { $p: P" + repeated(", $p knows $f", kMany) + " } return { 1 } }",
      "query q() { match { $p (a" + repeated(" | a", kMany) + ") $f } return { 1 } }",
      "query q() { " + repeated("insert P { a: 1 } ", kMany) + "}",
      repeated("query q() { delete P where true } ", kMany),
  };
  for (const std::string& source : lists) {
    const Result<ast::File> file = parse_query_file(source);
    EXPECT_TRUE(file.ok()) << source.substr(0, 60) << parsed(source);
  }
}

TEST(HostileText, ReportsAtMostTwentyErrors) {
  EXPECT_EQ(parse_query_file(repeated("query q() { delete } ", 100)).error().diagnostics().size(),
            20u);
  EXPECT_EQ(parse_query_file(repeated("^ ", 100'000)).error().diagnostics().size(), 20u);
  EXPECT_EQ(parse_query_file(projected("$p.a" + repeated(" && $p.a", 10'000)))
                .error()
                .diagnostics()
                .size(),
            20u);
}

TEST(HostileText, InvalidUtf8HasAPlace) {
  const Result<ast::File> file = parse_query_file("query q() {\n \"\xC3\x28\" }");
  ASSERT_FALSE(file.ok());
  const Diagnostic& finding = file.error().diagnostics()[0];
  EXPECT_EQ(finding.code, "Q001");
  EXPECT_EQ(finding.position->line, 2u);
  EXPECT_EQ(finding.position->byte, 14u);
  EXPECT_FALSE(parse_query_file("\xFF").ok());
  EXPECT_FALSE(parse_query_file("a\xE2\x82").ok());
}

constexpr std::string_view kSample =
    "set hop_limit = 3; @description(\"d\") query q($a: [String]?, $v: Vector(3)) "
    "@instruction(\"i\") "
    "{ match { $p: Person { slug: $a, age: -3 + 4 } $p $w:(knows | \"in\"){1,} $f, $p <knows> $g "
    "shortest path $r: $p *{1,4} $g optional { $p worksAt $c } not { $p * $c } "
    "$p.age in [1, 2.5e3] and not $f.x is not null or count { $p knows $h } >= 2 $w.@src != 'x' } "
    "return distinct { $p.name as n, case $p.x when 1 then \"\\u0041\" else null end as c "
    "collect(distinct $f.x order $f.y desc nulls last) as l } having n contains \"x\" "
    "union all match { $p: P } return { $p } order { n asc, rrf(nearest($p.v, $v), k: 3) } "
    "skip 1 limit $n } query m() { insert P { a: 1 in: 2 } update P set { a: a % 2 } where @id = "
    "\"x\" "
    "return { @id, a } delete P where true }";

TEST(HostileText, EveryPrefixGetsAnAnswer) {
  ASSERT_EQ(codes_of(kSample), "L402 L401 L403");
  for (size_t i = 0; i < kSample.size(); ++i) {
    const Result<ast::File> file = parse_query_file(kSample.substr(0, i));
    if (!file.ok()) {
      EXPECT_FALSE(file.error().diagnostics().empty());
    }
  }
}

// Drops, doubles and swaps pieces of the sample; spans must stay inside the text.
TEST(HostileText, MutilatedTextsGetAnAnswer) {
  SeededRandom random(7);
  const auto below = [&](size_t limit) { return static_cast<size_t>(random.next() % limit); };
  for (int round = 0; round < 3000; ++round) {
    std::string source(kSample);
    for (size_t cuts = 1 + below(4); cuts > 0; --cuts) {
      const size_t from = below(source.size());
      const size_t length = 1 + below(12);
      const std::string piece = source.substr(from, length);
      if (below(3) != 0) {
        source.erase(from, length);
      }
      source.insert(below(source.size()), piece);
    }
    const Result<ast::File> file = parse_query_file(source);
    for (const Diagnostic& finding : file.ok() ? file->warnings : file.error().diagnostics()) {
      EXPECT_LE(finding.span.begin, finding.span.end) << source;
      EXPECT_LE(finding.span.end, source.size()) << source;
      for (const TextEdit& edit : finding.edits) {
        EXPECT_LE(edit.span.end, source.size()) << source;
      }
    }
  }
}

}  // namespace
}  // namespace omnigraph::query::syntax
