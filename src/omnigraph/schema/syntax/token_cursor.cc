#include "omnigraph/schema/syntax/token_cursor.h"

#include <algorithm>

#include "omnigraph/base/check.h"
#include "omnigraph/base/format.h"

namespace omnigraph::schema {

TokenCursor::TokenCursor(const std::vector<Token>& tokens, Findings& findings)
    : tokens_(tokens), findings_(findings) {
  OG_CHECK(!tokens.empty() && tokens.back().kind == TokenKind::kEnd, "tokens end with kEnd");
}

const Token& TokenCursor::peek(size_t ahead) const {
  return tokens_[std::min(index_ + ahead, tokens_.size() - 1)];
}

bool TokenCursor::at_word(std::string_view word) const {
  return at(TokenKind::kIdentifier) && text() == word;
}

bool TokenCursor::at_declaration() const {
  return at(TokenKind::kTypeName, 1) &&
         (at_word("node") || at_word("edge") || at_word("interface"));
}

bool TokenCursor::at_property() const {
  return at(TokenKind::kIdentifier) && at(TokenKind::kColon, 1);
}

bool TokenCursor::at_constraint() const {
  if (!at(TokenKind::kAt) || !at(TokenKind::kIdentifier, 1) || !at(TokenKind::kLeftParen, 2)) {
    return false;
  }
  const std::string_view word = text(peek(1).span);
  return word == "key" || word == "unique" || word == "index" || word == "range" || word == "check";
}

Token TokenCursor::take() {
  const Token token = peek();
  if (index_ + 1 < tokens_.size()) {
    ++index_;
  }
  return token;
}

bool TokenCursor::accept(TokenKind kind) {
  if (!at(kind)) {
    return false;
  }
  take();
  return true;
}

void TokenCursor::skip_to_offset(size_t offset) {
  while (!at_end() && peek().span.begin < offset) {
    take();
  }
}

SourceSpan TokenCursor::last_span() const {
  return index_ == 0 ? SourceSpan{} : tokens_[index_ - 1].span;
}

SourceSpan TokenCursor::span_from(SourceSpan begin) const {
  return {begin.begin, std::max(begin.end, last_span().end)};
}

std::string_view TokenCursor::text(SourceSpan span) const {
  return findings_.source().substr(span.begin, span.end - span.begin);
}

Name TokenCursor::take_name() {
  const Token token = take();
  return {std::string(text(token.span)), token.span};
}

std::string TokenCursor::describe_current() const {
  constexpr size_t kLongTokenBytes = 40;
  const Token& token = peek();
  if (token.kind == TokenKind::kEnd) {
    return "the end of the text";
  }
  const std::string_view found = text(token.span);
  if (found.size() > kLongTokenBytes) {
    return token.kind == TokenKind::kString ? "a string" : "a long word";
  }
  return format("`{}`", found);
}

Diagnostic& TokenCursor::fail(std::string_view message, Code code) {
  if (failed_at_ == index_) {
    repeated_ = Diagnostic();
    return repeated_;
  }
  failed_at_ = index_;
  // The end of the text has no width: point at what stands before it.
  const SourceSpan span = at_end() ? last_span() : peek().span;
  return findings_.add(code, span, format("parse error: {}", message));
}

Diagnostic& TokenCursor::fail_expected(std::string_view what) {
  Diagnostic& diagnostic = fail(format("expected {}, found {}", what, describe_current()));
  if (at(TokenKind::kOther) && text() == "#") {
    diagnostic.fix = "comments begin with `//`";
  }
  return diagnostic;
}

void TokenCursor::skip_to_close() {
  size_t depth = 1;
  while (!at_end() && !at(TokenKind::kRightBrace) && !at_declaration() && !at_property()) {
    const TokenKind kind = take().kind;
    if (kind == TokenKind::kLeftParen) {
      ++depth;
    } else if (kind == TokenKind::kRightParen && --depth == 0) {
      return;
    }
  }
}

void TokenCursor::skip_braces() {
  size_t depth = 0;
  while (!at_end() && !at_declaration()) {
    const TokenKind kind = take().kind;
    if (kind == TokenKind::kLeftBrace) {
      ++depth;
    } else if (kind == TokenKind::kRightBrace && --depth == 0) {
      return;
    }
  }
}

void TokenCursor::skip_to_next_item() {
  while (!at_end() && !at(TokenKind::kRightBrace) && !at_declaration() && !at_property() &&
         !at_constraint()) {
    if (at(TokenKind::kLeftBrace)) {
      skip_braces();
    } else {
      take();
    }
  }
}

void TokenCursor::skip_to_declaration() {
  do {
    take();
  } while (!at_end() && !at_declaration());
}

}  // namespace omnigraph::schema
