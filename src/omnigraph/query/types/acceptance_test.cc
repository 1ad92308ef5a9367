// Texts that must be accepted, those that are right but cannot run yet, and hostile ones.
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "omnigraph/query/syntax/parser.h"
#include "omnigraph/query/testing/check_text.h"
#include "omnigraph/query/types/check.h"

namespace omnigraph::query {
namespace {

struct OutcomeCase {
  const char* text;
  const char* outcome;  // "" runs, "unsupported", or codes
};

// clang-format off
const OutcomeCase kOutcomes[] = {
    // Names and types.
    {"query q() { match { $d: Doc } return { $d.slug } }", ""},
    {"query q() @description(\"x\") @instruction(\"y\") { match { $d: Doc } return { $d.slug } }", ""},
    {"query q() { match { $d: Doc  $d cites{1,3} $e } return { $e.slug } }", ""},
    {"query q() { match { $d: Doc  $d cites{1,} $e } return { $e.slug } }", ""},
    {"query q() { match { $d: Doc  $d cites{0,2} $e } return { $e.slug } }", ""},
    {"query q() { match { $d: Doc  $d cites{3,1} $e } return { $e.slug } }", "T15"},
    {"query q() { match { $d: Doc { tags: \"x\" } } return { $d.slug } }", ""},
    {"query q($t: String) { match { $d: Doc { tags: $t } } return { $d.slug } }", ""},
    {"query q($s: String) { match { $d: Doc { status: $s }  $d.mood = $s } return { $d.slug } }", ""},
    {"query q() { match { $a cites $b  $b cites $c  $c cites $a } return { $a.slug } }", ""},
    {"query q() { match { $a cites $b  $a: Doc } return { $b.slug } }", ""},
    {"query q() { match { $a Cites $b  $a hAS_FEATURE $c  $a \"has_feature\" $d  $a hasfeature $e } return { $a.slug } }", ""},
    {"query q() { match { $d: Doc  $d: Doc { small: 1 } } return { $d.slug } }", ""},
    {"query q() { match { $d: Doc  $e: Doc  $d = $e  $d != $e } return { $d.slug } }", ""},
    {"query q() { match { $d: Doc  date(\"2026-01-02\") = $d.day  datetime(\"2026-01-02T03:04:05Z\") = $d.at } return { $d.slug } }", ""},
    {"query q() { match { $d: Doc  date(\"2026-01-02\") = datetime(\"2026-01-02T03:04:05Z\") } return { $d.slug } }", "T7"},
    {"query q($n: F32) { match { $d: Doc  $d.small = $n  $d.ratio = $d.count } return { $d.slug } }", ""},
    {"query q() { match { $d: Doc  1 = 1 } return { $d.slug } }", ""},
    {"query q() { match { $d: Doc  \"a\\n\\\"\\u0041\" = $d.title } return { $d.slug } }", ""},
    // Results.
    {"query q() { match { $d: Doc } return { 1 as one, count($d) as n } }", ""},
    {"query q() { match { $d: Doc } return { $d.vector, $d.tags, $d.status } }", ""},
    {"query q() { match { $d: Doc } return { min($d.day) as a, max($d.flag) as b, min($d.title) as c, max($d.at) as d } }", ""},
    {"query q() { match { $d $w:cites $e } return { $w, $w.page } order { $w, $d, $d.tags } }", ""},
    {"query q() { match { $d: Doc } return { $d.slug as s } having s > \"a\" order { s desc } }", ""},
    // Mutations.
    {"query q() { insert Doc { slug: \"a\" title: \"t\" status: \"draft\" body: \"b\" } }", ""},
    {"query q() { delete Doc where body contains \"x\" }", ""},
    {"query q() { update Cites set { page: 3 } where from = \"a\" }", ""},
    {"query q() { update Doc set { at: now() } where slug = \"a\" }", ""},
    {"query q($b: Blob, $s: String) { update Doc set { file: $b } where true  update Doc set { file: $s } where true }", ""},
    {"query q() { insert Plain { label: \"a\" }  delete Plain where label = \"b\" }", ""},
    {"query q($x: I64) { update Doc set { small: $x } where slug = \"a\" }", ""},
    {"query q($x: String?) { update Doc set { title: $x } where slug = \"a\" }", ""},
    {"query q() { delete Doc where not exists { $self cites $x } }", ""},
    {"query q() { insert Plain { label: \"a\" }  insert Plain { lable: \"b\" } }", "T12 T11"},
    {"query q() { upsert Shelf { name: \"a\" title: \"b\" } }", ""},
    {"query q() { upsert Doc { slug: \"a\" small: small + 1 } }", ""},
    {"query q() { upsert Doc { slug: title } }", "T45"},
    {"query q() { upsert Doc { small: 1 } }", "T12"},
    {"query q() { upsert Plain { label: \"a\" } }", "T116"},
    {"query q() { delete Plain where true return { @id, label, $self } }", ""},
    {"query q() { delete Cites where true return { from as a, @dst, page, count { $self.page = 1 } as n } }", ""},
    {"query q() { delete Plain where true return { count(label) as n } }", "T44"},
    {"query q() { delete Plain where true return { label, label } }", "T25"},
    {"query q() { insert Plain { label: \"a\" } return { label }  delete Plain where true return { label } }", "T119"},
    // Right, but not to be run yet.
    {"query q() { match { $d: Doc  optional { $d cites $e } } return { $d.slug, $e.slug } }", "unsupported"},
    {"query q() { match { $d: Doc } return { $d.slug as s } union all match { $p: Plain } return { $p.label as s } order { s }}", "unsupported"},
    {"query q() { match { path $r: $d cites{1,3} $e } return { $r, length($r) as n } order { n } }", "unsupported"},
    {"query q() { match { all shortest path $r: $d cites $e } return { nodes($r) as n } }", "unsupported"},
    {"query q($v: Vector(3)) { match { $d: Doc } return { $d.slug } order { nearest($d.vector, $v) } limit 3 }", "unsupported"},
    {"query q($s: String) { match { $d: Doc } return { $d.slug, nearest($d.vector, $s) } order { nearest($d.vector, $s) desc } limit 3 }", "unsupported"},
    {"query q($s: String, $n: I64) { match { $d: Doc  search($d.title, $s) or fuzzy($d.title, $s, $n)  match_text($d.title, $s) = true } return { $d.slug } }", "unsupported"},
    {"query q($s: String) { match { $d: Doc } return { $d.slug as x } order { rrf(nearest($d.vector, $s), bm25($d.title, $s), k: 30, weights: [1, 2]), x } limit 3 }", "unsupported"},
    {"query q($s: String) { match { $d: Doc } return { $d.slug, bm25($d.title, $s) } order { bm25($d.title, $s) asc } }", "unsupported"},
};
// clang-format on

TEST(Acceptance, TextsRunOrAreRefusedAsSpecified) {
  for (const OutcomeCase& one : kOutcomes) {
    SCOPED_TRACE(one.text);
    const testing::Checked checked = testing::check_text(testing::types_schema(), one.text);
    EXPECT_EQ(checked.outcome(), one.outcome) << checked.describe();
    EXPECT_EQ(checked.query != nullptr, one.outcome[0] == '\0');
  }
}

TEST(Acceptance, WhatCannotRunIsAnErrorOfItsOwnKindWithItsPlace) {
  const std::string_view source =
      "query q() { match { $d: Doc  optional { $d cites $e } } return { $d.slug } }";
  const Result<ast::File> file = parse_query_file(source);
  ASSERT_TRUE(file.ok());
  const Result<CheckedQueryPtr> checked =
      check_query(testing::types_schema(), file->queries[0], source);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().code(), ErrorCode::kUnsupported);
  EXPECT_EQ(checked.error().message(), "query `q`: `optional` is not supported yet");
  ASSERT_EQ(checked.error().diagnostics().size(), 1u);
  EXPECT_EQ(checked.error().diagnostics()[0].position->column, 30u);
}

TEST(Acceptance, TypeErrorsSaySoInFront) {
  const std::string_view source = "query q() { match { $d: Dok } return { $d.slug } }";
  const Result<ast::File> file = parse_query_file(source);
  ASSERT_TRUE(file.ok());
  const Result<CheckedQueryPtr> checked =
      check_query(testing::types_schema(), file->queries[0], source);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(checked.error().message(), "type error: T1: unknown node type `Dok`");
}

TEST(Acceptance, AQueryOverAnEmptySchemaIsRefused) {
  const testing::Checked checked =
      testing::check_text(testing::schema_of(""), "query q() { match { $n: Node } return { $n } }");
  EXPECT_EQ(checked.codes(), "T1");
}

// The schema's own `Node` hides the built-in one.
TEST(Acceptance, ADeclaredNodeTypeNamedNodeIsThatType) {
  const testing::Checked checked = testing::check_text(
      testing::schema_of("node Node { slug: String @key }  node Other { slug: String @key }"),
      "query q() { match { $n: Node } return { $n.slug } }");
  ASSERT_TRUE(checked.query) << checked.describe();
  EXPECT_EQ(checked.query->variables[0].types.size(), 1u);
  EXPECT_FALSE(checked.query->variables[0].polymorphic());
}

TEST(Acceptance, InterfacesShowOnlyTheirOwnProperties) {
  const testing::Checked checked = testing::check_text(
      testing::types_schema(), "query q() { match { $t: Titled } return { $t.title, $t.small } }");
  ASSERT_EQ(checked.codes(), "T6");
  EXPECT_EQ(checked.errors[0].fix, "`small` exists on Doc, Shelf; add `$t: Doc`");
}

TEST(Acceptance, AnInlineIdSaysHowItIsWritten) {
  const testing::Checked checked = testing::check_text(
      testing::types_schema(), "query q() { match { $d: Doc { id: \"x\" } } return { $d.slug } }");
  ASSERT_EQ(checked.codes(), "T2");
  EXPECT_EQ(checked.errors[0].fix, "write it as a filter: `$d.@id = …`");
}

TEST(Acceptance, MembersOfAnAlternationShareTheirCommonProperties) {
  const testing::Checked checked = testing::check_text(
      testing::types_schema(),
      "query q() { match { $d $e:(cites | refutes) $f } return { $e.kind, $e.page } }");
  ASSERT_TRUE(checked.query) << checked.describe();
  const auto& columns = std::get<Read>(checked.query->body).columns;
  EXPECT_EQ(to_string(columns[0].expr->type), "enum(a, b, c)?");
  EXPECT_EQ(to_string(columns[1].expr->type), "I32?");
  EXPECT_EQ(
      testing::check_text(testing::types_schema(),
                          "query q() { match { $d $e:(cites | refutes) $f } return { $e.note } }")
          .codes(),
      "T6");
}

// Names for expressions can double at each step: a text of a few lines would stand for 2^40
// operations.
TEST(Acceptance, NamesThatDoubleEachOtherAreRefused) {
  std::string text = "query q() { match { $d: Doc } return { $d.small as a0";
  for (int i = 1; i < 40; ++i) {
    text += ", a" + std::to_string(i - 1) + " + a" + std::to_string(i - 1) + " as a" +
            std::to_string(i);
  }
  EXPECT_EQ(testing::check_text(testing::types_schema(), text + " } }").outcome(), "unsupported");

  std::string chain = "$d.flag";
  for (int i = 0; i < 40; ++i) {
    chain = "true = (" + chain + ") = true";
  }
  EXPECT_EQ(testing::check_text(testing::types_schema(),
                                "query q() { match { $d: Doc  " + chain + " } return { $d.slug } }")
                .outcome(),
            "unsupported");
}

TEST(Acceptance, ManyMistakesCostNoMoreThanAFew) {
  std::string text = "query q() { match { $d: Doc ";
  for (int i = 0; i < 20'000; ++i) {
    text += " $z" + std::to_string(i) + ": Dok" + std::to_string(i) + "  $y" + std::to_string(i) +
            ".x = 1";
  }
  EXPECT_EQ(
      testing::check_text(testing::types_schema(), text + " } return { $d.slug } }").errors.size(),
      20u);
}

}  // namespace
}  // namespace omnigraph::query
