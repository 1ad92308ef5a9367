// Do the stored rows fit what a change of schema newly asks of them? Reads the columns in question,
// a step at a time; @unique and @card keep 32 bytes for each distinct value.
#pragma once

#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/schema/migrate/step.h"

namespace omnigraph::graph {

// Rows that an error names at most.
inline constexpr size_t kNamedRows = 5;

// `view`: the rows as the new schema has them. `steps`: those of its type that validate; others are
// passed over. Errors: kFailedPrecondition with ConstraintDetail for the first step that rows do
// not fit: rule "required", "enum", "range", "check", "unique" or "card", and the ids of the first
// rows. Else those of reading.
Status check_stored(const TableViewPtr& view,
                    const std::vector<const schema::MigrationStep*>& steps,
                    const CancelToken& cancel);

}  // namespace omnigraph::graph
