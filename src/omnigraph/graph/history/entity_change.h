// EntityChange: what became of one node or edge between two states, with the values of its
// properties before and after, as plain values that can be shown and sent.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/diff/table_diff.h"
#include "omnigraph/graph/merge/match_tables.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

// Values are JSON texts as exports have them, but numbers that are not finite are texts ("NaN").
struct PropertyChange {
  std::string property;               // "@src" and "@dst" for the ends of an edge
  std::optional<std::string> before;  // none: there was no row, or no such property
  std::optional<std::string> after;
};

struct EntityChange {
  std::string table_key;  // of the later state, of the earlier one if the row or type is gone
  std::string type_name;
  bool is_edge = false;
  std::string id;
  RowOp op = RowOp::kInsert;
  // Edges: the ends afterwards; of a deleted one before.
  std::optional<std::pair<std::string, std::string>> ends;
  // In the order of the columns. Inserts and deletes: all properties that are not null; updates:
  // those that changed.
  std::vector<PropertyChange> properties;
};

struct ChangeFilter {
  std::optional<bool> edges;    // only edges, or only nodes
  std::set<std::string> types;  // by name, in the later or the earlier state; empty: all
  std::set<RowOp> ops;          // empty: all
  bool values = true;           // fill `properties`: reads the rows
  bool wants(RowOp op) const { return ops.empty() || ops.count(op) != 0; }
};

struct ChangeCounts {
  uint64_t inserts = 0;
  uint64_t updates = 0;
  uint64_t deletes = 0;
  std::set<std::string> types;  // affected, by name
};

using ChangeSink = std::function<Status(EntityChange change)>;

// Hands all differences of two states to `sink`: by table key, inserts before updates before
// deletes, then by id. Tables of the same version are not looked at; a renamed type or property is
// the same. Memory: the ids of what changed in one table, and a block of rows. Cost:
// diff/table_diff.h. Errors: those of reading and of the sink; kCancelled.
Result<ChangeCounts> diff_states(const Snapshot& from,
                                 const Snapshot& to,
                                 const ChangeFilter& filter,
                                 const ChangeSink& sink,
                                 const CancelToken& cancel);

// The changes of rows of one table; both states have the positions that `changes` say.
Result<std::vector<EntityChange>> describe_changes(const TableInState& from,
                                                   const TableInState& to,
                                                   std::span<const RowChange> changes,
                                                   bool values);

}  // namespace omnigraph::graph
