// lint: what can be said about a query file against a schema without running it: type errors per
// query, warnings, and properties that no update sets. The result is that of `query lint`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::query {

enum class LintSeverity : uint8_t { kError, kWarning, kInfo };

struct LintFinding {
  LintSeverity severity = LintSeverity::kWarning;
  std::string code;  // Q000, L201, L311, …
  std::string message;
  std::string type_name;  // of the schema; may be empty
  std::string property;   // may be empty
  std::vector<std::string> query_names;
  std::optional<SourcePosition> position;
};

struct LintQuery {
  std::string name;
  bool is_read = true;
  std::string error;               // "type error: T6: …", the first one; empty = right
  std::vector<Diagnostic> errors;  // all of them
  std::vector<std::string> warnings;
};

struct LintReport {
  std::vector<LintQuery> queries;     // in text order
  std::vector<LintFinding> findings;  // by severity, type, property, message
  size_t error_count() const;
  size_t warning_count() const;
  size_t info_count() const;
  bool ok() const { return error_count() == 0; }
};

// Lints a file that has been parsed from `source`.
LintReport lint_file(const schema::CatalogPtr& catalog,
                     const ast::File& file,
                     std::string_view source);

// Parses and lints; a text that does not parse gives no queries and one finding Q000 per error.
LintReport lint_text(const schema::CatalogPtr& catalog, std::string_view source);

// Writes the members status, queries_processed, errors, warnings, infos, results and findings into
// the object that is open in `json`.
void write_lint_members(JsonWriter& json, const LintReport& report);

}  // namespace omnigraph::query
