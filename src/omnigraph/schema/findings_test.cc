// How findings are put together: order, number, positions, fixes.
#include "omnigraph/schema/findings.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "omnigraph/schema/compile.h"

namespace omnigraph::schema {
namespace {

std::vector<Diagnostic> findings_of(std::string_view source) {
  const Result<CatalogPtr> result = compile_schema(source);
  EXPECT_FALSE(result.ok());
  return result.ok() ? std::vector<Diagnostic>() : result.error().diagnostics();
}

// Applies the edits of the only finding.
std::string mended(std::string source) {
  const std::vector<Diagnostic> findings = findings_of(source);
  EXPECT_EQ(findings.size(), 1U);
  if (findings.size() == 1) {
    for (const TextEdit& edit : findings[0].edits) {
      source.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.replacement);
    }
  }
  return source;
}

TEST(Findings, OfAllStagesComeTogetherInTextOrder) {
  const std::vector<Diagnostic> findings = findings_of(
      "node A {\n"
      "  a: Text\n"
      "  b: [Blob]\n"
      "  é: String\n"
      "  c: String @key @key\n"
      "}\n"
      "edge E: A -> Missing { @range(x, 1..2) }\n"
      "node A { w: Vector(0) }\n");
  std::vector<std::string> codes;
  for (const Diagnostic& finding : findings) {
    codes.push_back(finding.code);
  }
  EXPECT_EQ(
      codes,
      (std::vector<std::string>{"S101", "S122", "S100", "S131", "S114", "S143", "S110", "S120"}));
}

TEST(Findings, CountLinesAndColumnsInCharacters) {
  const std::vector<Diagnostic> findings =
      findings_of("/* größe */ node A {\r\n\t/* ü€ */ a: Text\n}");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].position->line, 2U);
  EXPECT_EQ(findings[0].position->column, 14U);
  EXPECT_EQ(findings[0].expression, "Text");
  EXPECT_EQ(to_string(findings[0]),
            "2:14: S101: unknown type `Text` (fix: did you mean `String`?)");
}

TEST(Findings, AreTwentyAtMost) {
  std::string source = "node A {\n";
  for (int i = 0; i < 3000; ++i) {
    source += "  p" + std::to_string(i) + ": Text\n";
  }
  const std::vector<Diagnostic> findings = findings_of(source + "}");
  ASSERT_EQ(findings.size(), 20U);
  EXPECT_EQ(findings[0].position->line, 2U);
  EXPECT_EQ(findings[19].position->line, 21U);
}

TEST(Findings, MakeAnErrorWithTheFirstOnesText) {
  const Result<CatalogPtr> result = compile_schema("node A {} node A {}");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(result.error().message(), "S110: duplicate node type: A");
}

TEST(Findings, OfWhatIsNotSupportedYetYieldToRealErrors) {
  const Result<CatalogPtr> only =
      compile_schema("node A { a: I32 @computed(1) b: I32 @computed(2) }");
  ASSERT_FALSE(only.ok());
  EXPECT_EQ(only.error().code(), ErrorCode::kUnsupported);
  EXPECT_EQ(only.error().diagnostics().size(), 2U);
  const Result<CatalogPtr> mixed = compile_schema("node A { a: I32 @computed(1) b: Text }");
  ASSERT_FALSE(mixed.ok());
  EXPECT_EQ(mixed.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(mixed.error().diagnostics().size(), 2U);
}

TEST(Findings, MendForeignTypeNames) {
  EXPECT_EQ(mended("node A { a: Boolean }"), "node A { a: Bool }");
  EXPECT_EQ(mended("node A { a: Int? }"), "node A { a: I64? }");
  EXPECT_EQ(mended("node A { a: [Text] }"), "node A { a: [String] }");
  EXPECT_EQ(mended("node A { a: Timestamp }"), "node A { a: DateTime }");
  EXPECT_EQ(mended("node A { a: float }"), "node A { a: F64 }");
  EXPECT_EQ(mended("node A { a: Srting }"), "node A { a: String }");
  EXPECT_EQ(mended("node A { a: i32 }"), "node A { a: I32 }");
}

TEST(Findings, MendMisspeltNames) {
  EXPECT_EQ(mended("node Person {} edge E: Person -> Persom"),
            "node Person {} edge E: Person -> Person");
  EXPECT_EQ(mended("interface Named {} node A implements Nmaed {}"),
            "interface Named {} node A implements Named {}");
  EXPECT_EQ(mended("node A { title: String @unique(titel) }"),
            "node A { title: String @unique(title) }");
  EXPECT_EQ(mended("nodes A {}"), "node A {}");
  EXPECT_EQ(mended("nodePerson {}"), "node Person {}");
  EXPECT_EQ(mended("node person {}"), "node Person {}");
  EXPECT_EQ(mended("node A { Title: String }"), "node A { title: String }");
  EXPECT_EQ(mended("node A { title String }"), "node A { title: String }");
}

TEST(Findings, EveryTextBesideACodeIsThere) {
  std::set<Code> seen;
  Code previous = Code::kSyntax;
  for (const CodeMeaning& row : kCodeTable) {
    EXPECT_TRUE(seen.insert(row.code).second);
    EXPECT_GE(row.code, previous);
    EXPECT_FALSE(row.meaning.empty());
    previous = row.code;
  }
  EXPECT_EQ(code_text(Code::kUnknownTypeName), "S101");
}

TEST(Findings, AreBoundedForHostileTexts) {
  const std::vector<std::string> pieces = {"{",
                                           "}",
                                           "(",
                                           "@",
                                           "@key(",
                                           "node A{",
                                           "a:[",
                                           "\"",
                                           "/*",
                                           "enum(",
                                           "edge E:A->",
                                           ",",
                                           "é",
                                           "implements ",
                                           "@x(("};
  for (const std::string& piece : pieces) {
    std::string source;
    while (source.size() < 200000) {
      source += piece;
    }
    for (const char* prefix : {"",
                               "node A { ",
                               "node A { a: String ",
                               "edge E: A -> A ",
                               "node A { a: enum(",
                               "node A { @unique("}) {
      const std::vector<Diagnostic> findings = findings_of(prefix + source);
      EXPECT_GE(findings.size(), 1U);
      EXPECT_LE(findings.size(), 20U);
    }
  }
}

TEST(Findings, StopInterfacesThatMultiplyATextWithoutEnd) {
  std::string source =
      "interface I { a: String @description(\"" + std::string(200000, 'x') + "\") }\n";
  for (int i = 0; i < 10000; ++i) {
    source += "node N" + std::to_string(i) + " implements I {}\n";
  }
  const std::vector<Diagnostic> findings = findings_of(source);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].code, "S109");
}

TEST(Findings, LimitTheLengthOfNames) {
  const std::string longest(200, 'A');
  EXPECT_TRUE(compile_schema("node " + longest + " {}").ok());
  const std::vector<Diagnostic> findings = findings_of("node " + longest + "B {}");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].code, "S106");
}

TEST(Findings, ShowAStringThatDoesNotEnd) {
  const std::vector<Diagnostic> findings = findings_of("node A @description(\"abc) {}\n");
  ASSERT_GE(findings.size(), 1U);
  EXPECT_EQ(findings[0].code, "S104");
  EXPECT_EQ(findings[0].position->column, 21U);
}

}  // namespace
}  // namespace omnigraph::schema
