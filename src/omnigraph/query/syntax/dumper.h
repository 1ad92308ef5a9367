// Dumper: the parts of dump.h's functions. Internal to the syntax folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/query/syntax/ast.h"

namespace omnigraph::query::ast {

// Appends forms to a string.
class Dumper {
 public:
  std::string take() { return std::move(out_); }

  void expr(const ExprPtr& expr) { std::visit(*this, expr->node); }
  void expr(const Expr& expr) { std::visit(*this, expr.node); }
  void clause(const Clause& clause) { std::visit(*this, clause.node); }
  void block(const Block& block);
  void query(const Query& query);

  void operator()(const Literal& literal);
  void operator()(const ListLiteral& list);
  void operator()(const Variable& variable) { out_ += "$" + variable.name; }
  void operator()(const Member& member);
  void operator()(const Meta& meta) { out_ += "@" + meta.name; }
  void operator()(const BareName& name) { out_ += "`" + name.name + "`"; }
  void operator()(const Unary& unary);
  void operator()(const Binary& binary);
  void operator()(const Comparison& comparison);
  void operator()(const IsNull& test);
  void operator()(const WordTest& test);
  void operator()(const Case& node);
  void operator()(const Exists& exists);
  void operator()(const Aggregate& aggregate);
  void operator()(const Call& call);

  void operator()(const Binding& binding);
  void operator()(const Traversal& traversal);
  void operator()(const Path& path);
  void operator()(const Filter& filter);
  void operator()(const NotBlock& clause);
  void operator()(const OptionalBlock& clause);

 private:
  static std::string quoted(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
  }
  void item(const ExprPtr& e) {
    out_ += ' ';
    expr(e);
  }
  void order(const std::vector<OrderKey>& keys);
  void projections(const std::vector<Projection>& projections);
  void selector(const EdgeSelector& selector, const std::optional<HopBounds>& bounds);
  void parameter(const Param& param);
  void row_count(std::string_view word, const std::optional<RowCount>& count);
  void arm(const Arm& arm);
  void read(const Read& read);
  void statement(const Statement& statement);

  std::string out_;
};

}  // namespace omnigraph::query::ast
