#include "omnigraph/graph/merge/seal_merge.h"

#include <algorithm>

#include "omnigraph/base/check.h"
#include "omnigraph/graph/log/record_files.h"
#include "omnigraph/graph/publish/next_record.h"
#include "omnigraph/graph/stage/seal_table.h"
#include "omnigraph/graph/stage/stage_version.h"
#include "omnigraph/graph/stage/table_turns.h"

namespace omnigraph::graph {
namespace {

class MergeSealer {
 public:
  MergeSealer(GraphEnvironment& environment, const Snapshot& target, bool merge_neighbours)
      : environment_(environment), target_(target), merge_neighbours_(merge_neighbours) {}

  // Adds the table's next version to the draft.
  Status seal(const MergedTable& table, const TableTurns& turns, CommitDraft* draft) {
    OG_ASSIGN_OR_RETURN(const ManifestPtr known, table.owner->manifest(table.pin));
    lance::TableManifest manifest = *known;
    manifest.version = std::max(manifest.version, table.above);
    SealOptions options;
    options.branch = target_.branch();
    options.record_files = table.owner->files().get();
    options.merge_neighbours = merge_neighbours_;
    OG_ASSIGN_OR_RETURN(SealedTable sealed,
                        seal_table(environment_, options, table.pin, manifest, turns));
    StagedVersion& version = sealed.versions.back();
    if (table.owner != &target_) {
      add_referenced_files(version.pin, *version.manifest, *table.owner->files(), &draft->files);
    }
    for (auto* files : {&version.files, &sealed.live}) {
      for (io::NewObject& file : *files) {
        draft->files.push_back(std::move(file));
      }
    }
    if (table.replaces != nullptr && table.replaces->table_key != version.pin.table_key) {
      Pin dropped = *table.replaces;
      dropped.dropped = true;
      draft->changes.push_back(std::move(dropped));
    }
    draft->manifests[version.pin.table_key] = version.manifest;
    draft->changes.push_back(std::move(version.pin));
    return {};
  }

 private:
  GraphEnvironment& environment_;
  const Snapshot& target_;
  bool merge_neighbours_;
};

// Will the draft's files travel in the record?
Result<bool> travels(const GraphEnvironment& environment,
                     const Snapshot& target,
                     const CommitDraft& draft) {
  OG_ASSIGN_OR_RETURN(const RecordFiles carried, carried_files(target, std::span(&draft, 1)));
  FileBytes unwritten;
  unwritten.add(carried);
  for (const io::NewObject& file : draft.files) {
    unwritten.add(file.path, file.bytes.size());
  }
  return unwritten.travel(environment.small_commit_bytes);
}

}  // namespace

namespace {

// A table that stays as its owner has it. Where the other side has as high a version, of other
// rows, the same content gets a higher one.
Status keep_version(GraphEnvironment& environment,
                    const Snapshot& target,
                    const MergedTable& table,
                    CommitDraft* draft) {
  OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, table.owner->manifest(table.pin));
  if (table.above_other < table.pin.table_version) {
    if (table.owner != &target) {
      adopt_version(table.pin, manifest, *table.owner->files(), draft);
    }
    return {};
  }
  lance::TableManifest raised = *manifest;
  raised.version = table.above + 1;
  OG_ASSIGN_OR_RETURN(
      StagedVersion version,
      stage_manifest(
          environment, target.branch(), table.pin.table_key, table.pin.table_path, raised));
  if (table.owner != &target) {
    add_referenced_files(version.pin, raised, *table.owner->files(), &draft->files);
  }
  for (io::NewObject& file : version.files) {
    draft->files.push_back(std::move(file));
  }
  draft->manifests[version.pin.table_key] = version.manifest;
  draft->changes.push_back(std::move(version.pin));
  return {};
}

}  // namespace

void adopt_version(const Pin& pin,
                   const ManifestPtr& manifest,
                   const RecordFiles& files,
                   CommitDraft* draft) {
  add_referenced_files(pin, *manifest, files, &draft->files);
  draft->changes.push_back(pin);
  draft->manifests[pin.table_key] = manifest;
}

Status seal_merge(GraphEnvironment& environment,
                  const Snapshot& target,
                  const std::map<std::string, MergedTable>& tables,
                  CommitDraft* draft) {
  std::map<std::string, std::unique_ptr<TableTurns>> turns;
  for (const auto& [key, table] : tables) {
    auto turn = std::make_unique<TableTurns>(table.staged->catalog(), table.staged->base());
    if (table.staged->changed() && turn->accept(*table.staged)) {
      turns.emplace(key, std::move(turn));
    } else {
      OG_RETURN_IF_ERROR(keep_version(environment, target, table, draft));
    }
  }
  const CommitDraft adopted = *draft;
  for (const bool merge_neighbours : {false, true}) {
    *draft = adopted;
    MergeSealer sealer(environment, target, merge_neighbours);
    for (const auto& [key, turn] : turns) {
      OG_RETURN_IF_ERROR(sealer.seal(tables.at(key), *turn, draft));
    }
    OG_ASSIGN_OR_RETURN(const bool small, travels(environment, target, *draft));
    if (small) {
      break;
    }
  }
  return {};
}

}  // namespace omnigraph::graph
