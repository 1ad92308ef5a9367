#include "omnigraph/query/syntax/parser.h"

#include <limits>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/base/utf8.h"
#include "omnigraph/query/syntax/codes.h"
#include "omnigraph/query/syntax/findings.h"
#include "omnigraph/query/syntax/grammar_parser.h"
#include "omnigraph/query/syntax/lexer.h"

namespace omnigraph::query {

namespace {

Error parse_error(std::vector<Diagnostic> findings) {
  return Error::from_diagnostics(std::move(findings)).with_context("parse error");
}

// The error of a text that is not UTF-8: everything after it would be guesswork.
Error invalid_utf8(std::string_view source) {
  size_t at = 0;
  while (size_t length = utf8_sequence_length(source, at)) {
    at += length;
  }
  Diagnostic finding;
  finding.code = code::kSyntax;
  finding.message = format("the text is not valid UTF-8: byte {:#04x} at offset {}",
                           static_cast<unsigned>(static_cast<unsigned char>(source[at])),
                           at);
  finding.span = {static_cast<uint32_t>(at), static_cast<uint32_t>(at + 1)};
  finding.position = position_in(source, at);
  return parse_error({std::move(finding)});
}

}  // namespace

Result<ast::File> parse_query_file(std::string_view source) {
  constexpr size_t kMaxSize = std::numeric_limits<uint32_t>::max() - 1;
  if (source.size() > kMaxSize) {
    return Error(ErrorCode::kInvalidArgument,
                 format("query text is larger than {} bytes: {}", kMaxSize, source.size()));
  }
  if (!is_valid_utf8(source)) {
    return invalid_utf8(source);
  }
  syntax::Findings findings(source);
  std::vector<syntax::Token> tokens = syntax::tokenize(source, findings);
  syntax::GrammarParser parser(source, std::move(tokens), findings);
  ast::File file = parser.parse_file();
  if (findings.has_errors()) {
    return parse_error(findings.take_errors());
  }
  file.warnings = findings.take_warnings();
  return file;
}

}  // namespace omnigraph::query
