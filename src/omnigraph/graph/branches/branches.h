// Branches and tags of a graph: creating, deleting, renaming and listing them. What becomes of a
// log is in log_life.h.
//
// `main` is always there and can be neither created, deleted nor renamed. A branch costs one
// record; no data is copied, no commit made. Names are given as users write them (log/names.h has
// the rules); kInvalidArgument for others. Everything here is thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/branches/log_heads.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

// Creates a branch whose first state is `from`: any state of the graph. Cost: one put; if the name
// was used before also a search for its last record; if `from` is on another branch than main also
// one put of a hint (children.h). Errors: kAlreadyExists; kOutcomeUnknown; store errors.
Result<SnapshotPtr> create_branch(Graph& graph, std::string_view name, const SnapshotPtr& from);

struct DeleteBranchOptions {
  // Refuses (kConflict) unless this is the branch's newest commit when it ends.
  std::optional<std::string> if_commit;
};
// Deletes a branch: a tombstone behind its head. Cost: one look at the head, one put, one listing
// of hints. A writer that was about to publish there gets kNotFound. Errors: kNotFound; kConflict
// when a branch that was created from it lives (as far as hints tell: one that is created at the
// same moment may be missed, and is none the worse for it).
Status delete_branch(Graph& graph, std::string_view name, const DeleteBranchOptions& options = {});

// Gives a branch another name: a birth of the new one with the same state, then a tombstone for the
// old one. Between the two both names lead to the same state, and a crash there leaves both; the
// branch is never lost. A commit that comes in between is taken along by beginning again. The new
// name is another incarnation: handles of the old one get kNotFound, and children.h forgets what
// was created from it. Errors: kNotFound, kAlreadyExists; kConflict when somebody wrote to the new
// name before this was done (both stay).
Result<SnapshotPtr> rename_branch(Graph& graph, std::string_view name, std::string_view new_name);

// The living branches, main first, then by name. Cost: log_heads.h.
Result<std::vector<LogHead>> list_branches(Graph& graph);

// ---- Tags --------------------------------------------------------------------------------------
// A tag is a name for one state, for ever: a log with a birth that copies the state, so that it
// stays readable whatever becomes of the history it was taken from. It is not written to.

Result<SnapshotPtr> create_tag(Graph& graph, std::string_view name, const SnapshotPtr& at);
Result<SnapshotPtr> find_tag(Graph& graph, std::string_view name);
Status delete_tag(Graph& graph, std::string_view name);
// By name; their log names are "tag:v1".
Result<std::vector<LogHead>> list_tags(Graph& graph);

}  // namespace omnigraph::graph
