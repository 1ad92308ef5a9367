// Expressions as text.
#include <string_view>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/query/syntax/dumper.h"

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

}  // namespace

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

}  // namespace omnigraph::query::ast
