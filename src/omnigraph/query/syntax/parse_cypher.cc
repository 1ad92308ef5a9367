// Patterns in the syntax of Cypher: (a:Person)-[:KNOWS*1..3]->(b). They are not part of the
// language; the parser recognises them to say how the same is written here. The chain is read from
// the tokens, each node becomes a binding (if it has a type), each arrow a traversal clause.
#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/codes.h"
#include "omnigraph/query/syntax/grammar_parser.h"

namespace omnigraph::query::syntax {

namespace {

// Reads a chain from tokens[at] on; `at` is then the index after it. Methods return false, and the
// chain cannot be translated, when the tokens do not have the shape.
class CypherChain {
 public:
  CypherChain(std::string_view source, const std::vector<Token>& tokens, size_t at)
      : source_(source), tokens_(tokens), at_(at) {}

  bool read();
  size_t end() const { return at_; }
  // All nodes were `$` variables and all arrows had one direction: the translation says the same.
  bool exact() const { return exact_; }
  const std::string& clauses() const { return clauses_; }
  // The first traversal, or the first binding of a chain without arrows.
  const std::string& example() const { return example_; }

 private:
  struct Node {
    std::string variable;
    std::string binding;  // "$p: Person {…}", empty without type
  };

  bool is(TokenKind kind, size_t ahead = 0) const { return at(ahead).kind == kind; }
  const Token& at(size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  bool accept(TokenKind kind);
  bool at_arrow() const;
  bool read_node(Node& node);
  bool read_properties(std::string& text);
  bool read_arrow(bool& left, std::string& selector);
  bool read_arrow_body(std::string& selector);
  bool read_edges(std::string& selector);
  void read_hops(std::string& selector);
  void add(const std::string& clause);

  std::string_view source_;
  const std::vector<Token>& tokens_;
  size_t at_;
  bool exact_ = true;
  std::string clauses_;
  std::string example_;
};

bool CypherChain::accept(TokenKind kind) {
  if (!is(kind)) {
    return false;
  }
  ++at_;
  return true;
}

void CypherChain::add(const std::string& clause) {
  clauses_ += clauses_.empty() ? clause : "  " + clause;
}

bool CypherChain::at_arrow() const {
  const size_t dash = is(TokenKind::kLess) ? 1 : 0;
  return is(TokenKind::kMinus, dash) &&
         (is(TokenKind::kLeftBracket, dash + 1) || is(TokenKind::kMinus, dash + 1));
}

bool CypherChain::read() {
  Node near;
  if (!read_node(near)) {
    return false;
  }
  if (!near.binding.empty()) {
    add(near.binding);
    example_ = near.binding;
  }
  bool first = true;
  while (at_arrow()) {
    bool left = false;
    std::string selector;
    Node far;
    if (!read_arrow(left, selector) || !read_node(far)) {
      return false;
    }
    const Node& from = left ? far : near;
    const Node& to = left ? near : far;
    const std::string traversal = format("${} {} ${}", from.variable, selector, to.variable);
    add(traversal);
    if (first) {
      example_ = traversal;
      first = false;
    }
    if (!far.binding.empty()) {
      add(far.binding);
    }
    near = far;
  }
  return !clauses_.empty();
}

// $p, $p: Person {…}, (p), (p:Person {…}), (:Person)
bool CypherChain::read_node(Node& node) {
  const bool parentheses = accept(TokenKind::kLeftParen);
  exact_ = exact_ && !parentheses;
  if (is(TokenKind::kVariable) || (parentheses && is(TokenKind::kWord))) {
    node.variable = at().text;
    ++at_;
  } else {
    return false;  // without a name the ends cannot be joined
  }
  if (accept(TokenKind::kColon)) {
    if (!is(TokenKind::kTypeName)) {
      return false;
    }
    node.binding = format("${}: {}", node.variable, at().text);
    ++at_;
    if (is(TokenKind::kLeftBrace) && !read_properties(node.binding)) {
      return false;
    }
  }
  return !parentheses || accept(TokenKind::kRightParen);
}

// Appends " {…}" as written.
bool CypherChain::read_properties(std::string& text) {
  const uint32_t begin = at().span.begin;
  size_t depth = 0;
  do {
    depth += is(TokenKind::kLeftBrace) ? 1 : 0;
    depth -= is(TokenKind::kRightBrace) ? 1 : 0;
    if (is(TokenKind::kEnd)) {
      return false;
    }
    ++at_;
  } while (depth > 0);
  const uint32_t end = tokens_[at_ - 1].span.end;
  text += " ";
  text += source_.substr(begin, end - begin);
  return true;
}

// -[…]->, <-[…]-, -[…]-, -->, <--
bool CypherChain::read_arrow(bool& left, std::string& selector) {
  left = accept(TokenKind::kLess);
  if (!accept(TokenKind::kMinus)) {
    return false;
  }
  selector = "*";
  if (accept(TokenKind::kLeftBracket) && !read_arrow_body(selector)) {
    return false;
  }
  if (!accept(TokenKind::kMinus)) {
    return false;
  }
  const bool right = accept(TokenKind::kGreater);
  if (left == right) {  // either way: not the same as our edges that point one way
    exact_ = false;
    left = false;
  }
  return true;
}

// [k] [:] KNOWS [| LIKES] [*1..3] ]
bool CypherChain::read_arrow_body(std::string& selector) {
  std::string variable;
  if ((is(TokenKind::kWord) || is(TokenKind::kVariable)) && is(TokenKind::kColon, 1)) {
    variable = "$" + at().text + ":";
    exact_ = exact_ && is(TokenKind::kVariable);
    ++at_;
  }
  accept(TokenKind::kColon);
  if (!is(TokenKind::kStar) && !is(TokenKind::kRightBracket) && !read_edges(selector)) {
    return false;
  }
  read_hops(selector);
  selector = variable + selector;
  return accept(TokenKind::kRightBracket);
}

bool CypherChain::read_edges(std::string& selector) {
  size_t count = 0;
  std::string edges;
  do {
    accept(TokenKind::kColon);
    if (!is(TokenKind::kWord) && !is(TokenKind::kTypeName)) {
      return false;
    }
    const std::string& name = at().text;
    const bool upper = name == to_lower(name) ||
                       name.find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
    edges += count == 0 ? "" : " | ";
    edges += upper ? to_lower(name) : to_lower(name.substr(0, 1)) + name.substr(1);
    ++at_;
    ++count;
  } while (accept(TokenKind::kPipe));
  selector = count == 1 ? edges : "(" + edges + ")";
  return true;
}

void CypherChain::read_hops(std::string& selector) {
  if (!accept(TokenKind::kStar)) {
    return;
  }
  std::string min = "1";
  std::string max;
  const bool has_min = is(TokenKind::kInt);
  if (has_min) {
    min = at().text;
    ++at_;
  }
  if (is(TokenKind::kDot) && is(TokenKind::kDot, 1)) {
    at_ += 2;
    if (is(TokenKind::kInt)) {
      max = at().text;
      ++at_;
    }
  } else if (has_min) {
    max = min;
  }
  selector += format("{{{},{}}}", min, max);
}

}  // namespace

// An arrow at token `index`: -[ , --> , <-[ , <--
bool GrammarParser::at_cypher_arrow(size_t index) const {
  const auto is = [this](size_t i, TokenKind kind) { return token(i).kind == kind; };
  if (is(index, TokenKind::kLess)) {
    return is(index + 1, TokenKind::kMinus) &&
           (is(index + 2, TokenKind::kLeftBracket) ||
            (is(index + 2, TokenKind::kMinus) &&
             token(index + 1).span.end == token(index + 2).span.begin));
  }
  return is(index, TokenKind::kMinus) &&
         (is(index + 1, TokenKind::kLeftBracket) ||
          (is(index + 1, TokenKind::kMinus) && is(index + 2, TokenKind::kGreater)));
}

// (a:…, (:…, (), or (a) before an arrow; an expression has no such shape that is of use.
bool GrammarParser::at_cypher_node(size_t index) const {
  size_t next = index + 1;
  const TokenKind inner = token(next).kind;
  next += inner == TokenKind::kWord || inner == TokenKind::kVariable ? 1 : 0;
  if (token(next).kind == TokenKind::kColon) {
    return true;
  }
  return token(next).kind == TokenKind::kRightParen &&
         (next == index + 1 || at_cypher_arrow(next + 1));
}

// Reports the chain that begins at token `begin` and goes on after it. Returns a clause in its
// place.
ast::Clause GrammarParser::refuse_cypher(size_t begin) {
  CypherChain chain(source_, tokens_, begin);
  if (!chain.read()) {
    fail(code::kCypher, token(begin).span, "patterns are not written as in Cypher").fix =
        "a traversal is written `$p targets $s`, as its own clause";
    return parse_filter();
  }
  const SourceSpan span = {token(begin).span.begin, token(chain.end() - 1).span.end};
  const bool traverses = chain.example().find(':') == std::string::npos;
  offer(refuse(code::kCypher, span, "patterns are not written as in Cypher"),
        traverses ? format("a traversal is written `{}`, as its own clause", chain.example())
                  : format("write `{}`", chain.example()),
        {{span, chain.clauses()}},
        chain.exact() ? Applicability::kMachineApplicable : Applicability::kNeedsReview);
  index_ = chain.end();
  last_end_ = span.end;
  ast::Clause clause;
  clause.span = span;
  clause.node = ast::Filter{make_at(span, ast::Literal())};
  return clause;
}

}  // namespace omnigraph::query::syntax
