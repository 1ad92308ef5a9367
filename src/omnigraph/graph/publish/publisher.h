// Publishing: the commit point of every write. Files that are too large for the record are stored
// in one round, then the commit record is put at head + 1, if that name is still free.
//
//   round 1   data files, deletion files, table manifests, a due checkpoint or lineage page
//             (parallel, durable); absent when all files are small: they travel in the record
//   round 2   __manifest/branches/<b>/<head + 1>.json, put-if-absent            (the commit point)
//
// Losing the race for head + 1 to writers of other tables costs a read of their records and another
// put: the operations are not executed again (rebase.h tells when that is right).
//
// Invariants:
//  - only one seq is ever in doubt: an unknown outcome is settled by putting the same bytes at the
//    same name again until the name is surely taken, and reading it back
//  - nothing is acknowledged before its record is durable
//  - every file that a commit of the record needs is in the record, or was durable before it
#pragma once

#include <cstdint>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/publish/commit_draft.h"
#include "omnigraph/graph/publish/rebase.h"

namespace omnigraph::graph {

struct PublishOptions {
  int64_t deadline_boot_us = INT64_MAX;
  int attempts = 64;  // races lost to other tables' writers before kConflict
};

// What became of a group.
struct PublishOutcome {
  // The state after it; null if it was not published because of what others had published.
  SnapshotPtr published;
  // Then: the newest state, and what becomes of each draft.
  SnapshotPtr head;
  std::vector<DraftOutcome> drafts;
};

// Publishes a group of drafts, executed one after another on top of `base`, as one record with one
// commit each. Errors, for the whole group: kNotFound when the branch is gone, kOutcomeUnknown with
// OutcomeDetail, kConflict when too many races were lost, kDeadlineExceeded and store errors
// (nothing happened).
Result<PublishOutcome> publish_group(GraphEnvironment& environment,
                                     const SnapshotPtr& base,
                                     std::vector<CommitDraft> group,
                                     const PublishOptions& options = {});

}  // namespace omnigraph::graph
