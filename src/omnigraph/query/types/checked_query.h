// CheckedQuery: a query after names and types are settled, the contract between the checker and the
// executors. Every reference is resolved: variables are numbers, properties name their type's
// property, parameters are numbers, literals are Values already converted to the type that their
// place wants. A CheckedQuery keeps its catalog alive; it is immutable and may be shared by
// threads.
//
// Meaning of a Pattern (spec: query language 2, section 7): the bag of all assignments of its own
// variables that satisfy every binding, edge and filter, given the values of outer variables.
// `not { … }` is the filter Not(Exists(pattern)); inline matches `{p: v}` are filters as well.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "omnigraph/base/diagnostic.h"
#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/query/types/value.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::query {

using VarId =
    uint32_t;  // index into CheckedQuery::variables (of one statement: Statement::variables)

struct VariableInfo {
  std::string name;                   // without "$"; "_" for an anonymous one
  ValueKind kind = ValueKind::kNode;  // kNode or kEdge
  // The possible types: one, or several for an interface or an alternation of edges.
  std::vector<const schema::EntityType*> types;  // none: an edge variable that nothing can match
  bool nullable = false;                         // bound by an optional block
  bool anonymous = false;
  // The variable's declared type is an interface (objects then carry @type).
  bool polymorphic() const { return types.size() > 1 || through_interface; }
  bool through_interface = false;
};

// ---------------------------------------------------------------------------------- expressions

struct Expr;
using ExprPtr = std::shared_ptr<const Expr>;
struct Pattern;

struct Constant {
  Value value;
};
struct ParamRef {
  uint32_t index = 0;  // into CheckedQuery::params
};
// The entity itself: for results, equality, count.
struct VariableRef {
  VarId variable = 0;
};
// A stored property; name as declared. Where the variable has several types each of them has it.
struct PropertyRef {
  VarId variable = 0;
  std::string property;
};
enum class MetaField : uint8_t { kId, kSrc, kDst, kType };
struct MetaRef {
  VarId variable = 0;
  MetaField field = MetaField::kId;
};
struct NowRef {};  // the query's instant, a DateTime

struct NegateExpr {
  ExprPtr operand;
};
struct NotExpr {
  ExprPtr operand;
};
struct AndExpr {
  ExprPtr left, right;
};
struct OrExpr {
  ExprPtr left, right;
};
// + - * / %; + also joins two Strings.
struct ArithmeticExpr {
  ast::BinaryOp op = ast::BinaryOp::kAdd;
  ExprPtr left, right;
};
// One comparison; chains have become conjunctions. Operands: two numerics (compared by exact value;
// a constant or parameter beside an F32 is first rounded to F32), two of one scalar type, or two
// entities (= and != only).
struct CompareExpr {
  ast::CompareOp op = ast::CompareOp::kEqual;
  ExprPtr left, right;
};
struct IsNullExpr {
  ExprPtr operand;
  bool negated = false;
};
// needle in list (`list contains needle` is the same).
struct InExpr {
  ExprPtr needle, list;
};
// String tests: contains, starts_with, ends_with, matches.
struct StringTestExpr {
  ast::WordOp op = ast::WordOp::kContains;
  ExprPtr text, argument;
};
struct ListExpr {
  std::vector<ExprPtr> items;
};
// case when … then … else … end; a subject has become comparisons. Results of several numeric kinds
// (here, in coalesce, least, greatest and in lists) are widened to the kind of Expr::type.
struct CaseExpr {
  std::vector<std::pair<ExprPtr, ExprPtr>> branches;
  ExprPtr otherwise;  // may be null
};
// At least one solution of the pattern for this row.
struct ExistsExpr {
  std::shared_ptr<const Pattern> pattern;
};
// An aggregate over a pattern's solutions for this row: count { … }, sum(e) { … }.
struct AggregateBlockExpr {
  ast::AggregateKind kind = ast::AggregateKind::kCount;
  bool distinct = false;
  ExprPtr argument;  // may be null: counts rows
  std::shared_ptr<const Pattern> pattern;
};
// An aggregate call of this query: Read::aggregates[index]. Only above grouping.
struct AggregateRef {
  uint32_t index = 0;
};
// A grouping key: Read::group_keys[index]. Only above grouping.
struct GroupKeyRef {
  uint32_t index = 0;
};
// A function by its name; the arguments have been checked.
struct FunctionExpr {
  std::string name;
  std::vector<ExprPtr> arguments;
};

