// Cleanup: gives up old states and deletes what nothing needs any more, without breaking a branch,
// a tag, a retained commit or a reader in flight.
//
//   1 thin      records outside the policy lose their pins and files (retention.h, thin_record.h)
//   2 condemn   files that no whole record, no lineage and no mirror reaches (reached_files.h) are
//               put on a list (trash.h)
//   3 delete    files on lists that are older than the grace period, if still nothing reaches them
//
// No name in a log is ever freed, and time travel to a thinned commit answers kGone. A file is
// deleted at the earliest one grace period after a cleanup has found it unreached, and files that
// are younger than it are not looked at: so what a reader has opened, or a writer has stored and
// not yet published, stays as long as it takes less than that. All ages are told by the store's own
// times, never by a client's clock. A grace of 0 deletes at once: only when nobody else is at work.
//
// Invariant: nothing is thinned, condemned or deleted before everything that stays was traced
// without an error.
//
// Cost: two reads per record, one per table version, and a listing of all table folders; then one
// write per thinned record and one request per deleted file. Memory: 48 bytes a record, 16 a file,
// and the list at work.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/maintain/retention.h"

namespace omnigraph::graph {

struct CleanupOptions {
  RetentionPolicy policy;
  bool confirm = false;  // false: only tell what would happen
};

struct CleanedTable {
  std::string table_key;              // of a table that no branch has any more: its folder
  uint64_t bytes_removed = 0;         // of files that nothing reaches any more
  uint64_t old_versions_removed = 0;  // table versions that are given up
};

struct CleanupReport {
  std::vector<CleanedTable> tables;  // all living ones, and others with something to remove; by key
  uint64_t records_thinned = 0;
  uint64_t files_condemned = 0;  // by this cleanup, checkpoints and lineage pages included
  uint64_t files_deleted = 0;    // of this and earlier lists
  uint64_t bytes_deleted = 0;
  uint64_t leftovers_removed = 0;
};

// Errors: kInvalidArgument when the policy says nothing; kCorruption when the graph is damaged (see
// verify): nothing has happened then; kCancelled and store errors: whatever was done is fine, and
// the next cleanup goes on.
Result<CleanupReport> cleanup(GraphEnvironment& environment,
                              const std::string& graph_id,
                              const CleanupOptions& options,
                              const CancelToken& cancel);

}  // namespace omnigraph::graph
