// What a clause that begins with a variable is. Clauses follow one another without separators, so
// `$x * $y` alone is a traversal over any edge, and `$x * $y > 3` a filter. The rule: if the tokens
// have the shape of a traversal and the token after the last variable cannot continue an
// expression, it is a traversal, else an expression. The scan looks at tokens only and takes none.
//
// Shapes that only other languages have (`knows*1..3`, `knows{1..3}`) count as traversals: they
// have no other reading, and the parser says how to write them.
#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/codes.h"
#include "omnigraph/query/syntax/grammar_parser.h"

namespace omnigraph::query::syntax {

// The index after the traversal that starts at `index`.
size_t GrammarParser::scan_traversal(size_t index) const {
  if (token(index).kind != TokenKind::kVariable) {
    return 0;
  }
  ++index;
  if (token(index).kind == TokenKind::kVariable && token(index + 1).kind == TokenKind::kColon) {
    index += 2;
  }
  const bool wildcard = token(index).kind == TokenKind::kStar;
  index = scan_selector(index);
  if (index == 0) {
    return 0;
  }
  index = scan_bounds(index, wildcard);
  return token(index).kind == TokenKind::kVariable ? index + 1 : 0;
}

bool GrammarParser::is_edge(size_t index) const {
  const Token& edge = token(index);
  return edge.kind == TokenKind::kWord || edge.kind == TokenKind::kTypeName ||
         edge.kind == TokenKind::kString;
}

// The index after: edge, (a | b), *, <edge>, <a | b>, <*>. A bare `not` is never an edge.
size_t GrammarParser::scan_selector(size_t index) const {
  const Token& first = token(index);
  switch (first.kind) {
    case TokenKind::kStar:
      return index + 1;
    case TokenKind::kLeftParen:
      return scan_alternatives(index + 1, TokenKind::kRightParen);
    case TokenKind::kLess:
      if (token(index + 1).kind == TokenKind::kStar) {
        return token(index + 2).kind == TokenKind::kGreater ? index + 3 : 0;
      }
      return scan_alternatives(index + 1, TokenKind::kGreater);
    default:
      return is_edge(index) && !(first.kind == TokenKind::kWord && first.text == "not") ? index + 1
                                                                                        : 0;
  }
}

// The index after: edge { "|" edge } close.
size_t GrammarParser::scan_alternatives(size_t index, TokenKind close) const {
  while (is_edge(index)) {
    ++index;
    if (token(index).kind == close) {
      return index + 1;
    }
    if (token(index).kind != TokenKind::kPipe) {
      return 0;
    }
    ++index;
  }
  return 0;
}

// The index after the hop bounds at `index`; `index` itself when there are none.
size_t GrammarParser::scan_bounds(size_t index, bool wildcard) const {
  const auto is = [this](size_t i, TokenKind kind) { return token(i).kind == kind; };
  const bool braces = is(index, TokenKind::kLeftBrace);
  const bool star = is(index, TokenKind::kStar) && !wildcard;
  if (!braces && !star) {
    return index;
  }
  size_t end = index + 1;
  end += is(end, TokenKind::kInt) ? 1 : 0;
  if (is(end, TokenKind::kDot) && is(end + 1, TokenKind::kDot)) {
    end += 2;
    end += is(end, TokenKind::kInt) ? 1 : 0;
  } else if (braces && is(end, TokenKind::kComma)) {
    end += 1;
    end += is(end, TokenKind::kInt) ? 1 : 0;
  }
  if (!braces) {
    return end;
  }
  return is(end, TokenKind::kRightBrace) ? end + 1 : index;
}

bool GrammarParser::continues_expression(size_t index) const {
  const auto is_test_word = [this](size_t i) {
    const Token& word = token(i);
    return word.kind == TokenKind::kWord &&
           (word.text == "in" || word.text == "contains" || word.text == "starts_with" ||
            word.text == "ends_with" || word.text == "matches");
  };
  const Token& next = token(index);
  switch (next.kind) {
    case TokenKind::kDot:
    case TokenKind::kPlus:
    case TokenKind::kMinus:
    case TokenKind::kStar:
    case TokenKind::kSlash:
    case TokenKind::kPercent:
    case TokenKind::kEqual:
    case TokenKind::kEqualEqual:
    case TokenKind::kNotEqual:
    case TokenKind::kLessGreater:
    case TokenKind::kLess:
    case TokenKind::kLessEqual:
    case TokenKind::kGreater:
    case TokenKind::kGreaterEqual:
    case TokenKind::kAmpersand:
    case TokenKind::kPipePipe:
      return true;
    case TokenKind::kWord:
      return next.text == "and" || next.text == "or" || next.text == "is" || is_test_word(index) ||
             (next.text == "not" && is_test_word(index + 1));
    default:
      return false;
  }
}

// `$a contains $b` and the like, which only the schema can tell.
bool GrammarParser::is_operator_traversal(size_t index) const {
  const Token& word = token(index + 1);
  if (word.kind != TokenKind::kWord || token(index + 2).kind != TokenKind::kVariable) {
    return false;
  }
  return word.text == "and" || word.text == "or" || word.text == "in" || word.text == "contains" ||
         word.text == "starts_with" || word.text == "ends_with" || word.text == "matches";
}

// `$p knows $f and …`: the traversal that ends before `end` was made part of an expression. Reports
// it; what follows `and` is then read as the next clause.
void GrammarParser::refuse_traversal_in_expression(size_t end) {
  const Token& next = token(end);
  const SourceSpan span = {peek().span.begin, token(end - 1).span.end};
  const std::string traversal(text(span));
  if (next.kind == TokenKind::kWord && next.text == "and") {
    offer(refuse(code::kSyntax,
                 next.span,
                 format("the traversal `{}` is a clause of its own, without `and`", traversal)),
          "remove `and`",
          {{next.span, ""}});
    return;
  }
  Diagnostic& finding =
      fail(code::kSyntax,
           span,
           format("the traversal `{}` is a clause of its own: {} cannot follow it",
                  traversal,
                  describe(next)));
  if (next.kind == TokenKind::kMinus) {
    finding.fix = "a filter that begins with `-` must follow `where` or a comma";
  } else if (next.kind == TokenKind::kDot) {
    finding.fix = "end it with a variable, and write the condition as another clause";
  } else {
    finding.fix = format("as a condition write `exists {{ {} }}`", traversal);
  }
}

}  // namespace omnigraph::query::syntax
