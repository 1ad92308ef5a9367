// The syntax tree of a query file (.gq): what was written, with its places, before any name is
// looked up. It spans the whole grammar of the language; what the engine cannot run yet is refused
// by the checker (query/types), not here. One expression tree serves filters, projections, order
// keys, assignments and inline matches.
//
// Trees own their children and are not shared. Everything carries the SourceSpan of its text (that
// of a variable or a meta field includes the "$" or "@", that of an expression its parentheses).
// No tree is higher than kMaxTreeHeight, so that consumers may recurse over them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "omnigraph/base/diagnostic.h"

namespace omnigraph::query::ast {

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;
struct Clause;

inline constexpr uint32_t kMaxTreeHeight = 200;

// { clause … }
struct Block {
  std::vector<Clause> clauses;
  SourceSpan span;
  uint32_t height = 1;  // levels of expressions and blocks from here down
};

struct Name {
  std::string text;
  SourceSpan span;
};

// ---------------------------------------------------------------------------------- expressions

enum class LiteralKind : uint8_t { kNull, kBool, kInt, kFloat, kString, kDate, kDateTime };

// Numbers are unsigned as written; the sign is a Unary. kDate and kDateTime hold the text between
// the quotes.
struct Literal {
  LiteralKind kind = LiteralKind::kNull;
  bool boolean = false;
  uint64_t integer = 0;
  double real = 0;
  std::string text;
};

struct ListLiteral {
  std::vector<ExprPtr> items;
};

// $p
struct Variable {
  std::string name;  // without "$"
};

// $p.name or $p.@id
struct Member {
  std::string variable;
  SourceSpan variable_span;
  std::string name;  // without "@"
  SourceSpan name_span;
  bool meta = false;
};

// @id, in mutations
struct Meta {
  std::string name;  // without "@"
};

// A bare name: an alias in a read, a property of the target row in a mutation.
struct BareName {
  std::string name;
};

enum class UnaryOp : uint8_t { kNegate, kNot };
struct Unary {
  UnaryOp op = UnaryOp::kNegate;
  ExprPtr operand;
};

// A chain of `and` or `or` is a balanced tree (both are associative, and so is their left-to-right
// evaluation), so that long chains stay low.
// As a whole filter, `$a and $b` and `$a or $b` of two Variables: see WordTest.
enum class BinaryOp : uint8_t { kAnd, kOr, kAdd, kSubtract, kMultiply, kDivide, kModulo };
struct Binary {
  BinaryOp op = BinaryOp::kAnd;
  ExprPtr left;
  ExprPtr right;
};

enum class CompareOp : uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };
// first op[0] rest[0] op[1] rest[1] …; more than one op is a chain.
struct Comparison {
  ExprPtr first;
  std::vector<CompareOp> ops;
  std::vector<ExprPtr> rest;
};

struct IsNull {
  ExprPtr operand;
  bool negated = false;
};

// As a whole filter, `$a in $b`, `$a contains $b` … of two Variables neither of which is a
// parameter is a traversal if the schema has an edge of that name: the parser does not know, the
// checker turns it into one. `$a is $b` has no other reading and is parsed as a Traversal.
enum class WordOp : uint8_t { kIn, kContains, kStartsWith, kEndsWith, kMatches };
struct WordTest {
  WordOp op = WordOp::kIn;
  bool negated = false;
  ExprPtr left;
  ExprPtr right;
};

struct CaseBranch {
  ExprPtr when;
  ExprPtr then;
};
struct Case {
  ExprPtr subject;  // may be null
  std::vector<CaseBranch> branches;
  ExprPtr otherwise;  // may be null
};

// exists { … }, and `not { … }` as an operand (negated).
struct Exists {
  Block block;
  bool negated = false;
};

struct OrderKey {
  ExprPtr expr;
  std::optional<bool> descending;  // as written
  std::optional<bool> nulls_first;
};

enum class AggregateKind : uint8_t { kCount, kSum, kSumInt, kAvg, kMin, kMax, kCollect };
// count(distinct $x), count(*), count { … }, sum(e) { … }
struct Aggregate {
  AggregateKind kind = AggregateKind::kCount;
  bool star = false;  // count(*) and count()
  bool distinct = false;
  ExprPtr argument;             // null for star and for a block without argument
  std::vector<OrderKey> order;  // collect only
  std::optional<Block> block;
};

struct Argument {
  std::string name;  // empty = positional
  ExprPtr value;
};
// Every other call: now(), upper(x), nearest(…), search(…), rrf(…, k: 30)
struct Call {
  std::string function;
  SourceSpan function_span;
  std::vector<Argument> arguments;
};

