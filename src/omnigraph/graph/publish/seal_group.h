// Sealing a group: the turns of all tables become table versions, and each draft gets the pins and
// files of its turns. Files that only versions in between need are told apart from those that the
// state after the group needs (seal_table.h).
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/publish/commit_draft.h"
#include "omnigraph/graph/snapshot/snapshot.h"
#include "omnigraph/graph/stage/table_turns.h"

namespace omnigraph::graph {

// By table key.
using GroupTurns = std::map<std::string, std::unique_ptr<TableTurns>>;

// A draft's turn on one table, from 1.
struct TurnRef {
  std::string table_key;
  uint32_t turn = 0;
};

// Fills changes, files and manifests of `drafts`, whose turns were taken on top of `head`.
// turns_of[i] are those of draft i.
Status seal_group(GraphEnvironment& environment,
                  const Snapshot& head,
                  const GroupTurns& turns,
                  std::span<const std::vector<TurnRef>> turns_of,
                  std::span<CommitDraft> drafts);

}  // namespace omnigraph::graph
