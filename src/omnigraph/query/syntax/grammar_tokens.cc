// The tokens under the parser: looking, taking, and complaining.
#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/codes.h"
#include "omnigraph/query/syntax/grammar_parser.h"

namespace omnigraph::query::syntax {

GrammarParser::GrammarParser(std::string_view source, std::vector<Token> tokens, Findings& findings)
    : source_(source), tokens_(std::move(tokens)), findings_(findings) {}

GrammarParser::Nesting::Nesting(GrammarParser& parser) : parser_(parser) {
  if (++parser_.nesting_ > kMaxNesting && !parser_.failed_) {
    parser_.fail(code::kSyntax,
                 parser_.peek().span,
                 format("the text is nested too deeply: more than {} levels", kMaxNesting));
  }
}

const Token& GrammarParser::token(size_t index) const {
  return tokens_[std::min(index, tokens_.size() - 1)];
}

const Token& GrammarParser::peek(size_t ahead) const {
  return failed_ ? tokens_.back() : token(index_ + ahead);
}

bool GrammarParser::at_word(std::string_view word, size_t ahead) const {
  const Token& next = peek(ahead);
  return (next.kind == TokenKind::kWord && next.text == word) ||
         (next.kind == TokenKind::kTypeName && next.text.size() == word.size() &&
          to_lower(next.text) == word);
}

bool GrammarParser::at_any_word(std::initializer_list<std::string_view> words, size_t ahead) const {
  for (const std::string_view word : words) {
    if (at_word(word, ahead)) {
      return true;
    }
  }
  return false;
}

const Token& GrammarParser::take() {
  const Token& taken = peek();
  if (taken.kind != TokenKind::kEnd) {
    last_end_ = taken.span.end;
    ++index_;
  }
  return taken;
}

bool GrammarParser::accept(TokenKind kind) {
  if (!at(kind)) {
    return false;
  }
  take();
  return true;
}

bool GrammarParser::accept_word(std::string_view word) {
  if (!at_word(word)) {
    return false;
  }
  mend_case();
  take();
  return true;
}

bool GrammarParser::expect(TokenKind kind, std::string_view place) {
  if (accept(kind)) {
    return true;
  }
  fail_expected(format("{} {}", spelling(kind), place));
  return false;
}

bool GrammarParser::expect_word(std::string_view word, std::string_view place) {
  if (accept_word(word)) {
    return true;
  }
  fail_expected(format("`{}` {}", word, place));
  return false;
}

void GrammarParser::expect_closing(TokenKind kind, SourceSpan opener) {
  if (accept(kind) || failed_) {
    return;
  }
  const SourcePosition open = position_in(source_, opener.begin);
  fail_expected(format(
      "{} to close the `{}` at {}:{}", spelling(kind), text(opener), open.line, open.column));
}

// A name that begins in lower case; keywords are names here.
ast::Name GrammarParser::expect_name(std::string_view what) {
  const Token& next = peek();
  if (next.kind == TokenKind::kTypeName) {
    const SourceSpan first = {next.span.begin, next.span.begin + 1};
    offer(refuse(code::kSyntax,
                 next.span,
                 format("{} begins with a lower-case letter: {}", what, describe(next))),
          "write the first letter in lower case",
          {{first, to_lower(text(first))}},
          Applicability::kNeedsReview);
  } else if (next.kind != TokenKind::kWord) {
    fail_expected(what);
    return {};
  }
  ast::Name name;
  name.text = next.text;
  name.span = next.span;
  take();
  return name;
}

// Reports a keyword in upper case and reads it as it should be.
void GrammarParser::mend_case() {
  if (failed_ || token(index_).kind != TokenKind::kTypeName) {
    return;
  }
  Token& next = tokens_[index_];
  const std::string lower = to_lower(next.text);
  offer(refuse(code::kUpperCaseKeyword,
               next.span,
               format("keywords are written in lower case: `{}`", next.text)),
        format("write `{}`", lower),
        {{next.span, lower}});
  next.kind = TokenKind::kWord;
  next.text = lower;
}

bool GrammarParser::starts_operand(size_t ahead) const {
  switch (peek(ahead).kind) {
    case TokenKind::kWord:
    case TokenKind::kTypeName:
    case TokenKind::kVariable:
    case TokenKind::kAtName:
    case TokenKind::kInt:
    case TokenKind::kFloat:
    case TokenKind::kString:
    case TokenKind::kLeftParen:
    case TokenKind::kLeftBracket:
    case TokenKind::kMinus:
    case TokenKind::kBang:
      return true;
    default:
      return false;
  }
}

Diagnostic& GrammarParser::refuse(std::string_view code, SourceSpan span, std::string message) {
  if (failed_) {
    silent_ = {};
    return silent_;
  }
  return findings_.error(code, span, std::move(message));
}

Diagnostic& GrammarParser::fail(std::string_view code, SourceSpan span, std::string message) {
  const bool silent =
      failed_ || at(TokenKind::kInvalid);  // the lexer has reported an invalid token
  failed_ = true;
  if (silent) {
    silent_ = {};
    return silent_;
  }
  return findings_.error(code, span, std::move(message));
}

Diagnostic& GrammarParser::fail_expected(std::string_view what) {
  const Token& next = peek();
  return fail(code::kSyntax, next.span, format("expected {}, found {}", what, describe(next)));
}

// The comma that stands at the end of a list.
void GrammarParser::warn_trailing_comma(SourceSpan comma) {
  if (!failed_) {
    offer(findings_.warning(code::kExtraComma, comma, "extra comma at the end of a list"),
          "remove it",
          {{comma, ""}});
  }
}

// Takes `&&` or `||` and reads it as `replacement`.
void GrammarParser::accept_foreign_operator(std::string_view replacement) {
  const Token& sign = take();
  const bool beside_text = index_ >= 2 && (token(index_ - 2).kind == TokenKind::kString ||
                                           token(index_).kind == TokenKind::kString);
  const bool joins_text = sign.kind == TokenKind::kPipePipe && beside_text;
  Diagnostic& finding = refuse(code::kForeignOperator,
                               sign.span,
                               format("operator {} is not of this language", spelling(sign.kind)));
  if (joins_text) {
    offer(finding,
          "write `+` to join texts, `or` between conditions",
          {{sign.span, spaced(sign.span, "+")}},
          Applicability::kNeedsReview);
  } else {
    offer(
        finding, format("write `{}`", replacement), {{sign.span, spaced(sign.span, replacement)}});
  }
}

std::string GrammarParser::spaced(SourceSpan span, std::string_view word) const {
  const auto blank = [&](size_t i) { return source_[i] == ' ' || source_[i] == '\n'; };
  std::string result;
  if (span.begin > 0 && !blank(span.begin - 1)) {
    result += ' ';
  }
  result += word;
  if (span.end < source_.size() && !blank(span.end)) {
    result += ' ';
  }
  return result;
}

}  // namespace omnigraph::query::syntax
