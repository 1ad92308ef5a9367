// Engine's functions about branches and tags.
#include "omnigraph/engine/engine_branches.h"

#include "omnigraph/engine/engine_state.h"
#include "omnigraph/graph/branches/branches.h"
#include "omnigraph/graph/branches/ref.h"
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

}  // namespace omnigraph::engine
