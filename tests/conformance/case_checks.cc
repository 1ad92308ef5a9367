#include "conformance/case_checks.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "conformance/engine_graph.h"
#include "conformance/second_opinion.h"
#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/parser.h"

namespace omnigraph::testing {

void check_code(const ExpectedError& expected, const Error& error) {
  if (expected.code != "any") {
    EXPECT_EQ(code_of(error), expected.code) << error.message();
  }
}

void check_error(const ExpectedError& expected, const Error& error) {
  check_code(expected, error);
  EXPECT_NE(error.message().find(expected.message), std::string::npos) << error.message();
  if (expected.place) {
    ASSERT_FALSE(error.diagnostics().empty());
    ASSERT_TRUE(error.diagnostics()[0].position.has_value());
    const SourcePosition& position = *error.diagnostics()[0].position;
    EXPECT_EQ(format("{}:{}", position.line, position.column), *expected.place);
  }
}

void check_places(const Error& error) {
  for (const Diagnostic& diagnostic : error.diagnostics()) {
    if (diagnostic.code[0] != 'R') {
      EXPECT_GT(diagnostic.span.end, diagnostic.span.begin) << to_string(diagnostic);
      EXPECT_TRUE(diagnostic.position.has_value()) << to_string(diagnostic);
    }
  }
}

namespace {

Lines sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace

std::string differing_lines(const Lines& expected, const Lines& got) {
  return sorted(expected) == sorted(got)
             ? ""
             : "expected:\n" + in_lines(expected) + "got:\n" + in_lines(got);
}

bool is_change(const CaseStep& step) {
  const auto file = query::parse_query_file(step.text);
  if (!file.ok()) {
    return false;
  }
  return std::any_of(
      file->queries.begin(), file->queries.end(), [&](const query::ast::Query& query) {
        return !query.is_read() && (step.name.empty() || step.name == query.name.text);
      });
}

void check_rows(const CaseStep& step, const Result<Lines>& got) {
  if (step.error) {
    ASSERT_FALSE(got.ok()) << in_lines(*got);
    check_error(*step.error, got.error());
    check_places(got.error());
    return;
  }
  ASSERT_TRUE(got.ok()) << got.error().message();
  ASSERT_TRUE(step.rows.has_value()) << "the case expects a change, but this is a read";
  PlainAnswer expected;
  expected.lines = *step.rows;
  expected.ordered = step.in_order;
  EXPECT_EQ(difference(expected, got), "");
}

void check_counts(const ExpectedChange& expected, uint64_t nodes, uint64_t edges) {
  EXPECT_EQ(nodes, expected.nodes);
  EXPECT_EQ(edges, expected.edges);
}

}  // namespace omnigraph::testing
