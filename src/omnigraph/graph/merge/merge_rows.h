// The three-way merge of one table, row by row, by _id. Only rows that the source changed since the
// base are looked at; what they become depends on what the target did to them meanwhile:
//
//   source      target      result
//   any         unchanged   the source's
//   inserted    inserted    equal: kept; else divergent_insert
//   updated     updated     property by property: the changed value; both changed it: equal or
//                           divergent_update
//   updated     deleted     delete_vs_update, and the other way round
//   deleted     deleted     deleted
//
// Times that writes set themselves (@auto) never conflict: of two the later one stays.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/diff/table_diff.h"
#include "omnigraph/graph/merge/merge_rules.h"
#include "omnigraph/graph/stage/staged_table.h"

namespace omnigraph::graph {

// One table in three states. `base` and `source` may be null: no such table, no rows.
struct TableTriple {
  TableViewPtr base;
  TableViewPtr source;
  TableViewPtr target;
  // Columns of base in the source and in the target, of source in the target.
  ColumnMap base_to_source;
  ColumnMap base_to_target;
  ColumnMap source_to_target;
  // Changes since the base, by id.
  std::vector<RowChange> source_changes;
  std::vector<RowChange> target_changes;
  // Ids on which several bases disagree: where source and target differ, nobody knows who changed.
  std::set<std::string> contested;
};

struct RowCounts {
  uint64_t inserted = 0;
  uint64_t updated = 0;
  uint64_t deleted = 0;
  bool operator==(const RowCounts&) const = default;
};

struct RowMerge {
  RowCounts counts;                      // what the merge does to the target
  std::vector<MergeConflict> conflicts;  // by id
  uint64_t decided = 0;                  // conflicts that the rules decided
};

// Lays the source's changes over `staged`, whose base is triple.target. Rows of conflicts stay the
// target's. Errors: those of reading, kCancelled.
Result<RowMerge> merge_rows(const TableTriple& triple,
                            const MergeRules& rules,
                            StagedTable& staged,
                            const CancelToken& cancel);

}  // namespace omnigraph::graph
