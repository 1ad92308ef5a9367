#include "omnigraph/exec/aggregates/accumulator.h"

#include "omnigraph/base/check.h"
#include "omnigraph/exec/aggregates/extreme.h"
#include "omnigraph/exec/aggregates/sum.h"

namespace omnigraph::exec {
namespace {

std::unique_ptr<Accumulator> make_sum(const query::Expr* argument, SumResult result) {
  if (query::is_float(argument->type.kind)) {
    return std::make_unique<FloatSum>(result);
  }
  return std::make_unique<IntegerSum>(result);
}

std::unique_ptr<Accumulator> make_extreme(const query::Expr* argument, bool greatest) {
  if (argument->type.kind == query::ValueKind::kString) {
    return std::make_unique<TextExtreme>(greatest);
  }
  return std::make_unique<FixedExtreme>(greatest, query::column_type(argument->type));
}

}  // namespace

std::unique_ptr<Accumulator> make_accumulator(query::ast::AggregateKind kind,
                                              const query::Expr* argument,
                                              const query::ValueType& result) {
  using query::ast::AggregateKind;
  switch (kind) {
    case AggregateKind::kSum:
      return make_sum(argument, SumResult::kSum);
    case AggregateKind::kSumInt:
      return make_sum(
          argument,
          result.kind == query::ValueKind::kU64 ? SumResult::kUnsigned : SumResult::kSigned);
    case AggregateKind::kAvg:
      return make_sum(argument, SumResult::kAverage);
    case AggregateKind::kMin:
      return make_extreme(argument, false);
    case AggregateKind::kMax:
      return make_extreme(argument, true);
    case AggregateKind::kCount:
      return std::make_unique<Count>();
    case AggregateKind::kCollect:
      break;
  }
  check_failed("kind != kCollect", "collect has an accumulator of its own");
}

}  // namespace omnigraph::exec
