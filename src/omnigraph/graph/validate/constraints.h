// Constraints over several rows, @unique and @card, checked on the state at the end of an
// operation: once, so that values may be swapped and edges come one by one. Only what the operation
// can have broken is looked at; what was broken before and is not touched never blocks.
//
//   @unique   a row is touched if it is new or its values of the constraint changed; it must not
//             share them with any other row of the table. A null among them exempts a row.
//   @card     a source is touched if one of its edges came, went or moved to another source; then
//             it has min to max edges, or none.
//
// Both live in one table, which the operation writes: two writers that would break one together
// meet there, and no further table has to be watched.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "omnigraph/base/error.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/stage/staged_table.h"
#include "omnigraph/graph/table/table_view.h"

namespace omnigraph::graph {

// What an operation does to one table. Views and origins must outlive the checks.
struct TableChange {
  TableViewPtr before;
  // The end state: first the `kept` first fragments of `before`, with the rows masked that are gone
  // or replaced, then the new ones. `kept` is 0 when the whole table is replaced.
  TableViewPtr after;
  size_t kept = 0;
  // For each new fragment, where each of its rows was in `before`, kNullRow for a new row; empty =
  // all rows are new.
  std::vector<std::span<const uint32_t>> origins;
};

// The change that `staged` holds, valid until it changes further.
TableChange change_of(StagedTable& staged);

struct ConstraintViolation {
  // Filled but for lines and diagnostics.
  ConstraintDetail detail;
  // In `after`: unique: the two rows that share the values; card: a row of the source.
  std::vector<uint32_t> positions;
  // Unique: up to where the rows are named ("… value 'v' appears in"). Card: all of it.
  std::string message;
};

// Does the schema ask for any check of this kind on the type?
bool has_constraints(const schema::EntityType& type);

// The first violation, if any. Reads the constraint's columns of touched rows, and the pages of
// kept fragments that may hold their values. Errors: those of reading.
Result<std::optional<ConstraintViolation>> check_constraints(const TableChange& change);

// The two halves of it: up to `limit` violations. Of rows that share values each is named with the
// first one that was found; of sources each once.
Result<std::vector<ConstraintViolation>> find_unique_violations(
    const TableChange& change, const std::vector<std::string>& properties, size_t limit);
Result<std::vector<ConstraintViolation>> find_cardinality_violations(const TableChange& change,
                                                                     size_t limit);

}  // namespace omnigraph::graph
