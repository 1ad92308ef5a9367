// For tests: checks query texts against small schemas and says what came out, in a form that is
// easy to compare.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/diagnostic.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::query::testing {

// The schema of the language specification's conformance cases: Person, Company, Knows, Likes,
// WorksAt and the interface Named.
const schema::CatalogPtr& language_schema();
// A schema with every property type, enums, a Blob, vectors with @embed, keys on edges, edges named
// like operators, and edges in both directions between two types.
const schema::CatalogPtr& types_schema();
// Compiles `source`, which must be right.
schema::CatalogPtr schema_of(std::string_view source);

struct Checked {
  std::string text;                // without marks
  std::vector<Diagnostic> errors;  // of the parser or the checker
  std::vector<Diagnostic> unsupported;
  std::vector<Diagnostic> warnings;
  CheckedQueryPtr query;  // null unless it can run
  SourceSpan marked;      // what stood between the marks

  // The code of the first error, "" if there is none.
  std::string first_code() const;
  // All codes: "T6 T7".
  std::string codes() const;
  // "unsupported" if there are no errors but it cannot run.
  std::string outcome() const;
  // All findings, for messages of tests.
  std::string describe() const;
  // The text with the edits of the first error made.
  std::string mended() const;
};

// Parses and checks the first query of `text`. One pair of « and » may mark the place that the test
// is about.
Checked check_text(const schema::CatalogPtr& catalog, std::string_view text);

}  // namespace omnigraph::query::testing
