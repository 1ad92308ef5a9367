// Which tables of the states of a merge are the same: those with the same path (a table keeps its
// path when its type is renamed); new ones of both sides by their key.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/diff/column_map.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

// A table as one state has it. All null: it has none.
struct TableInState {
  const Snapshot* state = nullptr;
  const Pin* pin = nullptr;
  const schema::EntityType* type = nullptr;

  explicit operator bool() const { return pin != nullptr; }
  Result<TableViewPtr> view() const {
    return pin == nullptr ? Result<TableViewPtr>(TableViewPtr()) : state->table(*type);
  }
};

// The tables of several states that are one, in the order of the states.
using MatchedTable = std::vector<TableInState>;

// All tables of `states`, by the path they have in the first state that has them. Null states have
// none.
std::vector<MatchedTable> match_tables(const std::vector<const Snapshot*>& states);

// Corresponding columns. Versions of one table: by field id, so through renames; new tables of two
// sides: by name. Columns of types that cannot be converted (diff/widen.h) do not correspond.
// Errors: those of reading manifests.
Result<ColumnMap> map_table_columns(const TableInState& from, const TableInState& to);

// The same over a table that both came from: columns of it through their field ids, new ones by
// name.
Result<ColumnMap> map_sibling_columns(const TableInState& base,
                                      const TableInState& from,
                                      const TableInState& to);

}  // namespace omnigraph::graph