struct Expr {
  SourceSpan span;
  std::variant<Literal,
               ListLiteral,
               Variable,
               Member,
               Meta,
               BareName,
               Unary,
               Binary,
               Comparison,
               IsNull,
               WordTest,
               Case,
               Exists,
               Aggregate,
               Call>
      node;
  uint32_t height = 1;  // levels of expressions and blocks from here down
};

// ------------------------------------------------------------------------------------- patterns

struct PropertyMatch {
  Name property;
  ExprPtr value;
};

// $p: Person { name: "x" }
struct Binding {
  Name variable;
  Name type;
  std::vector<PropertyMatch> matches;
};

// {n}, {m,n}, {m,}
struct HopBounds {
  uint64_t min = 1;
  std::optional<uint64_t> max;  // none = open
  SourceSpan span;
};

// The edges a traversal follows.
struct EdgeSelector {
  bool wildcard = false;    // *
  bool undirected = false;  // <…>
  std::vector<Name> edges;  // one, or several for (a | b); empty for *
  SourceSpan span;
};

// $a $w:knows{1,3} $b
struct Traversal {
  Name from;  // "_" = anonymous
  std::optional<Name> edge_variable;
  EdgeSelector selector;
  std::optional<HopBounds> bounds;
  Name to;
};

// [all] [shortest] path $r: $a knows{1,4} $b
struct Path {
  bool shortest = false;
  bool all = false;
  Name variable;
  Name from;
  EdgeSelector selector;
  std::optional<HopBounds> bounds;
  Name to;
};

struct Filter {
  ExprPtr condition;
};
struct NotBlock {
  Block block;
};
struct OptionalBlock {
  Block block;
};

struct Clause {
  SourceSpan span;
  std::variant<Binding, Traversal, Path, Filter, NotBlock, OptionalBlock> node;
};

// ------------------------------------------------------------------------------ queries and files

struct Projection {
  ExprPtr expr;
  std::optional<Name> alias;
};

struct Arm {
  Block match;
  bool distinct = false;
  std::vector<Projection> projections;
  ExprPtr having;  // may be null
  SourceSpan return_span;
};

// An integer literal or a parameter.
struct RowCount {
  SourceSpan span;
  std::variant<uint64_t, std::string> value;  // the string is a parameter's name
};

struct Read {
  std::vector<Arm> arms;        // at least one
  std::vector<bool> union_all;  // one per "union" between arms
  std::vector<OrderKey> order;
  std::optional<RowCount> skip;
  std::optional<RowCount> limit;
};

struct Assignment {
  Name property;  // "from", "to", "@src" and "@dst" name an edge's ends
  ExprPtr value;
};

enum class StatementKind : uint8_t { kInsert, kUpsert, kUpdate, kDelete };
struct Statement {
  StatementKind kind = StatementKind::kInsert;
  Name type;
  std::vector<Assignment> assignments;
  ExprPtr where;  // update, delete
  std::vector<Projection> returning;
  bool has_return = false;
  SourceSpan span;
};

struct Mutation {
  std::vector<Statement> statements;  // at least one
};

struct ParamType {
  std::string base;  // "String", "Vector", …
  uint64_t dimension = 0;
  bool list = false;
  bool nullable = false;
  SourceSpan span;
};

struct Param {
  Name name;  // without "$"
  ParamType type;
};

struct Query {
  Name name;
  std::vector<Param> params;
  std::optional<std::string> description;
  std::optional<std::string> instruction;
  std::variant<Read, Mutation> body;
  SourceSpan span;
  bool is_read() const { return std::holds_alternative<Read>(body); }
};

// A statement beside queries: settings, show, branch, explain. Parsed, run by later parts.
struct FileStatement {
  std::string kind;  // "set", "reset", "show", "branch", "explain"
  // The words that follow, as written, strings decoded: set {"hop_limit", "64"}; reset and show
  // {"all"} or a name; branch {"create", "b", "from", "p"}, {"delete", "b"}, {"merge", "s", "into",
  // "t"}, {"list"}, where "from" and "into" with their names may be absent.
  std::vector<std::string> words;
  std::unique_ptr<Query> query;  // explain
  SourceSpan span;
};

struct File {
  std::vector<Query> queries;
  std::vector<FileStatement> statements;
  // L401, L402, L403: accepted, but not the canonical spelling. At most 100.
  std::vector<Diagnostic> warnings;
};

}  // namespace omnigraph::query::ast
