// run_read: a checked read, executed.
#pragma once

#include "omnigraph/base/result.h"
#include "omnigraph/exec/context.h"
#include "omnigraph/exec/result_set.h"

namespace omnigraph::exec {

// Plans and runs `context.query`, which must be a read. The same query on the same tables gives the
// same rows in the same order. Errors: kInvalidArgument with R… diagnostics (division by zero, …),
// kResourceExhausted, kCancelled, kDeadlineExceeded, and what reading tables gives.
Result<ResultSet> run_read(ExecContext& context);

// The positions of rows of `target` that a mutation's pattern selects (its single variable), live
// and ascending by position.
Result<std::vector<uint32_t>> run_target(ExecContext& context,
                                         const query::Pattern& pattern,
                                         query::VarId self);

// The value of each of `exprs`, pattern blocks included, for each of `rows`. Errors: as run_read.
Result<std::vector<columnar::ArrayPtr>> evaluate_rows(ExecContext& context,
                                                      const std::vector<const query::Expr*>& exprs,
                                                      const RowBatch& rows);

// `rows` as result rows, in their order. Errors: as run_read.
Result<ResultSet> project_rows(ExecContext& context,
                               const std::vector<query::OutputColumn>& columns,
                               RowBatch rows);

}  // namespace omnigraph::exec
