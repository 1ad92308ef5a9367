// From merged rows to table versions: what a merge publishes.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/publish/commit_draft.h"
#include "omnigraph/graph/snapshot/snapshot.h"
#include "omnigraph/graph/stage/staged_table.h"

namespace omnigraph::graph {

// A table that was merged row by row.
struct MergedTable {
  std::unique_ptr<StagedTable> staged;
  Pin pin;                          // the version that was written over
  const Snapshot* owner = nullptr;  // the state that has it
  const Pin* replaces = nullptr;    // the target's pin
  // The new version is higher: than the target's and the source's, so that a version only rises on
  // the way to a commit from any of its ancestors.
  uint64_t above = 0;
  uint64_t above_other = 0;  // the version of the side that `pin` is not of
};

// Takes over a version that another branch wrote, with its files that only that branch's record
// has (`files`).
void adopt_version(const Pin& pin,
                   const ManifestPtr& manifest,
                   const RecordFiles& files,
                   CommitDraft* draft);

// Adds the new versions of `tables` that changed, by key, to `draft`, which will be published on
// `target`. A table that stays as it was, but of another state than the target's, is adopted.
Status seal_merge(GraphEnvironment& environment,
                  const Snapshot& target,
                  const std::map<std::string, MergedTable>& tables,
                  CommitDraft* draft);

}  // namespace omnigraph::graph
