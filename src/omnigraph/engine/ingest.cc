#include "omnigraph/engine/ingest.h"

#include <algorithm>

#include "omnigraph/engine/engine_state.h"
#include "omnigraph/graph/branches/branches.h"
#include "omnigraph/graph/branches/ref.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::engine {
namespace {

// Creates the branch if it is not there; tells whether it did.
Result<bool> ensure_branch(graph::Graph& graph,
                           const std::string& branch,
                           const std::string& from) {
  const auto head = graph.head(branch);
  if (head.ok()) {
    return false;
  }
  if (head.error().code() != ErrorCode::kNotFound) {
    return head.error();
  }
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr state, graph::state_at(graph, from));
  const auto born = graph::create_branch(graph, branch, state);
  if (born.ok()) {
    return true;
  }
  // Another one was faster: it is there.
  return born.error().code() == ErrorCode::kAlreadyExists ? Result<bool>(false)
                                                          : Result<bool>(born.error());
}

}  // namespace

Result<IngestAnswer> Engine::ingest(std::vector<graph::LoadInput> inputs,
                                    const IngestRequest& request,
                                    const CancelToken& cancel) {
  IngestAnswer answer;
  OG_ASSIGN_OR_RETURN(answer.branch, graph::normalize_branch_name(request.branch));
  answer.base_branch = request.from;
  answer.mode = request.mode;
  OG_ASSIGN_OR_RETURN(answer.branch_created,
                      ensure_branch(*state_->graph, answer.branch, request.from));
  OG_ASSIGN_OR_RETURN(answer.load, load(std::move(inputs), request, cancel));
  for (const auto& [name, rows] : answer.load.nodes) {
    answer.tables.push_back({"node:" + name, rows});
  }
  for (const auto& [name, rows] : answer.load.edges) {
    answer.tables.push_back({"edge:" + name, rows});
  }
  std::sort(answer.tables.begin(), answer.tables.end(), [](const auto& a, const auto& b) {
    return a.table_key < b.table_key;
  });
  return answer;
}

}  // namespace omnigraph::engine
