// Rebase: may drafts that were executed on one state be committed on top of a later one? Told by
// three table sets of each draft, taken from its plan: written (W), read (R), needed by validation
// only (V).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/publish/commit_draft.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

// What became of one draft of a group that was not published.
struct DraftOutcome {
  // Why it cannot be committed any more; none: it may be executed again on the new head (a draft
  // before it in the group, on whose state it was executed, went).
  std::optional<Error> refused;
  // The commit that carried the same idempotency key and request.
  std::optional<CommitHeader> repeated;
};

// Is every draft fine on `now`, as executed on `before`? If not, tells what becomes of each.
// `group`: in the order they were executed.
bool holds_on(const Snapshot& before,
              const Snapshot& now,
              std::span<const CommitDraft> group,
              std::vector<DraftOutcome>* outcomes);

// kConflict with ConflictDetail: the table is at another version than expected.
Error version_mismatch(const std::string& table_key, uint64_t expected, uint64_t actual);

// A draft with the same idempotency key as a commit: the same request gets its result, another one
// kConflict.
DraftOutcome meet_request(const IdempotencyKey& key, const CommitHeader& commit);

}  // namespace omnigraph::graph
