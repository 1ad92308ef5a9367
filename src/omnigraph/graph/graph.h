// Graph: one graph at one root: creating it, opening it, and finding its states. Writing goes
// through publish/, this class keeps what the process knows of the head between calls.
//
// Only `main` for now; everything below it takes branch names.
// Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/branch_log.h"
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

  // The head of main. Probes for newer records if the last look is older than `staleness_us` (0:
  // always): one read when nothing is new.
  Result<SnapshotPtr> head(int64_t staleness_us = 0);

  // The state after a commit of main, found through the lineage (log/lineage.h). Errors: kNotFound
  // ("commit '…' not found").
  Result<SnapshotPtr> at_commit(const std::string& commit_id);

  // Commits of main, newest first, at most `limit`, from the lineage: without their changes.
  Result<std::vector<CommitHeader>> commits(size_t limit);
  // With its changes.
  Result<CommitHeader> commit(const std::string& commit_id);

  // Publishes a group (publish/publisher.h) and remembers the newest head.
  Result<PublishOutcome> publish_group(const SnapshotPtr& base,
                                       std::vector<CommitDraft> group,
                                       const PublishOptions& options = {});
  // The same for one draft. Errors also: kConflict when what others published is in its way, with
  // ConflictDetail when a table of W moved.
  Result<SnapshotPtr> publish(const SnapshotPtr& base,
                              CommitDraft draft,
                              const PublishOptions& options = {});

  // Brings the mirror up to the newest head this handle knows.
  Result<MirrorReport> sync_mirror();

 private:
  Graph(GraphEnvironment environment, std::string graph_id)
      : environment_(environment), graph_id_(std::move(graph_id)) {}

  // `seen_us`: when (boot time) the store was last known to hold nothing newer.
  void remember(SnapshotPtr snapshot, int64_t seen_us);
  Result<LogRecord> read_record(uint64_t seq);
  // The record that holds a commit of main, and its place in it.
  Result<std::pair<LogRecord, size_t>> locate(const std::string& commit_id);

  GraphEnvironment environment_;
  std::string graph_id_;
  std::mutex mutex_;
  SnapshotPtr head_;
  int64_t head_seen_us_ = 0;
  std::mutex mirror_mutex_;
  std::optional<MirrorHint> mirror_hint_;
};

}  // namespace omnigraph::graph
