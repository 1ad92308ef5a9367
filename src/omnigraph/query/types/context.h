// What the parts of the checker share while they work on one query: names and what is known of
// them.
//
// The checker runs over a text once. Whatever cannot be understood is reported and becomes a null
// ExprPtr, or a variable marked `invalid`; whoever meets one of these stays silent, so that one
// mistake gives one message.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/query/types/checked_query.h"
#include "omnigraph/query/types/findings.h"

namespace omnigraph::query::types {

// What the checker knows of a variable beyond its VariableInfo.
struct VariableState {
  bool typed = false;     // VariableInfo::types is settled
  bool declared = false;  // by a binding, not only by a traversal
  bool invalid = false;   // an error about it has been reported
  // Declared through an interface: only its properties can be read. `any_node`: the built-in
  // `Node`, which has none.
  const schema::InterfaceType* interface = nullptr;
  bool any_node = false;
  bool through_interface() const { return interface != nullptr || any_node; }
};

// Parameters and variables of the query, nested patterns included.
struct Symbols {
  std::vector<ParamInfo> params;
  std::vector<VariableInfo> variables;
  std::vector<VariableState> states;  // one per variable

  std::optional<uint32_t> find_param(std::string_view name) const;
  VarId add(std::string_view name, ValueKind kind);
};

// The variables of one block, linked to those of the blocks around it. A name is looked up in the
// whole of its own block; of an enclosing block a nested one sees what has been bound before it in
// the text, and everything that a binding declares.
class Scope {
 public:
  static constexpr size_t kEverything = std::numeric_limits<size_t>::max();

  // A block that stands in clause `clause` of `parent`'s block (kEverything: behind all of it). The
  // parent must outlive it.
  explicit Scope(Scope* parent = nullptr, size_t clause = kEverything)
      : parent_(parent), clause_(clause) {}

  void add(std::string_view name, VarId id, bool declared, size_t clause);
  // The variable that `name` means here. A use of an outer variable is noted in outer() of this
  // scope and of those between.
  std::optional<VarId> find(std::string_view name);
  // Whether the block itself introduces it.
  bool owns(VarId id) const;

  // Variables of enclosing blocks that have been used, in order of first use.
  const std::vector<VarId>& outer() const { return outer_; }
  // All names that find() finds, for suggestions.
  std::vector<std::string> visible_names() const;
  std::vector<VarId> visible_variables() const;

 private:
  struct Entry {
    VarId id = 0;
    bool declared = false;
    size_t clause = 0;
  };
  template <typename F>
  void for_each_visible(F&& visit) const;

  Scope* parent_;
  size_t clause_;
  std::map<std::string, Entry, std::less<>> entries_;
  std::vector<VarId> outer_;
};

// The place of an expression decides what it may hold (language specification, 5.3).
enum class Place : uint8_t {
  kFilter,         // of a match or of a block
  kInline,         // { property: value } of a binding
  kBlockArgument,  // sum(here) { … }
  kProjection,
  kHaving,
  kOrder,
  kInsertValue,
  kUpdateValue,
  kWhere,  // of update and delete
};

// A projection's name and the expression it stands for, before grouping; null if that has an error.
struct Alias {
  std::string name;
  ExprPtr expr;
  size_t size = 0;  // in expressions, for Context::spend
};

// The aggregate calls of a query: those of projections first, then those of `having`. An order key
// may use those of projections only.
struct AggregateSink {
  std::vector<AggregateCall> calls;
  size_t returned = 0;  // how many stand in projections; known once these have been checked
};

// The row that a mutation's statement works on.
struct Target {
  const schema::EntityType* type = nullptr;
  VarId self = 0;
};

// Where an expression stands. Copied and changed on the way down.
struct ExprPlace {
  Place place = Place::kFilter;
  Scope* scope = nullptr;
  size_t clause = Scope::kEverything;           // the clause of `scope` it belongs to
  const std::vector<Alias>* aliases = nullptr;  // reads, behind match
  AggregateSink* aggregates = nullptr;          // aggregated reads, behind match
  const Target* target = nullptr;               // mutations
  bool in_aggregate = false;                    // inside an aggregate's argument

  bool in_mutation() const { return target != nullptr; }
};

struct Context {
  // A query larger than this is refused: names for expressions can be used over and over.
  static constexpr size_t kExpressionLimit = 100'000;
  static constexpr size_t kDepthLimit = 1'000;

  const schema::Catalog& catalog;
  Findings& findings;
  Symbols& symbols;
  size_t spent = 0;  // expressions so far, those behind names counted at each use
  size_t depth = 0;  // of nesting, now

  // Counts `count` expressions; reports and returns false if there are too many. Also false once
  // the report is full: the rest of the query is not looked at.
  bool spend(size_t count, SourceSpan span);

  VariableInfo& variable(VarId id) { return symbols.variables[id]; }
  VariableState& state(VarId id) { return symbols.states[id]; }
};

// "`$name`".
std::string quoted_variable(std::string_view name);

// An expression of the given parts.
template <typename Node>  // a kind of expression, or Expr::node of another one
ExprPtr make_expr(ValueType type, SourceSpan span, Node node) {
  Expr expr;
  expr.type = std::move(type);
  expr.span = span;
  expr.node = std::move(node);
  return std::make_shared<const Expr>(std::move(expr));
}

inline ValueType scalar_type(ValueKind kind, bool nullable = false) {
  ValueType type;
  type.kind = kind;
  type.nullable = nullable;
  return type;
}

// The literal null as a null of `kind`; anything else as it is. What reaches an operator or a
// function then has a type that these know.
ExprPtr typed_null(const ExprPtr& expr, ValueKind kind);

inline bool is_constant(const Expr& expr) {
  return std::holds_alternative<Constant>(expr.node);
}
inline bool is_null_literal(const Expr& expr) {
  return !expr.type.list && expr.type.kind == ValueKind::kNull;
}

}  // namespace omnigraph::query::types
