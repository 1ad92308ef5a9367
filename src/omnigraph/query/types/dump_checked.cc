#include "omnigraph/query/types/dump_checked.h"

#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/base/overload.h"
#include "omnigraph/query/types/convert.h"
#include "omnigraph/query/types/spelling.h"

namespace omnigraph::query {
namespace {

const char* field_text(MetaField field) {
  switch (field) {
    case MetaField::kId:
      return "@id";
    case MetaField::kSrc:
      return "@src";
    case MetaField::kDst:
      return "@dst";
    case MetaField::kType:
      return "@type";
  }
  return "?";
}

class Dumper {
 public:
  explicit Dumper(const CheckedQuery& query) : query_(query) {}

  std::string variable(VarId id) const { return format("{}#{}", query_.variables[id].name, id); }

  std::string variables(const std::vector<VarId>& ids) const {
    std::string text;
    for (const VarId id : ids) {
      text += (text.empty() ? "" : " ") + variable(id);
    }
    return text;
  }

  std::string expr(const ExprPtr& e) const { return e ? expr(*e) : "none"; }

  std::string expr(const Expr& e) const {
    return std::visit(
        Overload{
            [&](const Constant& n) { return constant(n, e.type); },
            [&](const ParamRef& n) { return "$" + query_.params[n.index].name; },
            [&](const VariableRef& n) { return variable(n.variable); },
            [&](const PropertyRef& n) { return variable(n.variable) + "." + n.property; },
            [&](const MetaRef& n) { return variable(n.variable) + "." + field_text(n.field); },
            [&](const NowRef&) { return std::string("now"); },
            [&](const NegateExpr& n) { return "-" + expr(n.operand); },
            [&](const NotExpr& n) { return "not(" + expr(n.operand) + ")"; },
            [&](const AndExpr& n) { return infix(n.left, "and", n.right); },
            [&](const OrExpr& n) { return infix(n.left, "or", n.right); },
            [&](const ArithmeticExpr& n) { return infix(n.left, types::spelling(n.op), n.right); },
            [&](const CompareExpr& n) { return infix(n.left, types::spelling(n.op), n.right); },
            [&](const IsNullExpr& n) {
              return "(" + expr(n.operand) + (n.negated ? " is not null)" : " is null)");
            },
            [&](const InExpr& n) { return infix(n.needle, "in", n.list); },
            [&](const StringTestExpr& n) {
              return infix(n.text, types::spelling(n.op), n.argument);
            },
            [&](const ListExpr& n) { return "[" + list(n.items) + "]"; },
            [&](const CaseExpr& n) { return case_text(n); },
            [&](const ExistsExpr& n) { return "exists{" + pattern(*n.pattern) + "}"; },
            [&](const AggregateBlockExpr& n) {
              return call(n.kind, n.distinct, n.argument) + "{" + pattern(*n.pattern) + "}";
            },
            [&](const AggregateRef& n) { return format("aggregate[{}]", n.index); },
            [&](const GroupKeyRef& n) { return format("key[{}]", n.index); },
            [&](const FunctionExpr& n) { return n.name + "(" + list(n.arguments) + ")"; },
        },
        e.node);
  }

  std::string pattern(const Pattern& p) const {
    std::string text = "vars " + variables(p.variables);
    if (!p.outer.empty()) {
      text += " outer " + variables(p.outer);
    }
    for (const PatternEdge& one : p.edges) {
      text += "; " + edge(one);
    }
    for (const ExprPtr& filter : p.filters) {
      text += "; " + expr(filter);
    }
    return text;
  }

  std::string read(const Read& r) const {
    std::string text = pattern(r.pattern);
    if (r.aggregated) {
      text += " | group " + list(r.group_keys) + " | aggregate";
      for (const AggregateCall& one : r.aggregates) {
        text += " " + call(one.kind, one.distinct, one.argument);
      }
    }
    if (r.having) {
      text += " | having " + expr(r.having);
    }
    text += r.distinct ? " | return distinct" : " | return";
    for (const OutputColumn& column : r.columns) {
      text += " " + column.name + "=" + expr(column.expr);
    }
    for (const OrderBy& key : r.order) {
      text += " | order " + expr(key.expr) + (key.descending ? " desc" : " asc") +
              (key.nulls_first ? " nulls first" : " nulls last");
    }
    text += " | ties " + variables(r.tie_break);
    text += row_limit(" | skip ", r.skip);
    return text + row_limit(" | limit ", r.limit);
  }

