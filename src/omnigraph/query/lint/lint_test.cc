#include "omnigraph/query/lint/lint.h"

#include <gtest/gtest.h>

#include "omnigraph/schema/compile.h"

namespace omnigraph::query {
namespace {

schema::CatalogPtr catalog() {
  Result<schema::CatalogPtr> compiled = schema::compile_schema(R"(
    node Person { slug: String @key  name: String  age: I32?  city: String?  bio: String?
                  emb: Vector(2)? @embed("bio") }
    node Company { slug: String @key  size: I64? }
    edge Knows: Person -> Person
    edge WorksAt: Person -> Company
  )");
  return *compiled;
}

// "code type.property" of each finding.
std::vector<std::string> findings_of(std::string_view source) {
  std::vector<std::string> found;
  for (const LintFinding& finding : lint_text(catalog(), source).findings) {
    found.push_back(finding.code + (finding.property.empty() ? "" : " ") + finding.type_name +
                    (finding.property.empty() ? "" : ".") + finding.property);
  }
  return found;
}

constexpr std::string_view kUpdate =
    "query set_age($s: String, $a: I32) { update Person set { age: $a } where slug = $s }";

TEST(Lint, NamesNullablePropertiesThatNoUpdateSets) {
  EXPECT_EQ(findings_of(kUpdate),
            (std::vector<std::string>{"L201 Person.bio", "L201 Person.city"}));
  const LintReport report = lint_text(catalog(), kUpdate);
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report.warning_count(), 2u);
  EXPECT_EQ(report.findings[1].message, "Person.city exists in schema but no update query sets it");
  EXPECT_EQ(report.findings[1].query_names, (std::vector<std::string>{"set_age"}));
}

TEST(Lint, IsSilentAboutTypesThatNothingValidUpdates) {
  EXPECT_EQ(findings_of("query add($s: String) { insert Company { slug: $s } }"),
            std::vector<std::string>());
  EXPECT_EQ(
      findings_of("query bad($s: String) { update Company set { ghost: 1 } where slug = $s }"),
      std::vector<std::string>());
}

TEST(Lint, CountsWhatOtherStatementsSet) {
  std::string source(kUpdate);
  source += " query rest($s: String) { update Person set { bio: \"b\" } where slug = $s";
  source += " upsert Person { slug: $s, name: \"n\", city: \"c\" } }";
  EXPECT_EQ(findings_of(source), std::vector<std::string>());
}

TEST(Lint, ReportsTypeErrorsPerQuery) {
  const LintReport report = lint_text(catalog(),
                                      "query a() { match { $p: Person } return { $p.ghost } }"
                                      "query b() { match { $p: Person } return { $p.name } }");
  ASSERT_EQ(report.queries.size(), 2u);
  EXPECT_FALSE(report.ok());
  EXPECT_EQ(report.error_count(), 1u);
  EXPECT_EQ(report.queries[0].error.substr(0, 16), "type error: T6: ");
  EXPECT_EQ(report.queries[0].errors.at(0).code, "T6");
  EXPECT_EQ(report.queries[1].error, "");
}

TEST(Lint, WarnsOfMutationsWithoutParameters) {
  const LintReport report = lint_text(catalog(), "query a() { insert Company { slug: \"x\" } }");
  ASSERT_EQ(report.queries.size(), 1u);
  EXPECT_EQ(report.queries[0].warnings,
            (std::vector<std::string>{
                "mutation declares no params; hardcoded mutations are easy to miss"}));
  EXPECT_EQ(report.warning_count(), 1u);
  EXPECT_TRUE(report.ok());
}

TEST(Lint, PassesOnTheWarningsOfParserAndChecker) {
  EXPECT_EQ(
      findings_of("query a() { match { $p: Person, $c: Company } return { $p.name } limit 3 }"),
      (std::vector<std::string>{"L311", "L401", "L315"}));
  EXPECT_EQ(
      findings_of("query a() { match { $p: Person  $p worksAt{1,2} $c } return { $c.slug } }"),
      (std::vector<std::string>{"L313"}));
}

TEST(Lint, AFileThatDoesNotParseHasNoQueries) {
  const LintReport report = lint_text(catalog(), "query a( { } query b() { }");
  EXPECT_TRUE(report.queries.empty());
  EXPECT_FALSE(report.ok());
  EXPECT_EQ(report.error_count(), 2u);
  EXPECT_EQ(report.findings[0].code, "Q000");
}

TEST(Lint, WritesJson) {
  JsonWriter json;
  json.begin_object();
  write_lint_members(json,
                     lint_text(catalog(),
                               "query a() { insert Company { slug: 3 } } "
                               "query b($s: String) { match { $c: Company } return "
                               "{ $c.slug } limit 1 }"));
  json.end_object();
  const std::string& text = json.text();
  EXPECT_EQ(text.rfind("{\"status\":\"error\",\"queries_processed\":2,\"errors\":1,\"warnings\":2,"
                       "\"infos\":0,\"results\":[{\"name\":\"a\",\"kind\":\"mutation\","
                       "\"status\":\"error\",\"error\":\"type error: T3: ",
                       0),
            0u)
      << text;
  EXPECT_NE(text.find("{\"name\":\"b\",\"kind\":\"read\",\"status\":\"ok\"}"), std::string::npos);
  EXPECT_NE(text.find("\"code\":\"L311\""), std::string::npos) << text;
}

}  // namespace
}  // namespace omnigraph::query
