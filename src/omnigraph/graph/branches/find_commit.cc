#include "omnigraph/graph/branches/find_commit.h"

#include <optional>
#include <set>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/base/ulid.h"
#include "omnigraph/graph/branches/branches.h"
#include "omnigraph/graph/log/lineage.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::graph {
namespace {

class CommitSearch {
 public:
  CommitSearch(Graph& graph, const std::string& commit_id) : graph_(graph), commit_id_(commit_id) {}

  Result<std::optional<CommitHeader>> run() {
    OG_ASSIGN_OR_RETURN(const SnapshotPtr main, graph_.head());
    OG_ASSIGN_OR_RETURN(auto found, in_past_of(main->log_record()));
    if (found) {
      return found;
    }
    for (const std::string& branch : graph_.heads().kept()) {
      OG_ASSIGN_OR_RETURN(found, in_log(branch));
      if (found) {
        return found;
      }
    }
    for (const auto& [incarnation, commit] : main->inherited_ancestors()) {
      OG_ASSIGN_OR_RETURN(found, in_merged(commit));
      if (found) {
        return found;
      }
    }
    for (const bool tags : {false, true}) {
      OG_ASSIGN_OR_RETURN(const auto logs, tags ? list_tags(graph_) : list_branches(graph_));
      for (const LogHead& log : logs) {
        OG_ASSIGN_OR_RETURN(found, in_log(log.log_name));
        if (found) {
          return found;
        }
      }
    }
    return std::optional<CommitHeader>();
  }

 private:
  Result<std::optional<CommitHeader>> in_past_of(const LogRecord& record) {
    looked_at_.insert(record.record->branch);
    return graph::find_commit(graph_.environment(), *record.record, commit_id_);
  }

  Result<std::optional<CommitHeader>> in_log(const std::string& log_name) {
    if (looked_at_.contains(log_name)) {
      return std::optional<CommitHeader>();
    }
    const auto head = graph_.head(log_name);
    if (head.ok()) {
      return in_past_of((*head)->log_record());
    }
    // Deleted since.
    return head.error().code() == ErrorCode::kNotFound
               ? Result<std::optional<CommitHeader>>(std::optional<CommitHeader>())
               : Result<std::optional<CommitHeader>>(head.error());
  }

  Result<std::optional<CommitHeader>> in_merged(const ContainedCommit& commit) {
    OG_ASSIGN_OR_RETURN(const LogRecord record, graph_.record(commit.branch, commit.seq));
    return graph::find_commit(graph_.environment(), *record.record, commit_id_);
  }

  Graph& graph_;
  const std::string& commit_id_;
  std::set<std::string> looked_at_;  // logs
};

Error no_such_commit(const std::string& commit_id) {
  return Error(ErrorCode::kNotFound, format("commit '{}' not found", commit_id));
}

}  // namespace

Result<FoundCommit> find_commit(Graph& graph, const CommitHeader& header) {
  OG_ASSIGN_OR_RETURN(LogRecord record, graph.record(header.branch, header.seq));
  const std::vector<CommitEntry>& commits = record.record->commits;
  for (size_t i = 0; i < commits.size(); ++i) {
    if (commits[i].graph_commit_id == header.entry.graph_commit_id) {
      return FoundCommit{std::move(record), i};
    }
  }
  if (record.record->kind == RecordKind::kThinned) {
    return Error(
        ErrorCode::kGone,
        format("the state of commit {} was reclaimed by cleanup", header.entry.graph_commit_id));
  }
  return Error(ErrorCode::kCorruption,
               format("the lineage names a record that does not hold the commit: commit {}, branch "
                      "\"{}\", seq {}",
                      header.entry.graph_commit_id,
                      header.branch,
                      header.seq));
}

Result<FoundCommit> find_commit(Graph& graph, const std::string& commit_id) {
  if (!is_ulid(commit_id)) {
    return no_such_commit(commit_id);
  }
  OG_ASSIGN_OR_RETURN(const auto header, CommitSearch(graph, commit_id).run());
  return header ? find_commit(graph, *header) : Result<FoundCommit>(no_such_commit(commit_id));
}

}  // namespace omnigraph::graph
