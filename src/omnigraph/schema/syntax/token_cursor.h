// TokenCursor: where the parser stands in the tokens of one text, how it reports what it did not
// expect, and how it finds a place to go on from. One error per token: what goes wrong again at the
// same place says nothing new.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/schema/findings.h"
#include "omnigraph/schema/syntax/ast.h"
#include "omnigraph/schema/syntax/token.h"

namespace omnigraph::schema {

class TokenCursor {
 public:
  // Borrows both; `tokens` comes from lex(findings).
  TokenCursor(const std::vector<Token>& tokens, Findings& findings);

  // The token `ahead` places on; kEnd past the end.
  const Token& peek(size_t ahead = 0) const;
  bool at(TokenKind kind, size_t ahead = 0) const { return peek(ahead).kind == kind; }
  // Whether the current token is the identifier `word`.
  bool at_word(std::string_view word) const;
  // Whether a declaration starts here: its keyword and a type name.
  bool at_declaration() const;
  // Whether a property starts here: a name and a colon.
  bool at_property() const;
  // Whether a constraint starts here: "@key(", "@unique(", "@index(", "@range(", "@check(". Without
  // the parenthesis the first three are annotations of a property.
  bool at_constraint() const;
  bool at_end() const { return at(TokenKind::kEnd); }

  // Moves on by one; stays at the end.
  Token take();
  bool accept(TokenKind kind);
  // Moves over all tokens that begin before byte `offset`.
  void skip_to_offset(size_t offset);
  size_t index() const { return index_; }
  // The span of the token before the current one.
  SourceSpan last_span() const;
  // From `begin` to the end of the token before the current one.
  SourceSpan span_from(SourceSpan begin) const;

  std::string_view text(SourceSpan span) const;
  std::string_view text() const { return text(peek().span); }
  Name take_name();

  Findings& findings() { return findings_; }
  // Reports `message` at the current token as a syntax error.
  Diagnostic& fail(std::string_view message, Code code = Code::kSyntax);
  // Reports "expected `what`, found …".
  Diagnostic& fail_expected(std::string_view what);

  // Moves behind the ")" that closes the parenthesis we are in; stops before whatever shows that it
  // was forgotten.
  void skip_to_close();
  // Moves to where the next item of a body can start: property, constraint, declaration, "}", end.
  void skip_to_next_item();
  // Moves to the next declaration or the end; over at least one token.
  void skip_to_declaration();

 private:
  std::string describe_current() const;
  void skip_braces();

  const std::vector<Token>& tokens_;
  Findings& findings_;
  size_t index_ = 0;
  size_t failed_at_ = SIZE_MAX;
  Diagnostic repeated_;  // what fail() hands out for a second error at one token
};

}  // namespace omnigraph::schema
