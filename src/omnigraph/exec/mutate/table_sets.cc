#include "omnigraph/exec/mutate/table_sets.h"

namespace omnigraph::exec {
namespace {

using query::Expr;
using query::ExprPtr;
using query::Pattern;

class Collector {
 public:
  explicit Collector(const query::CheckedQuery& query) : query_(query) {}

  void pattern(const Pattern& pattern) {
    for (const query::VarId variable : pattern.variables) {
      for (const schema::EntityType* type : query_.variables[variable].types) {
        sets_.read.insert(type->table_key);
      }
    }
    for (const query::PatternEdge& edge : pattern.edges) {
      for (const query::EdgeMember& member : edge.members) {
        sets_.read.insert(member.edge->table_key);
      }
    }
    for (const ExprPtr& filter : pattern.filters) {
      expr(filter);
    }
  }

  void expr(const ExprPtr& expr) {
    if (expr != nullptr) {
      std::visit([this](const auto& node) { visit(node); }, expr->node);
    }
  }

  TableSets take() { return std::move(sets_); }
  TableSets& sets() { return sets_; }

 private:
  void visit(const query::Constant&) {}
  void visit(const query::ParamRef&) {}
  void visit(const query::VariableRef&) {}
  void visit(const query::PropertyRef&) {}
  void visit(const query::MetaRef&) {}
  void visit(const query::NowRef&) {}
  void visit(const query::AggregateRef&) {}
  void visit(const query::GroupKeyRef&) {}
  void visit(const query::NegateExpr& e) { expr(e.operand); }
  void visit(const query::NotExpr& e) { expr(e.operand); }
  void visit(const query::AndExpr& e) { both(e.left, e.right); }
  void visit(const query::OrExpr& e) { both(e.left, e.right); }
  void visit(const query::ArithmeticExpr& e) { both(e.left, e.right); }
  void visit(const query::CompareExpr& e) { both(e.left, e.right); }
  void visit(const query::IsNullExpr& e) { expr(e.operand); }
  void visit(const query::InExpr& e) { both(e.needle, e.list); }
  void visit(const query::StringTestExpr& e) { both(e.text, e.argument); }
  void visit(const query::ListExpr& e) { all(e.items); }
  void visit(const query::CaseExpr& e) {
    for (const auto& [when, then] : e.branches) {
      both(when, then);
    }
    expr(e.otherwise);
  }
  void visit(const query::ExistsExpr& e) { pattern(*e.pattern); }
  void visit(const query::AggregateBlockExpr& e) {
    expr(e.argument);
    pattern(*e.pattern);
  }
  void visit(const query::FunctionExpr& e) { all(e.arguments); }

  void both(const ExprPtr& a, const ExprPtr& b) {
    expr(a);
    expr(b);
  }
  void all(const std::vector<ExprPtr>& items) {
    for (const ExprPtr& item : items) {
      expr(item);
    }
  }

  const query::CheckedQuery& query_;
  TableSets sets_;
};

}  // namespace

TableSets table_sets(const query::CheckedQuery& query, const query::Mutation& mutation) {
  Collector collector(query);
  for (const query::Statement& statement : mutation.statements) {
    collector.pattern(statement.target);
    for (const query::PropertyAssignment& assignment : statement.assignments) {
      collector.expr(assignment.value);
    }
    for (const query::OutputColumn& column : statement.returning) {
      collector.expr(column.expr);
    }
    if (statement.kind == query::ast::StatementKind::kDelete && !statement.type->is_edge()) {
      for (const schema::EntityType& edge : query.catalog->edges()) {
        if (edge.from_type == statement.type->name || edge.to_type == statement.type->name) {
          collector.sets().validated.insert(edge.table_key);
        }
      }
    }
    const bool adds = statement.kind == query::ast::StatementKind::kInsert ||
                      statement.kind == query::ast::StatementKind::kUpsert;
    if (adds && statement.type->is_edge()) {
      collector.sets().validated.insert("node:" + statement.type->from_type);
      collector.sets().validated.insert("node:" + statement.type->to_type);
    }
  }
  return collector.take();
}

}  // namespace omnigraph::exec
