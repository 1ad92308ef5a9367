// Publishing: the commit point of every write. Stages the files of all touched tables in one round,
// then puts the commit record at head + 1, if that name is still free.
//
//   round 1   data files, deletion files, table manifests, a due checkpoint     (parallel, durable)
//   round 2   __manifest/branches/<b>/<head + 1>.json, put-if-absent            (the commit point)
//
// Losing the race for head + 1 to writers of other tables costs a read of their records and another
// put: the operation is not executed again. What must not have moved is told by three table sets,
// taken from the plan: written (W), read (R), needed by validation only (V).
//
// Invariants:
//  - only one seq is ever in doubt: an unknown outcome is settled by putting the same bytes at the
//  same
//    name again until the name is surely taken, and reading it back
//  - nothing is acknowledged before its record is durable
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/branch_log.h"
#include "omnigraph/graph/snapshot/snapshot.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::graph {

struct CommitDraft {
  std::string commit_id;  // ULID, fixed before the first attempt
  std::string operation;  // "mutate", "load", …
  std::optional<std::string> actor_id;
  std::optional<std::string> message;
  std::vector<Pin> changes;          // the new pins
  std::vector<io::NewObject> files;  // to be written in round 1
  std::set<std::string> read;        // R
  std::set<std::string> validated;   // V
  // W is the keys of `changes`.
  // Called with the state that won when a table of V moved: does the operation still hold? An error
  // is returned as it is (usually kConflict).
  std::function<Status(const Snapshot& now)> revalidate;
};

struct PublishOptions {
  int64_t deadline_boot_us = INT64_MAX;
  int attempts = 64;  // races lost to other tables' writers before kConflict
};

// Publishes on top of `base`, the snapshot the operation was executed on. Returns the snapshot of
// the new commit. Errors: kConflict with ConflictDetail when a table of W moved, kConflict when R
// or the schema moved, kNotFound when the branch is gone, kOutcomeUnknown with OutcomeDetail,
// kDeadlineExceeded (nothing happened), and store errors (nothing happened).
Result<SnapshotPtr> publish(GraphEnvironment& environment,
                            const SnapshotPtr& base,
                            CommitDraft draft,
                            const PublishOptions& options = {});

// The first record of a new graph: one "init" commit that pins `tables`.
CommitRecord make_genesis(const std::string& graph_id,
                          const std::string& incarnation,
                          const std::string& commit_id,
                          int64_t created_at,
                          const std::string& schema_sha256,
                          std::vector<Pin> tables);

}  // namespace omnigraph::graph
