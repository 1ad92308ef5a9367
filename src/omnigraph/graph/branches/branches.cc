#include "omnigraph/graph/branches/branches.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/branches/branch_heads.h"
#include "omnigraph/graph/branches/children.h"
#include "omnigraph/graph/branches/log_life.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::graph {
namespace {

// So many commits that come in between spoil a renaming.
constexpr int kMostRenameAttempts = 16;

// A branch's name that is not main.
Result<std::string> other_branch(std::string_view name, std::string_view verb) {
  OG_ASSIGN_OR_RETURN(std::string branch, normalize_branch_name(name));
  if (branch == kMainBranch) {
    return Error(ErrorCode::kInvalidArgument, format("cannot {} branch 'main'", verb));
  }
  return branch;
}

Result<SnapshotPtr> begin(Graph& graph, const std::string& log_name, const Snapshot& from) {
  const int64_t asked_us = graph.environment().clock.boot_us();
  auto born = begin_log(graph.environment(), from, log_name, graph.heads().known_end(log_name));
  if (!born.ok()) {
    graph.heads().doubt(log_name);
    return born.error();
  }
  OG_ASSIGN_OR_RETURN(SnapshotPtr snapshot,
                      Snapshot::of_record(graph.environment(), std::move(born).value()));
  graph.heads().remember(snapshot, asked_us);
  return snapshot;
}

Status end(Graph& graph, const SnapshotPtr& head, bool only_head) {
  const auto ended = end_log(graph.environment(), head->log_record(), only_head);
  if (!ended.ok()) {
    graph.heads().doubt(head->branch());
    return ended.error();
  }
  graph.heads().remember_end(*ended);
  return {};
}

Result<std::vector<LogHead>> list_logs(Graph& graph, bool tags) {
  OG_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                      list_log_names(graph.environment(), tags));
  OG_ASSIGN_OR_RETURN(
      std::vector<LogHead> heads,
      find_log_heads(graph.environment(), graph.graph_id(), names, graph.heads().known_logs()));
  graph.heads().remember_logs(heads);
  heads.erase(
      std::remove_if(heads.begin(),
                     heads.end(),
                     [](const LogHead& head) { return head.kind == RecordKind::kTombstone; }),
      heads.end());
  std::sort(heads.begin(), heads.end(), [](const LogHead& a, const LogHead& b) {
    const bool main_a = a.log_name == kMainBranch;
    const bool main_b = b.log_name == kMainBranch;
    return main_a != main_b ? main_a : a.log_name < b.log_name;
  });
  return heads;
}

}  // namespace

Result<SnapshotPtr> create_branch(Graph& graph, std::string_view name, const SnapshotPtr& from) {
  OG_ASSIGN_OR_RETURN(const std::string branch, other_branch(name, "create"));
  OG_ASSIGN_OR_RETURN(SnapshotPtr born, begin(graph, branch, *from));
  note_child(graph.environment(), *from, *born);
  return born;
}

Status delete_branch(Graph& graph, std::string_view name, const DeleteBranchOptions& options) {
  OG_ASSIGN_OR_RETURN(const std::string branch, other_branch(name, "delete"));
  OG_ASSIGN_OR_RETURN(const SnapshotPtr head, graph.head(branch));
  if (options.if_commit && *options.if_commit != head->commit_id()) {
    return Error(ErrorCode::kConflict,
                 format("branch '{}' has moved on: expected commit {} but the newest is {}",
                        branch,
                        *options.if_commit,
                        head->commit_id()));
  }
  OG_ASSIGN_OR_RETURN(const auto child, living_child(graph, *head));
  if (child) {
    return Error(ErrorCode::kConflict,
                 format("cannot delete branch '{}' because descendant branch '{}' still depends "
                        "on it",
                        branch,
                        *child));
  }
  return end(graph, head, options.if_commit.has_value());
}

Result<SnapshotPtr> rename_branch(Graph& graph, std::string_view name, std::string_view new_name) {
  OG_ASSIGN_OR_RETURN(const std::string old_branch, other_branch(name, "rename"));
  OG_ASSIGN_OR_RETURN(const std::string branch, other_branch(new_name, "create"));
  for (int attempt = 0; attempt < kMostRenameAttempts; ++attempt) {
    OG_ASSIGN_OR_RETURN(const SnapshotPtr head, graph.head(old_branch));
    OG_ASSIGN_OR_RETURN(SnapshotPtr born, begin(graph, branch, *head));
    const Status ended = end(graph, head, true);
    if (ended.ok()) {
      return born;
    }
    if (ended.error().code() == ErrorCode::kOutcomeUnknown) {
      return ended.error();
    }
    // The new name must not outlive a renaming that did not come to be, unless it is in use.
    OG_RETURN_IF_ERROR(end(graph, born, true));
    if (ended.error().code() != ErrorCode::kConflict) {
      return ended.error();
    }
  }
  return Error(ErrorCode::kConflict,
               format("branch '{}' is being written to — retry later", old_branch));
}

Result<std::vector<LogHead>> list_branches(Graph& graph) {
  return list_logs(graph, false);
}

Result<SnapshotPtr> create_tag(Graph& graph, std::string_view name, const SnapshotPtr& at) {
  OG_ASSIGN_OR_RETURN(const std::string tag, normalize_tag_name(name));
  return begin(graph, tag_log_name(tag), *at);
}

Result<SnapshotPtr> find_tag(Graph& graph, std::string_view name) {
  OG_ASSIGN_OR_RETURN(const std::string tag, normalize_tag_name(name));
  return graph.head(tag_log_name(tag));
}

Status delete_tag(Graph& graph, std::string_view name) {
  OG_ASSIGN_OR_RETURN(const SnapshotPtr tag, find_tag(graph, name));
  return end(graph, tag, false);
}

Result<std::vector<LogHead>> list_tags(Graph& graph) {
  return list_logs(graph, true);
}

}  // namespace omnigraph::graph
