// Steps about texts alone.
#include <algorithm>

#include <gtest/gtest.h>

#include "conformance/case_checks.h"
#include "conformance/case_run.h"
#include "conformance/facts.h"
#include "conformance/second_opinion.h"
#include "omnigraph/query/syntax/parser.h"
#include "omnigraph/query/types/check.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::testing {
namespace {

void check_catalog(const CaseStep& step, const schema::Catalog& catalog) {
  if (step.catalog) {
    const Lines facts = catalog_facts(catalog);
    if (step.whole_catalog) {
      EXPECT_EQ(differing_lines(*step.catalog, facts), "");
    }
    for (const std::string& fact : *step.catalog) {
      EXPECT_TRUE(std::find(facts.begin(), facts.end(), fact) != facts.end()) << fact << "\namong\n"
                                                                              << in_lines(facts);
    }
  }
  for (const std::string& line : step.edges.value_or(Lines())) {
    const size_t sign = line.find(" =");
    ASSERT_NE(sign, std::string::npos) << line;
    std::string found;
    for (const schema::EntityType* edge : catalog.find_edges(line.substr(0, sign))) {
      found += " " + edge->name;
    }
    EXPECT_EQ(found, line.substr(sign + 2)) << line;
  }
}

void run_schema(const CaseStep& step) {
  const auto compiled = schema::compile_schema(step.text);
  if (step.error) {
    ASSERT_FALSE(compiled.ok()) << in_lines(catalog_facts(**compiled));
    check_error(*step.error, compiled.error());
    check_places(compiled.error());
    return;
  }
  ASSERT_TRUE(compiled.ok()) << compiled.error().message();
  check_catalog(step, **compiled);
}

void check_queries(const CaseStep& step,
                   const query::ast::File& file,
                   const schema::CatalogPtr& catalog) {
  ASSERT_NE(catalog, nullptr);
  Lines warnings;
  for (const Diagnostic& warning : file.warnings) {
    warnings.push_back(warning.code);
  }
  for (const query::ast::Query& query : file.queries) {
    const auto outcome = query::type_check_query(catalog, query, step.text);
    ASSERT_TRUE(outcome.ok()) << outcome.error().message();
    for (const Diagnostic& warning : outcome->warnings) {
      warnings.push_back(warning.code);
    }
  }
  EXPECT_EQ(differing_lines(*step.checks, warnings), "");
}

}  // namespace

void run_on_text(const CaseStep& step, const schema::CatalogPtr& catalog) {
  if (step.kind == CaseStep::Kind::kSchema) {
    run_schema(step);
    return;
  }
  const auto file = query::parse_query_file(step.text);
  ASSERT_TRUE(file.ok()) << file.error().message();
  if (step.queries) {
    EXPECT_EQ(differing_lines(*step.queries, query_facts(*file)), "");
  } else {
    check_queries(step, *file, catalog);
  }
}

}  // namespace omnigraph::testing
