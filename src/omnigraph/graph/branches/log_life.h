// How logs begin and end: births and tombstones, of branches and of tags alike. A log name is a
// branch's name, or "tag:v1" for a tag's (log/names.h).
//
//   …/<name>/  1 birth ── 2 commits ── 3 tombstone ── 4 birth ── …
//              └── one incarnation ───────────────┘   └── the next
//
// A birth copies the state that it forks from: pins, the small files that exist only in the record
// forked from, lineage, ancestors. So it is complete without its parent: nothing depends on a
// branch, and the parent's end or the thinning of its history takes nothing away.
//
// Invariants:
//  - a birth stands at seq 1 or behind a tombstone; a tombstone behind anything but a tombstone
//  - an incarnation begins with one birth and is never taken up again
//  - as publishing (publish/publisher.h): one name decides, and an unknown outcome is settled by
//    putting the same bytes again until the name is surely taken
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/branch_log.h"
#include "omnigraph/graph/log/record.h"
#include "omnigraph/graph/snapshot/snapshot.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::graph {

struct Birth {
  CommitRecord record;                      // with its files packed
  std::vector<io::NewObject> side_objects;  // a due checkpoint: stored before it
};
// The birth of `log_name` from `from`, the state after any commit of any log. Reads table manifests
// that are not cached, if `from` has files that exist only in its record.
Result<Birth> make_birth(GraphEnvironment& environment,
                         const Snapshot& from,
                         const std::string& log_name,
                         const std::string& incarnation,
                         uint64_t seq);
CommitRecord make_tombstone(const LogRecord& head);

// Puts a birth of `log_name`, a new incarnation. `last`: the tombstone that ends the log as far as
// known; no record: the name is tried as a fresh one first. Cost: one put for a fresh name or a
// right `last`; else the head is searched and there is a second put. Errors: kAlreadyExists when
// the name is in use; kOutcomeUnknown; store errors (nothing happened).
Result<LogRecord> begin_log(GraphEnvironment& environment,
                            const Snapshot& from,
                            const std::string& log_name,
                            const LogRecord& last = {});

// Puts a tombstone behind `head`, or behind what others put there meanwhile if it is of the same
// incarnation. `only_head`: but not then; what came in between is kConflict. Errors: kNotFound when
// the incarnation has ended; kOutcomeUnknown; store errors (nothing happened).
Result<LogRecord> end_log(GraphEnvironment& environment, LogRecord head, bool only_head = false);

// "branch 'x' not found", "tag 'v1' not found": kNotFound.
Error no_such_log(const std::string& log_name);

}  // namespace omnigraph::graph
