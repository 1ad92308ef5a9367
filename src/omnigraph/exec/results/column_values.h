// Values of expressions over rows for the stages behind the pattern, entities included.
#pragma once

#include <optional>

#include "omnigraph/exec/operators/scope.h"
#include "omnigraph/exec/results/key_column.h"
#include "omnigraph/exec/results/rows.h"

namespace omnigraph::exec {

// What the stages of one read share.
struct StageContext {
  RunState& run;
  Evaluator& evaluator;
  const query::Read& read;
};

// The variable whose entities `expr` is, if it is one: a variable or a group key that is one.
std::optional<query::VarId> entity_variable(const query::Expr& expr, const query::Read& read);

// True for entities, paths, objects and lists of them: their results are JSON texts.
bool is_json(const query::ValueType& type);

// For equality: grouping and distinct.
Result<KeyColumn> key_values(StageContext& context, const query::Expr& expr, const Rows& rows);
// For order: numbers, texts, dates, lists; entities and lists of them as by entity_keys().
Result<columnar::ArrayPtr> order_values(StageContext& context,
                                        const query::Expr& expr,
                                        const Rows& rows);
// For results: entities as JSON texts.
Result<columnar::ArrayPtr> result_values(StageContext& context,
                                         const query::Expr& expr,
                                         const Rows& rows);

}  // namespace omnigraph::exec
