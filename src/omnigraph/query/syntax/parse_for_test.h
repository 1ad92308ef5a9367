// What the tests of the parser share: texts in, dumps and codes out.
#pragma once

#include <string>
#include <string_view>

#include "omnigraph/query/syntax/dump.h"
#include "omnigraph/query/syntax/parser.h"

namespace omnigraph::query::syntax {

// The codes of a text's errors, or of its warnings if it parses, in the order of their places:
// "Q103 Q104".
inline std::string codes_of(std::string_view source) {
  const Result<ast::File> file = parse_query_file(source);
  std::string codes;
  for (const Diagnostic& finding : file.ok() ? file->warnings : file.error().diagnostics()) {
    codes += (codes.empty() ? "" : " ") + finding.code;
  }
  return codes;
}

// The dump of a file, or the first error.
inline std::string parsed(std::string_view source) {
  const Result<ast::File> file = parse_query_file(source);
  if (!file.ok()) {
    return "error " + to_string(file.error().diagnostics()[0]);
  }
  std::string text = ast::dump(*file);
  if (!text.empty()) {
    text.pop_back();
  }
  return text;
}

// The clauses of a match block.
inline std::string clauses(const std::string& text) {
  const Result<ast::File> file =
      parse_query_file("query q() { match { " + text + " } return { 1 } }");
  if (!file.ok()) {
    return "error " + to_string(file.error().diagnostics()[0]);
  }
  return ast::dump(std::get<ast::Read>(file->queries[0].body).arms[0].match);
}

// One expression, as a projection.
inline std::string expression(const std::string& text) {
  const Result<ast::File> file =
      parse_query_file("query q() { match { $p: P } return { " + text + " } }");
  if (!file.ok()) {
    return "error " + to_string(file.error().diagnostics()[0]);
  }
  const auto& projections = std::get<ast::Read>(file->queries[0].body).arms[0].projections;
  std::string result;
  for (const ast::Projection& projection : projections) {
    result += (result.empty() ? "" : " ; ") + ast::dump(*projection.expr);
  }
  return result;
}

// The statements of a mutation.
inline std::string statements(const std::string& text) {
  return parsed("query q() { " + text + " }");
}

// `source` after the edits of `finding`.
inline std::string mended(std::string_view source, const Diagnostic& finding) {
  std::string text(source);
  for (size_t i = finding.edits.size(); i-- > 0;) {  // edits stand in the order of their places
    const TextEdit& edit = finding.edits[i];
    text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.replacement);
  }
  return text;
}

// `source` after the edits of all its errors, each applied to what the ones before left.
inline std::string mended(std::string source) {
  for (int round = 0; round < 20; ++round) {
    const Result<ast::File> file = parse_query_file(source);
    if (file.ok() || file.error().diagnostics()[0].edits.empty()) {
      break;
    }
    source = mended(source, file.error().diagnostics()[0]);
  }
  return source;
}

}  // namespace omnigraph::query::syntax
