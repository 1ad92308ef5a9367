// Rebase: may drafts that were executed on one state be committed on top of a later one? Told by
// three table sets of each draft, taken from its plan: written (W), read (R), needed by validation
// only (V).
//
// A commit of maintenance (optimize) changes how rows are stored and none of them. A table that
// only such commits moved is as it was for R and V. Where it is in W the draft was staged on
// fragments that may be gone: it is refused nothing, but has to be executed again.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/publish/commit_draft.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

// `operation` of the commits of maintenance.
inline constexpr std::string_view kOptimizeOperation = "optimize";

// Tables that commits on the way from one state to another changed, and whose rows may so be
// others: all changes but those of maintenance.
class ChangedTables {
 public:
  void add(const CommitRecord& record);
  bool contains(const std::string& table_key) const { return keys_.count(table_key) != 0; }

 private:
  std::set<std::string> keys_;
};

// What became of one draft of a group that was not published.
struct DraftOutcome {
  // Why it cannot be committed any more; none: it may be executed again on the new head (a table
  // of W was moved by maintenance alone, or a draft before it in the group, on whose state it was
  // executed, went).
  std::optional<Error> refused;
  // The commit that carried the same idempotency key and request.
  std::optional<CommitHeader> repeated;
};

// Is every draft fine on `now`, as executed on `before`? If not, tells what becomes of each.
// `changed`: by the commits from `before` to `now`. `group`: in the order they were executed.
bool holds_on(const Snapshot& before,
              const Snapshot& now,
              const ChangedTables& changed,
              std::span<const CommitDraft> group,
              std::vector<DraftOutcome>* outcomes);

// kConflict with ConflictDetail: the table is at another version than expected.
Error version_mismatch(const std::string& table_key, uint64_t expected, uint64_t actual);

// A draft with the same idempotency key as a commit: the same request gets its result, another one
// kConflict.
DraftOutcome meet_request(const IdempotencyKey& key, const CommitHeader& commit);

}  // namespace omnigraph::graph
