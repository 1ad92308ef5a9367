// Graph: one graph at one root: creating it, opening it, and finding its states. Writing goes
// through publish/, this class keeps what the process knows of the head between calls.
//
// Branch names here are those of the log: normalized (log/names.h), "tag:v1" for a tag. What makes
// branches and tags is in branches/.
// Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/branches/branch_heads.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/branch_log.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/mirror/mirror.h"
#include "omnigraph/graph/publish/publisher.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

class Graph {
 public:
  // Creates a graph with the types of `schema_source`, all empty. Finishes an init that stopped
  // half way. Errors: kAlreadyExists when there is a graph; what compile_schema and the store give.
  static Result<std::unique_ptr<Graph>> init(GraphEnvironment environment,
                                             std::string_view schema_source);

  // Opens the graph at the environment's root: three rounds at most (format and mirror hint; the
  // head record; schema and checkpoint). Errors: kNotFound when there is no graph.
  static Result<std::unique_ptr<Graph>> open(GraphEnvironment environment);

  const std::string& graph_id() const { return graph_id_; }
  GraphEnvironment& environment() { return environment_; }

  // The head of a branch. Probes for newer records if the last look is older than `staleness_us`
  // (0: always): one read when nothing is new (branches/branch_heads.h). Errors: kNotFound.
  Result<SnapshotPtr> head(const std::string& branch, int64_t staleness_us = 0);
  // The head of main.
  Result<SnapshotPtr> head(int64_t staleness_us = 0) {
    return head(std::string(kMainBranch), staleness_us);
  }

  // The state after a commit of any branch (branches/find_commit.h). Errors: kNotFound
  // ("commit '…' not found"); kGone when cleanup has reclaimed it.
  Result<SnapshotPtr> at_commit(const std::string& commit_id);

  // Commits of a branch and those before it was created, newest first, at most `limit`, from
  // manifest version `from` (0: the newest) downwards; from the lineage: without their changes.
  Result<std::vector<CommitHeader>> commits(const std::string& branch,
                                            size_t limit,
                                            uint64_t from = 0);
  // Of main.
  Result<std::vector<CommitHeader>> commits(size_t limit) {
    return commits(std::string(kMainBranch), limit);
  }
  // With its changes.
  Result<CommitHeader> commit(const std::string& commit_id);

  // A record of a log, through the cache. kNotFound if there is none.
  Result<LogRecord> record(const std::string& branch, uint64_t seq);

  BranchHeads& heads() { return heads_; }

  // Publishes a group (publish/publisher.h) on the branch of `base` and remembers the newest head.
  // Errors also: kNotFound when the incarnation of `base` has ended; kInvalidArgument for a tag.
  Result<PublishOutcome> publish_group(const SnapshotPtr& base,
                                       std::vector<CommitDraft> group,
                                       const PublishOptions& options = {});
  // The same for one draft. Errors also: kConflict when what others published is in its way, with
  // ConflictDetail when a table of W moved.
  Result<SnapshotPtr> publish(const SnapshotPtr& base,
                              CommitDraft draft,
                              const PublishOptions& options = {});

  // Brings the mirror up to the newest head of main that this handle knows. Other branches are not
  // mirrored.
  Result<MirrorReport> sync_mirror();

 private:
  Graph(GraphEnvironment environment, std::string graph_id)
      : environment_(environment), graph_id_(graph_id), heads_(environment_, std::move(graph_id)) {}

  GraphEnvironment environment_;
  std::string graph_id_;
  BranchHeads heads_;
  std::mutex mirror_mutex_;
  std::optional<MirrorHint> mirror_hint_;
};

}  // namespace omnigraph::graph
