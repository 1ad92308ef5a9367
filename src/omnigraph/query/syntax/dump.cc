#include "omnigraph/query/syntax/dump.h"

#include <string_view>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"

namespace omnigraph::query::ast {

namespace {

std::string_view name_of(BinaryOp op) {
  switch (op) {
    case BinaryOp::kAnd:
      return "and";
    case BinaryOp::kOr:
      return "or";
    case BinaryOp::kAdd:
      return "+";
    case BinaryOp::kSubtract:
      return "-";
    case BinaryOp::kMultiply:
      return "*";
    case BinaryOp::kDivide:
      return "/";
    case BinaryOp::kModulo:
      return "%";
  }
  return "?";
}

std::string_view name_of(CompareOp op) {
  switch (op) {
    case CompareOp::kEqual:
      return "=";
    case CompareOp::kNotEqual:
      return "!=";
    case CompareOp::kLess:
      return "<";
    case CompareOp::kLessEqual:
      return "<=";
    case CompareOp::kGreater:
      return ">";
    case CompareOp::kGreaterEqual:
      return ">=";
  }
  return "?";
}

std::string_view name_of(WordOp op) {
  switch (op) {
    case WordOp::kIn:
      return "in";
    case WordOp::kContains:
      return "contains";
    case WordOp::kStartsWith:
      return "starts_with";
    case WordOp::kEndsWith:
      return "ends_with";
    case WordOp::kMatches:
      return "matches";
  }
  return "?";
}

std::string_view name_of(AggregateKind kind) {
  switch (kind) {
    case AggregateKind::kCount:
      return "count";
    case AggregateKind::kSum:
      return "sum";
    case AggregateKind::kSumInt:
      return "sum_int";
    case AggregateKind::kAvg:
      return "avg";
    case AggregateKind::kMin:
      return "min";
    case AggregateKind::kMax:
      return "max";
    case AggregateKind::kCollect:
      return "collect";
  }
  return "?";
}

std::string_view name_of(StatementKind kind) {
  switch (kind) {
    case StatementKind::kInsert:
      return "insert";
    case StatementKind::kUpsert:
      return "upsert";
    case StatementKind::kUpdate:
      return "update";
    case StatementKind::kDelete:
      return "delete";
  }
  return "?";
}

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

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

void Dumper::block(const Block& block) {
  bool first = true;
  for (const Clause& c : block.clauses) {
    out_ += first ? "" : " ";
    first = false;
    clause(c);
  }
}

void Dumper::operator()(const Literal& literal) {
  switch (literal.kind) {
    case LiteralKind::kNull:
      out_ += "null";
      break;
    case LiteralKind::kBool:
      out_ += literal.boolean ? "true" : "false";
      break;
    case LiteralKind::kInt:
      out_ += std::to_string(literal.integer);
      break;
    case LiteralKind::kFloat:
      out_ += json_float64(literal.real);
      break;
    case LiteralKind::kString:
      out_ += quoted(literal.text);
      break;
    case LiteralKind::kDate:
      out_ += "(date " + quoted(literal.text) + ")";
      break;
    case LiteralKind::kDateTime:
      out_ += "(datetime " + quoted(literal.text) + ")";
      break;
  }
}

void Dumper::operator()(const ListLiteral& list) {
  out_ += "(list";
  for (const ExprPtr& e : list.items) {
    item(e);
  }
  out_ += ")";
}

void Dumper::operator()(const Member& member) {
  out_ += format("${}.{}{}", member.variable, member.meta ? "@" : "", member.name);
}

void Dumper::operator()(const Unary& unary) {
  out_ += unary.op == UnaryOp::kNot ? "(not" : "(neg";
  item(unary.operand);
  out_ += ")";
}

void Dumper::operator()(const Binary& binary) {
  out_ += format("({}", name_of(binary.op));
  item(binary.left);
  item(binary.right);
  out_ += ")";
}

void Dumper::operator()(const Comparison& comparison) {
  if (comparison.ops.size() == 1) {
    out_ += format("({}", name_of(comparison.ops[0]));
    item(comparison.first);
    item(comparison.rest[0]);
  } else {
    out_ += "(chain";
    item(comparison.first);
    for (size_t i = 0; i < comparison.ops.size(); ++i) {
      out_ += format(" {}", name_of(comparison.ops[i]));
      item(comparison.rest[i]);
    }
  }
  out_ += ")";
}

void Dumper::operator()(const IsNull& test) {
  out_ += test.negated ? "(is-not-null" : "(is-null";
  item(test.operand);
  out_ += ")";
}

void Dumper::operator()(const WordTest& test) {
  out_ += format("({}{}", test.negated ? "not-" : "", name_of(test.op));
  item(test.left);
  item(test.right);
  out_ += ")";
}

void Dumper::operator()(const Case& node) {
  out_ += "(case";
  if (node.subject) {
    item(node.subject);
  }
  for (const CaseBranch& branch : node.branches) {
    out_ += " (when";
    item(branch.when);
    item(branch.then);
    out_ += ")";
  }
  if (node.otherwise) {
    out_ += " (else";
    item(node.otherwise);
    out_ += ")";
  }
  out_ += ")";
}

void Dumper::operator()(const Exists& exists) {
  out_ += exists.negated ? "(not-exists " : "(exists ";
  block(exists.block);
  out_ += ")";
}

void Dumper::operator()(const Aggregate& aggregate) {
  out_ += format("({}", name_of(aggregate.kind));
  out_ += aggregate.star ? " *" : "";
  out_ += aggregate.distinct ? " distinct" : "";
  if (aggregate.argument) {
    item(aggregate.argument);
  }
  order(aggregate.order);
  if (aggregate.block) {
    out_ += " {";
    block(*aggregate.block);
    out_ += "}";
  }
  out_ += ")";
}

void Dumper::operator()(const Call& call) {
  out_ += "(call " + call.function;
  for (const Argument& argument : call.arguments) {
    out_ += argument.name.empty() ? "" : " " + argument.name + ":";
    item(argument.value);
  }
  out_ += ")";
}

void Dumper::order(const std::vector<OrderKey>& keys) {
  if (keys.empty()) {
    return;
  }
  out_ += " (order";
  for (const OrderKey& key : keys) {
    item(key.expr);
    if (key.descending) {
      out_ += *key.descending ? " desc" : " asc";
    }
    if (key.nulls_first) {
      out_ += *key.nulls_first ? " nulls-first" : " nulls-last";
    }
  }
  out_ += ")";
}

void Dumper::operator()(const Binding& binding) {
  out_ += format("(bind ${} {}", binding.variable.text, binding.type.text);
  for (const PropertyMatch& match : binding.matches) {
    out_ += format(" ({}", match.property.text);
    item(match.value);
    out_ += ")";
  }
  out_ += ")";
}

void Dumper::selector(const EdgeSelector& selector, const std::optional<HopBounds>& bounds) {
  std::string edges = selector.wildcard ? "*" : "";
  for (const Name& edge : selector.edges) {
    edges += (edges.empty() ? "" : "|") + edge.text;
  }
  if (selector.undirected) {
    out_ += "<" + edges + ">";
  } else {
    out_ += selector.edges.size() > 1 ? "(" + edges + ")" : edges;
  }
  if (bounds) {
    out_ += format("{{{},", bounds->min) + (bounds->max ? std::to_string(*bounds->max) : "") + "}";
  }
}

void Dumper::operator()(const Traversal& traversal) {
  out_ += format("(edge ${} ", traversal.from.text);
  if (traversal.edge_variable) {
    out_ += format("${}:", traversal.edge_variable->text);
  }
  selector(traversal.selector, traversal.bounds);
  out_ += format(" ${})", traversal.to.text);
}

void Dumper::operator()(const Path& path) {
  out_ += format("({}{}path ${} ${} ",
                 path.all ? "all-" : "",
                 path.shortest ? "shortest-" : "",
                 path.variable.text,
                 path.from.text);
  selector(path.selector, path.bounds);
  out_ += format(" ${})", path.to.text);
}

void Dumper::operator()(const Filter& filter) {
  out_ += "(filter";
  item(filter.condition);
  out_ += ")";
}

void Dumper::operator()(const NotBlock& clause) {
  out_ += "(not ";
  block(clause.block);
  out_ += ")";
}

void Dumper::operator()(const OptionalBlock& clause) {
  out_ += "(optional ";
  block(clause.block);
  out_ += ")";
}

void Dumper::projections(const std::vector<Projection>& projections) {
  for (const Projection& projection : projections) {
    if (projection.alias) {
      out_ += " (as";
      item(projection.expr);
      out_ += format(" {})", projection.alias->text);
    } else {
      item(projection.expr);
    }
  }
}

void Dumper::arm(const Arm& arm) {
  out_ += " (match ";
  block(arm.match);
  out_ += arm.distinct ? ") (return distinct" : ") (return";
  projections(arm.projections);
  out_ += ")";
  if (arm.having) {
    out_ += " (having";
    item(arm.having);
    out_ += ")";
  }
}

void Dumper::row_count(std::string_view word, const std::optional<RowCount>& count) {
  if (!count) {
    return;
  }
  const auto* literal = std::get_if<uint64_t>(&count->value);
  out_ += format(" ({} {})",
                 word,
                 literal ? std::to_string(*literal) : "$" + std::get<std::string>(count->value));
}

void Dumper::read(const Read& read) {
  for (size_t i = 0; i < read.arms.size(); ++i) {
    if (i > 0) {
      out_ += read.union_all[i - 1] ? " union-all" : " union";
    }
    arm(read.arms[i]);
  }
  order(read.order);
  row_count("skip", read.skip);
  row_count("limit", read.limit);
}

void Dumper::statement(const Statement& statement) {
  out_ += format(" ({} {}", name_of(statement.kind), statement.type.text);
  for (const Assignment& assignment : statement.assignments) {
    out_ += format(" ({}", assignment.property.text);
    item(assignment.value);
    out_ += ")";
  }
  if (statement.where) {
    out_ += " (where";
    item(statement.where);
    out_ += ")";
  }
  if (statement.has_return) {
    out_ += " (return";
    projections(statement.returning);
    out_ += ")";
  }
  out_ += ")";
}

void Dumper::parameter(const Param& param) {
  const ParamType& type = param.type;
  std::string base = type.base;
  if (type.dimension != 0) {
    base += format("({})", type.dimension);
  }
  out_ += format(" (${} {}{})",
                 param.name.text,
                 type.list ? "[" + base + "]" : base,
                 type.nullable ? "?" : "");
}

void Dumper::query(const Query& query) {
  out_ += "(query " + query.name.text;
  for (const Param& param : query.params) {
    parameter(param);
  }
  if (query.description) {
    out_ += " (description " + quoted(*query.description) + ")";
  }
  if (query.instruction) {
    out_ += " (instruction " + quoted(*query.instruction) + ")";
  }
  if (query.is_read()) {
    read(std::get<Read>(query.body));
  } else {
    for (const Statement& s : std::get<Mutation>(query.body).statements) {
      statement(s);
    }
  }
  out_ += ")";
}

}  // namespace

std::string dump(const Expr& expr) {
  Dumper dumper;
  dumper.expr(expr);
  return dumper.take();
}

std::string dump(const Clause& clause) {
  Dumper dumper;
  dumper.clause(clause);
  return dumper.take();
}

std::string dump(const Block& block) {
  Dumper dumper;
  dumper.block(block);
  return dumper.take();
}

std::string dump(const Query& query) {
  Dumper dumper;
  dumper.query(query);
  return dumper.take();
}

std::string dump(const File& file) {
  std::string text;
  for (const FileStatement& statement : file.statements) {
    text += "(" + statement.kind;
    for (const std::string& word : statement.words) {
      text += " " + word;
    }
    text += statement.query ? " " + dump(*statement.query) + ")\n" : ")\n";
  }
  for (const Query& query : file.queries) {
    text += dump(query) + "\n";
  }
  return text;
}

}  // namespace omnigraph::query::ast