  std::string statement(const Statement& s) const {
    constexpr const char* kKinds[] = {"insert", "upsert", "update", "delete"};
    std::string text = format("{} {}", kKinds[static_cast<size_t>(s.kind)], s.type->name);
    for (const PropertyAssignment& assignment : s.assignments) {
      text += " " + assignment.property + "=" + expr(assignment.value);
    }
    const bool selects =
        s.kind == ast::StatementKind::kUpdate || s.kind == ast::StatementKind::kDelete;
    text += selects ? " where " + pattern(s.target) : "";
    text += s.returning.empty() ? "" : " | return";
    for (const OutputColumn& column : s.returning) {
      text += " " + column.name + "=" + expr(column.expr);
    }
    return text;
  }

 private:
  // The value, with its kind where the text alone does not show it.
  static std::string constant(const Constant& node, const ValueType& type) {
    const std::string value = types::to_text(node.value);
    const bool plain = type.kind == ValueKind::kString || type.kind == ValueKind::kBool ||
                       type.kind == ValueKind::kI64 || type.kind == ValueKind::kNull;
    ValueType shown = type;
    shown.nullable = false;
    return plain ? value : value + ":" + to_string(shown);
  }

  std::string infix(const ExprPtr& left, const char* op, const ExprPtr& right) const {
    return "(" + expr(left) + " " + op + " " + expr(right) + ")";
  }

  std::string list(const std::vector<ExprPtr>& exprs) const {
    std::string text;
    for (const ExprPtr& one : exprs) {
      text += (text.empty() ? "" : ", ") + expr(one);
    }
    return text;
  }

  std::string case_text(const CaseExpr& node) const {
    std::string text = "case";
    for (const auto& [when, then] : node.branches) {
      text += " when " + expr(when) + " then " + expr(then);
    }
    return text + (node.otherwise ? " else " + expr(node.otherwise) : "") + " end";
  }

  std::string call(ast::AggregateKind kind, bool distinct, const ExprPtr& argument) const {
    return format("{}({}{})",
                  types::spelling(kind),
                  distinct ? "distinct " : "",
                  argument ? expr(argument) : "*");
  }

  std::string edge(const PatternEdge& e) const {
    std::string members;
    for (const EdgeMember& member : e.members) {
      const char* direction = member.direction == Direction::kOut  ? " out"
                              : member.direction == Direction::kIn ? " in"
                                                                   : " both";
      members += (members.empty() ? "" : "|") + member.edge->name + direction;
    }
    const std::string name = e.edge_variable ? variable(*e.edge_variable) + ":" : "";
    const std::string most = e.max_hops ? format("{}", *e.max_hops) : "";
    return format(
        "{} -[{}{} {}..{}]- {}", variable(e.from), name, members, e.min_hops, most, variable(e.to));
  }

  std::string row_limit(const char* clause, const std::optional<RowLimit>& limit) const {
    if (!limit) {
      return "";
    }
    const auto* param = std::get_if<ParamRef>(&*limit);
    return clause + (param == nullptr ? format("{}", std::get<uint64_t>(*limit))
                                      : "$" + query_.params[param->index].name);
  }

  const CheckedQuery& query_;
};

}  // namespace

std::string dump_expr(const CheckedQuery& query, const Expr& expr) {
  return Dumper(query).expr(expr);
}

std::string dump_pattern(const CheckedQuery& query, const Pattern& pattern) {
  return Dumper(query).pattern(pattern);
}

std::string dump_query(const CheckedQuery& query) {
  const Dumper dumper(query);
  if (const auto* read = std::get_if<Read>(&query.body)) {
    return dumper.read(*read);
  }
  std::string text;
  for (const Statement& statement : std::get<Mutation>(query.body).statements) {
    text += (text.empty() ? "" : " || ") + dumper.statement(statement);
  }
  return text;
}

}  // namespace omnigraph::query