struct Expr {
  ValueType type;
  SourceSpan span;
  std::variant<Constant,
               ParamRef,
               VariableRef,
               PropertyRef,
               MetaRef,
               NowRef,
               NegateExpr,
               NotExpr,
               AndExpr,
               OrExpr,
               ArithmeticExpr,
               CompareExpr,
               IsNullExpr,
               InExpr,
               StringTestExpr,
               ListExpr,
               CaseExpr,
               ExistsExpr,
               AggregateBlockExpr,
               AggregateRef,
               GroupKeyRef,
               FunctionExpr>
      node;
};

// True if evaluating it can raise an error (arithmetic, some functions): filters that cannot raise
// are applied before those that can.
bool can_raise(const Expr& expr);

// ------------------------------------------------------------------------------------- patterns

// One member of a traversal's selector. kOut: from = source; kIn: from = target; kBoth: either (its
// ends then may be of different types, if a variable stands for both).
enum class Direction : uint8_t { kOut, kIn, kBoth };
struct EdgeMember {
  const schema::EntityType* edge = nullptr;
  Direction direction = Direction::kOut;
};

// Bounds other than {1,1} come only with ends that are of the same types, so every hop is possible.
// No members: no edge fits, no rows. The end variables' types are among those that the members
// join, unless the variable belongs to an enclosing pattern.
//
// from ─members{min,max}→ to. Without an edge variable a hop gives distinct (from, to) pairs; with
// one, one row per matching edge. Bounds other than {1,1}: shortest distance d(from, to) with min
// <= d <= max; from = to only through a self-loop (distance 1) or when min = 0.
struct PatternEdge {
  VarId from = 0;
  VarId to = 0;
  std::optional<VarId> edge_variable;
  std::vector<EdgeMember> members;
  uint64_t min_hops = 1;
  std::optional<uint64_t> max_hops = 1;  // none = until the frontier is empty
  SourceSpan span;
};

struct Pattern {
  // Variables that this pattern introduces (node and edge variables), in order of first appearance.
  std::vector<VarId> variables;
  // Variables of enclosing patterns that it uses.
  std::vector<VarId> outer;
  std::vector<PatternEdge> edges;
  // Conjuncts, in text order. An `and` is taken apart only where none of its parts can raise.
  std::vector<ExprPtr> filters;
};

// -------------------------------------------------------------------------------------- queries

struct ParamInfo {
  std::string name;
  ValueType type;
};

struct AggregateCall {
  ast::AggregateKind kind = ast::AggregateKind::kCount;
  bool distinct = false;
  ExprPtr argument;  // may be null: count(*)
  ValueType type;
};

struct OutputColumn {
  std::string name;
  ExprPtr expr;  // over the pattern's variables; over group keys and aggregates when aggregated
};

struct OrderBy {
  ExprPtr expr;  // as OutputColumn::expr
  bool descending = false;
  bool nulls_first = true;
};

// skip/limit: a constant, or a parameter whose null means absent.
using RowLimit = std::variant<uint64_t, ParamRef>;

struct Read {
  Pattern pattern;
  bool aggregated = false;
  std::vector<ExprPtr> group_keys;  // when aggregated; over the pattern's variables
  std::vector<AggregateCall> aggregates;
  ExprPtr having;  // may be null
  bool distinct = false;
  std::vector<OutputColumn> columns;
  std::vector<OrderBy> order;
  // Ties are broken by these entities' (type, id), ascending: node variables in order of first
  // appearance, then edge variables. Aggregated: by group keys. Distinct: by the columns.
  std::vector<VarId> tie_break;
  std::optional<RowLimit> skip;
  std::optional<RowLimit> limit;
};

// Statement::self is the target row: a variable of the target type. Inserted values and those of
// key members do not use it; values of an update see the row as it was before the statement, those
// of an upsert too, or a null row where there is none yet.
struct PropertyAssignment {
  std::string property;  // declared name; "@src" and "@dst" for the ends of an edge
  ExprPtr value;
};
struct Statement {
  ast::StatementKind kind = ast::StatementKind::kInsert;
  const schema::EntityType* type = nullptr;
  VarId self = 0;
  std::vector<PropertyAssignment> assignments;
  // Update and delete: binds `self`; where-conditions are its filters.
  Pattern target;
  // return { … }, over `self`: one row for each affected row, by id. At most one statement has one.
  std::vector<OutputColumn> returning;
  SourceSpan span;
};
struct Mutation {
  std::vector<Statement> statements;
};

struct CheckedQuery {
  schema::CatalogPtr catalog;
  std::string name;
  std::vector<ParamInfo> params;
  std::vector<VariableInfo> variables;  // of the whole query, nested patterns included
  std::variant<Read, Mutation> body;
  std::vector<Diagnostic> warnings;
  bool is_read() const { return std::holds_alternative<Read>(body); }
};
using CheckedQueryPtr = std::shared_ptr<const CheckedQuery>;

}  // namespace omnigraph::query
