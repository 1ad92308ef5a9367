// ColumnMap: which column of one table corresponds to which of another: two versions of one table,
// whose schemas may differ (a property was added, dropped, renamed).
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "omnigraph/columnar/type.h"

namespace omnigraph::graph {

// For each column of the first table its column in the second; none where it has no counterpart.
using ColumnMap = std::vector<std::optional<size_t>>;

// By name; columns whose types do not widen to one another (widen.h) do not correspond.
ColumnMap map_columns(const columnar::Schema& from, const columnar::Schema& to);

// The same relation seen from the second table, which has `columns` columns.
ColumnMap reversed(const ColumnMap& map, size_t columns);

}  // namespace omnigraph::graph
