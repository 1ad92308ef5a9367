#include "omnigraph/graph/history/change_feed.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/branches/find_commit.h"
#include "omnigraph/graph/log/lineage.h"

namespace omnigraph::graph {
namespace {

Result<SnapshotPtr> state_of(Graph& graph, const CommitHeader& header) {
  OG_ASSIGN_OR_RETURN(const FoundCommit found, find_commit(graph, header));
  return Snapshot::of_commit(graph.environment(), found.record, found.index);
}

// The manifest version of the cursor's commit; 0 for none.
Result<uint64_t> version_of_cursor(Graph& graph, const Snapshot& head, const FeedRequest& request) {
  if (request.after_commit.empty()) {
    return uint64_t{0};
  }
  OG_ASSIGN_OR_RETURN(const auto header,
                      find_commit(graph.environment(), head.record(), request.after_commit));
  if (!header) {
    return Error(
        ErrorCode::kNotFound,
        format("commit '{}' is not in the past of branch '{}': begin again without a cursor",
               request.after_commit,
               request.branch));
  }
  return header->entry.manifest_version;
}

}  // namespace

Result<std::vector<FeedItem>> change_feed(Graph& graph,
                                          const FeedRequest& request,
                                          const CancelToken& cancel) {
  std::vector<FeedItem> items;
  OG_ASSIGN_OR_RETURN(const SnapshotPtr head, graph.head(request.branch));
  OG_ASSIGN_OR_RETURN(const uint64_t seen, version_of_cursor(graph, *head, request));
  const uint64_t count = std::min<uint64_t>(request.limit, head->manifest_version() - seen);
  if (count == 0) {
    return items;
  }
  // The commit before the first one is asked for too: its state is what the first one changed.
  OG_ASSIGN_OR_RETURN(
      std::vector<CommitHeader> headers,
      newest_commits(
          graph.environment(), head->record(), count + (seen == 0 ? 0 : 1), seen + count));
  std::reverse(headers.begin(), headers.end());
  SnapshotPtr before;
  for (const CommitHeader& header : headers) {
    OG_RETURN_IF_ERROR(cancel.check());
    if (before == nullptr && seen != 0) {
      OG_ASSIGN_OR_RETURN(before, state_of(graph, header));
      continue;
    }
    OG_ASSIGN_OR_RETURN(const SnapshotPtr after, state_of(graph, header));
    FeedItem item{header, {}};
    if (before != nullptr) {
      const auto counts = diff_states(
          *before,
          *after,
          request.filter,
          [&](EntityChange change) {
            item.changes.push_back(std::move(change));
            return Status();
          },
          cancel);
      OG_RETURN_IF_ERROR(counts);
    }
    items.push_back(std::move(item));
    before = after;
  }
  return items;
}

}  // namespace omnigraph::graph
