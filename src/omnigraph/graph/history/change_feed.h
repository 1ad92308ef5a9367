// The change feed: the commits of a branch after a point, oldest first, each with what it changed.
// Who follows a branch keeps the id of the last commit it has seen, and asks for those after it.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/history/entity_change.h"

namespace omnigraph::graph {

struct FeedRequest {
  std::string branch = "main";
  // The cursor: the last commit that was seen. Empty: from the first commit on.
  std::string after_commit;
  size_t limit = 100;  // commits
  ChangeFilter filter;
};

struct FeedItem {
  CommitHeader commit;
  std::vector<EntityChange> changes;  // in the order of diff_states()
};

// At most `limit` commits; fewer when the head is reached: then ask again later with the last one's
// id. Cost: what lies between, page by page; per commit its record and what it changed. Errors:
// kNotFound when the cursor is no commit of the branch's past (it was created anew); kGone when the
// commits after it were reclaimed by cleanup.
Result<std::vector<FeedItem>> change_feed(Graph& graph,
                                          const FeedRequest& request,
                                          const CancelToken& cancel);

}  // namespace omnigraph::graph
