// One query: its head (annotations, name, parameters) and its body.
#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/codes.h"
#include "omnigraph/query/syntax/grammar_parser.h"

namespace omnigraph::query::syntax {

namespace {

const std::vector<std::string>& base_types() {
  static const std::vector<std::string> kTypes = {
      "String", "Blob", "Bool", "I32", "I64", "U32", "U64", "F32", "F64", "DateTime", "Date"};
  return kTypes;
}

// What other languages call our types; empty when unknown.
std::string_view base_type_of(std::string_view lower) {
  struct Row {
    std::string_view theirs;
    std::string_view ours;
  };
  static constexpr Row kRows[] = {
      {"boolean", "Bool"},      {"bool", "Bool"},
      {"int", "I64"},           {"integer", "I64"},
      {"long", "I64"},          {"bigint", "I64"},
      {"int32", "I32"},         {"int64", "I64"},
      {"uint32", "U32"},        {"uint64", "U64"},
      {"float", "F64"},         {"double", "F64"},
      {"number", "F64"},        {"float32", "F32"},
      {"float64", "F64"},       {"text", "String"},
      {"str", "String"},        {"string", "String"},
      {"varchar", "String"},    {"timestamp", "DateTime"},
      {"datetime", "DateTime"}, {"date", "Date"},
      {"bytes", "Blob"},        {"blob", "Blob"},
      {"i32", "I32"},           {"i64", "I64"},
      {"u32", "U32"},           {"u64", "U64"},
      {"f32", "F32"},           {"f64", "F64"},
      {"vector", "Vector"},
  };
  for (const Row& row : kRows) {
    if (row.theirs == lower) {
      return row.ours;
    }
  }
  return {};
}

}  // namespace

// { annotation } query name "(" parameters ")" { annotation } "{" body "}"
ast::Query GrammarParser::parse_query() {
  aliases_.clear();
  parameters_.clear();
  parameters_without_dollar_.clear();
  bare_uses_.clear();
  ast::Query query;
  parse_annotations(query, true);
  const uint32_t begin = peek().span.begin;
  expect_word("query", "after the annotations of a query");
  parse_query_name(query);
  parse_parameters(query);
  parse_annotations(query, false);
  const SourceSpan open = peek().span;
  if (expect(TokenKind::kLeftBrace, "before the body of the query")) {
    if (at_word("match")) {
      query.body = parse_read();
    } else if (at_statement()) {
      query.body = parse_mutation();
    } else {
      fail_expected("`match`, `insert`, `upsert`, `update` or `delete`");
    }
    expect_closing(TokenKind::kRightBrace, open);
  }
  query.span = span_from(begin);
  report_parameters_without_dollar(query);
  return query;
}

void GrammarParser::parse_query_name(ast::Query& query) {
  const Token& next = peek();
  if (next.kind == TokenKind::kTypeName) {
    const SourceSpan first = {next.span.begin, next.span.begin + 1};
    offer(refuse(code::kHeader,
                 next.span,
                 format("the name of a query begins with a lower-case letter: `{}`", next.text)),
          "write the first letter in lower case",
          {{first, to_lower(text(first))}},
          Applicability::kNeedsReview);
  } else if (next.kind != TokenKind::kWord) {
    fail(code::kHeader,
         next.span,
         format("expected the name of the query, found {}", describe(next)))
        .fix = "a query begins with `query name() {`";
    return;
  }
  query.name.text = next.text;
  query.name.span = next.span;
  take();
}

// @description("…"), @instruction("…"): each at most once.
void GrammarParser::parse_annotations(ast::Query& query, bool before) {
  static const std::vector<std::string> kNames = {"description", "instruction"};
  while (at(TokenKind::kAtName)) {
    const Token& name = take();
    const bool known = name.text == kNames[0] || name.text == kNames[1];
    if (!known) {
      const std::optional<std::string> near = nearest_name(name.text, kNames);
      Diagnostic& finding =
          refuse(code::kHeader, name.span, format("queries have no annotation `@{}`", name.text));
      finding.fix = "there are `@description` and `@instruction`";
      if (near) {
        offer(finding,
              format("did you mean `@{}`", *near),
              {{name.span, "@" + *near}},
              Applicability::kNeedsReview);
      }
    }
    expect(TokenKind::kLeftParen, "after the name of an annotation");
    const Token& value = peek();
    expect(TokenKind::kString, "in an annotation");
    expect(TokenKind::kRightParen, "after the text of an annotation");
    std::optional<std::string>& place =
        name.text == kNames[0] ? query.description : query.instruction;
    if (known && place) {
      refuse(code::kTwice, name.span, format("`@{}` may stand only once", name.text));
    }
    if (known) {
      place = value.text;
    }
    if (known && before && !failed_) {
      findings_
          .warning(code::kAnnotationPosition,
                   span_from(name.span.begin),
                   format("`@{}` stands after the parameters of its query", name.text))
          .fix = "move it behind `)`";
    }
  }
}

// ( param, … )
void GrammarParser::parse_parameters(ast::Query& query) {
  if (at(TokenKind::kLeftBrace) || at(TokenKind::kAtName)) {
    const SourceSpan place = {last_end_, last_end_};
    offer(refuse(code::kHeader, query.name.span, "the list of parameters is missing"),
          "add `()`",
          {{place, "()"}});
    return;
  }
  const SourceSpan open = peek().span;
  if (!accept(TokenKind::kLeftParen)) {
    fail(code::kHeader,
         peek().span,
         format("expected `(` after the name of the query, found {}", describe(peek())));
    return;
  }
  while (!at(TokenKind::kRightParen) && !at(TokenKind::kEnd)) {
    ast::Param param = parse_parameter();
    query.params.push_back(std::move(param));
    const SourceSpan comma = peek().span;
    if (!accept(TokenKind::kComma)) {
      break;
    }
    if (at(TokenKind::kRightParen)) {
      warn_trailing_comma(comma);
    }
  }
  expect_closing(TokenKind::kRightParen, open);
}

// $name: Type
ast::Param GrammarParser::parse_parameter() {
  ast::Param param;
  const Token& next = peek();
  if (next.kind == TokenKind::kWord && at(TokenKind::kColon, 1)) {
    param.name.text = next.text;
    param.name.span = next.span;
    parameters_without_dollar_.push_back(param.name);
  } else if (next.kind == TokenKind::kVariable && next.text != "_") {
    param.name.text = next.text;
    param.name.span = next.span;
    parameters_.insert(next.text);
  } else {
    fail(code::kHeader,
         next.span,
         format("expected a parameter `$name: Type`, found {}", describe(next)));
    return param;
  }
  take();
  if (!accept(TokenKind::kColon)) {
    const SourceSpan place = {last_end_, last_end_};
    Diagnostic& finding =
        at(TokenKind::kTypeName)
            ? refuse(code::kHeader, peek().span, "`:` is missing between a parameter and its type")
            : fail(code::kHeader,
                   peek().span,
                   format("expected `:` after the parameter, found {}", describe(peek())));
    offer(finding, "add `:`", {{place, ":"}}, Applicability::kNeedsReview);
  }
  param.type = parse_parameter_type();
  return param;
}

// ( "[" base "]" | base | "Vector" "(" Int ")" ) [ "?" ]
ast::ParamType GrammarParser::parse_parameter_type() {
  ast::ParamType type;
  const SourceSpan open = peek().span;
  type.list = accept(TokenKind::kLeftBracket);
  const SourceSpan base_span = peek().span;
  type.base = parse_base_type();
  if (type.base == "Vector") {
    if (type.list) {
      fail(code::kHeader, base_span, "a list of vectors cannot be a parameter");
    }
    const SourceSpan parenthesis = peek().span;
    expect(TokenKind::kLeftParen, "after `Vector`");
    const Token& dimension = peek();
    if (expect(TokenKind::kInt, "as the dimension of a vector")) {
      type.dimension = dimension.integer;
      if (type.dimension == 0 || type.dimension > INT32_MAX) {
        refuse(code::kHeader,
               dimension.span,
               format("a vector has 1 to {} dimensions, not {}", INT32_MAX, type.dimension));
      }
    }
    expect_closing(TokenKind::kRightParen, parenthesis);
  }
  if (type.list) {
    expect_closing(TokenKind::kRightBracket, open);
  }
  type.nullable = accept(TokenKind::kQuestion);
  if (at(TokenKind::kBang)) {
    const SourceSpan bang = take().span;
    offer(refuse(code::kHeader, bang, "types are non-nullable without `!`"),
          "remove it",
          {{bang, ""}});
  }
  type.span = span_from(open.begin);
  return type;
}

std::string GrammarParser::parse_base_type() {
  const Token& next = peek();
  if (next.kind != TokenKind::kTypeName && next.kind != TokenKind::kWord) {
    fail(code::kHeader,
         next.span,
         format("expected the type of a parameter, found {}", describe(next)));
    return {};
  }
  for (const std::string& type : base_types()) {
    if (next.text == type) {
      take();
      return type;
    }
  }
  if (next.text == "Vector") {
    take();
    return "Vector";
  }
  const std::string_view meant = base_type_of(to_lower(next.text));
  const std::optional<std::string> near =
      meant.empty() ? nearest_name(next.text, base_types()) : std::string(meant);
  Diagnostic& finding =
      refuse(code::kHeader, next.span, format("unknown type of a parameter: `{}`", next.text));
  finding.fix =
      "there are String, Bool, I32, I64, U32, U64, F32, F64, Date, DateTime, Blob, Vector(n)";
  if (near) {
    const bool spelling_only = to_lower(*near) == to_lower(next.text);
    offer(finding,
          format("write `{}`", *near),
          {{next.span, *near}},
          spelling_only ? Applicability::kMachineApplicable : Applicability::kNeedsReview);
  }
  take();
  return near.value_or(next.text);
}

// Q101 for each parameter without "$", with the edits there and at its uses. In a mutation a bare
// name may as well be a property, and an alias hides a name after its projection: then a person
// must look at the edits.
void GrammarParser::report_parameters_without_dollar(const ast::Query& query) {
  for (const ast::Name& name : parameters_without_dollar_) {
    const bool alias = aliases_.count(name.text) != 0;
    std::vector<TextEdit> edits = {{{name.span.begin, name.span.begin}, "$"}};
    const auto uses = bare_uses_.find(name.text);
    if (uses != bare_uses_.end()) {
      for (const BareUse& use : uses->second) {
        if (use.in_match || !alias) {
          edits.push_back({{use.span.begin, use.span.begin}, "$"});
        }
      }
    }
    const bool sure = !failed_ && query.is_read() && !alias;
    offer(findings_.error(code::kParameterWithoutDollar,
                          name.span,
                          format("parameters are written with `$`: `{}`", name.text)),
          format("write `${}`, here and where it is used", name.text),
          std::move(edits),
          sure ? Applicability::kMachineApplicable : Applicability::kNeedsReview);
  }
}

}  // namespace omnigraph::query::syntax
