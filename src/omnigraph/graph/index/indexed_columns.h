// Which columns of a table have an index. A matter of the schema alone, so that every writer of a
// table keeps the same ones up (docs/decisions/0005-btree-indices.md says why these).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

// Columns of type.table_schema(), rising: _id; _src and _dst of edges; of every @unique the column
// that probe_member names. A key has no index of its own: _id is made of it.
std::vector<size_t> indexed_columns(const schema::EntityType& type);

// Which of a constraint's properties ("@src" and "@dst" among them) its rows are looked up by: an
// end if there is one, else the first that is neither Bool nor an enum, else the first.
size_t probe_member(const schema::EntityType& type, const std::vector<std::string>& properties);

// The name of the index over a column, as LanceDB names them: "_id_idx".
std::string index_name(std::string_view column);

}  // namespace omnigraph::graph
