#include "omnigraph/query/types/spelling.h"

namespace omnigraph::query::types {

const char* spelling(ast::CompareOp op) {
  switch (op) {
    case ast::CompareOp::kEqual:
      return "=";
    case ast::CompareOp::kNotEqual:
      return "!=";
    case ast::CompareOp::kLess:
      return "<";
    case ast::CompareOp::kLessEqual:
      return "<=";
    case ast::CompareOp::kGreater:
      return ">";
    case ast::CompareOp::kGreaterEqual:
      return ">=";
  }
  return "?";
}

const char* spelling(ast::BinaryOp op) {
  switch (op) {
    case ast::BinaryOp::kAdd:
      return "+";
    case ast::BinaryOp::kSubtract:
      return "-";
    case ast::BinaryOp::kMultiply:
      return "*";
    case ast::BinaryOp::kDivide:
      return "/";
    case ast::BinaryOp::kModulo:
      return "%";
    case ast::BinaryOp::kAnd:
      return "and";
    case ast::BinaryOp::kOr:
      return "or";
  }
  return "?";
}

const char* spelling(ast::WordOp op) {
  switch (op) {
    case ast::WordOp::kIn:
      return "in";
    case ast::WordOp::kContains:
      return "contains";
    case ast::WordOp::kStartsWith:
      return "starts_with";
    case ast::WordOp::kEndsWith:
      return "ends_with";
    case ast::WordOp::kMatches:
      return "matches";
  }
  return "?";
}

const char* spelling(ast::AggregateKind kind) {
  switch (kind) {
    case ast::AggregateKind::kCount:
      return "count";
    case ast::AggregateKind::kSum:
      return "sum";
    case ast::AggregateKind::kSumInt:
      return "sum_int";
    case ast::AggregateKind::kAvg:
      return "avg";
    case ast::AggregateKind::kMin:
      return "min";
    case ast::AggregateKind::kMax:
      return "max";
    case ast::AggregateKind::kCollect:
      return "collect";
  }
  return "?";
}

}  // namespace omnigraph::query::types
