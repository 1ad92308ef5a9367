#include "omnigraph/graph/maintain/own_fragments.h"

#include "omnigraph/base/format.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::graph {
namespace {

Result<SnapshotPtr> state_of(GraphEnvironment& environment,
                             const std::string& graph_id,
                             const ContainedCommit& ancestor) {
  const BranchLog log(environment.store, ancestor.branch, graph_id);
  OG_ASSIGN_OR_RETURN(LogRecord record, log.read(ancestor.seq));
  const auto& commits = record.record->commits;
  for (size_t i = 0; i < commits.size(); ++i) {
    if (commits[i].manifest_version == ancestor.manifest_version) {
      return Snapshot::of_commit(environment, std::move(record), i);
    }
  }
  return Snapshot::of_record(environment, std::move(record));
}

}  // namespace

Result<std::map<std::string, std::set<std::string>>> shared_data_files(
    GraphEnvironment& environment, const Snapshot& snapshot) {
  std::map<std::string, std::set<std::string>> shared;
  if (snapshot.branch() == kMainBranch) {
    return shared;
  }
  for (const auto& [incarnation, ancestor] : snapshot.inherited_ancestors()) {
    OG_ASSIGN_OR_RETURN(const SnapshotPtr state,
                        state_of(environment, snapshot.record().graph_id, ancestor));
    for (const auto& [key, pin] : state->pins()) {
      OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, state->manifest(pin));
      std::set<std::string>& files = shared[pin.table_path];
      for (const lance::Fragment& fragment : manifest->fragments) {
        for (const lance::DataFile& file : fragment.files) {
          files.insert(file.path);
        }
      }
    }
  }
  return shared;
}

}  // namespace omnigraph::graph
