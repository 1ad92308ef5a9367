// Engine's functions about branches and tags.
#include "omnigraph/engine/engine_branches.h"

#include <charconv>

#include "omnigraph/base/format.h"
#include "omnigraph/engine/engine_state.h"
#include "omnigraph/graph/branches/branches.h"
#include "omnigraph/graph/branches/list_commits.h"
#include "omnigraph/graph/branches/ref.h"
#include "omnigraph/graph/log/lineage.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::engine {
namespace {

BranchInfo info_of(const graph::Snapshot& state, std::string name) {
  return {std::move(name), state.commit_id(), state.manifest_version(), state.created_at()};
}

std::vector<BranchInfo> infos_of(const std::vector<graph::LogHead>& logs, size_t prefix_size) {
  std::vector<BranchInfo> infos;
  infos.reserve(logs.size());
  for (const graph::LogHead& log : logs) {
    infos.push_back(
        {log.log_name.substr(prefix_size), log.commit_id, log.manifest_version, log.created_at});
  }
  return infos;
}

}  // namespace

Result<BranchInfo> Engine::branch_create(const CreateBranchRequest& request) {
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr from, graph::state_at(*state_->graph, request.from));
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr born,
                      graph::create_branch(*state_->graph, request.name, from));
  return info_of(*born, born->branch());
}

Result<std::vector<BranchInfo>> Engine::branch_list() {
  OG_ASSIGN_OR_RETURN(const auto logs, graph::list_branches(*state_->graph));
  return infos_of(logs, 0);
}

Status Engine::branch_delete(const DeleteBranchRequest& request) {
  return graph::delete_branch(*state_->graph, request.name, {request.if_commit});
}

Result<BranchInfo> Engine::branch_rename(const std::string& name, const std::string& new_name) {
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr born,
                      graph::rename_branch(*state_->graph, name, new_name));
  return info_of(*born, born->branch());
}

Result<TagInfo> Engine::tag_create(const CreateTagRequest& request) {
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr at, graph::state_at(*state_->graph, request.at));
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr tag,
                      graph::create_tag(*state_->graph, request.name, at));
  return info_of(*tag, tag->branch().substr(graph::kTagPrefix.size()));
}

Result<std::vector<TagInfo>> Engine::tag_list() {
  OG_ASSIGN_OR_RETURN(const auto logs, graph::list_tags(*state_->graph));
  return infos_of(logs, graph::kTagPrefix.size());
}

Result<TagInfo> Engine::tag_show(const std::string& name) {
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr tag, graph::find_tag(*state_->graph, name));
  return info_of(*tag, tag->branch().substr(graph::kTagPrefix.size()));
}

Status Engine::tag_delete(const std::string& name) {
  return graph::delete_tag(*state_->graph, name);
}

namespace {

std::optional<uint64_t> rows_in(const graph::Snapshot& state, const std::string& table_key) {
  const graph::Pin* pin = state.find_pin(table_key);
  return pin == nullptr ? std::nullopt : std::optional(pin->row_count);
}

}  // namespace

Result<BranchAnswer> Engine::branch_show(const std::string& name, const std::string& against) {
  graph::Graph& graph = *state_->graph;
  OG_ASSIGN_OR_RETURN(const std::string branch, graph::normalize_branch_name(name));
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr state, graph.head(branch));
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr other, graph::state_at(graph, against));
  OG_ASSIGN_OR_RETURN(const graph::BranchComparison comparison,
                      graph::compare_branches(graph, state, other));
  OG_ASSIGN_OR_RETURN(const auto newest,
                      graph::newest_commits(graph.environment(), state->record(), 1));
  BranchAnswer answer;
  answer.name = branch;
  answer.head = newest.front();
  answer.against = against;
  answer.ahead = comparison.ahead;
  answer.behind = comparison.behind;
  answer.base_commit_id = comparison.base->commit_id();
  answer.base_version = comparison.base->manifest_version();
  for (const std::string& key : comparison.changed_tables) {
    answer.changed.push_back({key, rows_in(*state, key), rows_in(*comparison.base, key)});
  }
  answer.authors = comparison.authors;
  return answer;
}

// ---- History -----------------------------------------------------------------------------------

namespace {

// The tables that a name stands for: its own key, or a type's that is there now.
Result<std::vector<std::string>> named_tables(const schema::Catalog& catalog,
                                              const std::string& name) {
  if (name.starts_with("node:") || name.starts_with("edge:")) {
    return std::vector<std::string>{name};
  }
  std::vector<std::string> keys;
  for (const schema::EntityType* type : {catalog.find_node(name), catalog.find_edge(name)}) {
    if (type != nullptr) {
      keys.push_back(type->table_key);
    }
  }
  if (keys.empty()) {
    return Error(ErrorCode::kInvalidArgument,
                 format("unknown type '{}' (a type that is no more is named by its table, as "
                        "node:{})",
                        name,
                        name));
  }
  return keys;
}

Result<graph::CommitFilter> filter_of(graph::Graph& graph, const CommitListRequest& request) {
  graph::CommitFilter filter;
  filter.actor_id = request.author;
  if (request.type) {
    OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr head, graph.head(request.branch, INT64_MAX));
    OG_ASSIGN_OR_RETURN(filter.table_keys, named_tables(*head->catalog(), *request.type));
  }
  if (request.since) {
    OG_ASSIGN_OR_RETURN(const graph::TimeSpan time, graph::parse_time(*request.since));
    filter.since_us = time.first_us;
  }
  if (request.until) {
    OG_ASSIGN_OR_RETURN(const graph::TimeSpan time, graph::parse_time(*request.until));
    filter.until_us = time.last_us;
  }
  if (request.limit != 0) {
    filter.limit = request.limit;
  }
  if (!request.cursor.empty()) {
    const char* const end = request.cursor.data() + request.cursor.size();
    const auto parsed = std::from_chars(request.cursor.data(), end, filter.before_version);
    if (parsed.ec != std::errc() || parsed.ptr != end || filter.before_version == 0) {
      return Error(ErrorCode::kInvalidArgument,
                   format("not a cursor of a list of commits: '{}'", request.cursor));
    }
  }
  return filter;
}

}  // namespace

Result<CommitList> Engine::commit_list(CommitListRequest request) {
  graph::Graph& graph = *state_->graph;
  OG_ASSIGN_OR_RETURN(request.branch, graph::normalize_branch_name(request.branch));
  OG_ASSIGN_OR_RETURN(const graph::CommitFilter filter, filter_of(graph, request));
  OG_ASSIGN_OR_RETURN(graph::CommitPage page, graph::list_commits(graph, request.branch, filter));
  CommitList list;
  list.commits = std::move(page.commits);
  if (page.next_before) {
    list.next_cursor = std::to_string(*page.next_before);
  }
  return list;
}

}  // namespace omnigraph::engine
