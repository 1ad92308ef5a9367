#include "omnigraph/graph/publish/seal_group.h"

#include "omnigraph/base/check.h"
#include "omnigraph/graph/publish/next_record.h"
#include "omnigraph/graph/stage/seal_table.h"

namespace omnigraph::graph {
namespace {

using SealedTables = std::map<std::string, SealedTable>;

Result<SealedTables> seal_tables(GraphEnvironment& environment,
                                 const Snapshot& head,
                                 const GroupTurns& turns,
                                 bool merge_neighbours) {
  SealOptions options;
  options.branch = head.branch();
  options.record_files = head.files().get();
  options.merge_neighbours = merge_neighbours;
  SealedTables sealed;
  for (const auto& [key, table] : turns) {
    if (table->turn_count() == 0) {
      continue;
    }
    const Pin* pin = head.find_pin(key);
    OG_CHECK(pin != nullptr, "turns are taken on tables of the state");
    OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, head.manifest(*pin));
    OG_ASSIGN_OR_RETURN(SealedTable made,
                        seal_table(environment, options, *pin, *manifest, *table));
    sealed.emplace(key, std::move(made));
  }
  return sealed;
}

void hand_out(SealedTables sealed,
              std::span<const std::vector<TurnRef>> turns_of,
              std::span<CommitDraft> drafts) {
  for (size_t i = 0; i < drafts.size(); ++i) {
    CommitDraft& draft = drafts[i];
    draft.changes.clear();
    draft.files.clear();
    draft.passing_files.clear();
    for (const TurnRef& ref : turns_of[i]) {
      SealedTable& table = sealed.at(ref.table_key);
      StagedVersion& version = table.versions[ref.turn - 1];
      draft.changes.push_back(std::move(version.pin));
      draft.manifests[ref.table_key] = std::move(version.manifest);
      for (io::NewObject& file : version.files) {
        draft.passing_files.push_back(std::move(file));
      }
      if (ref.turn == table.versions.size()) {
        for (io::NewObject& file : table.live) {
          draft.files.push_back(std::move(file));
        }
      }
    }
  }
}

Result<bool> fits_the_record(const GraphEnvironment& environment,
                             const Snapshot& head,
                             std::span<const CommitDraft> drafts) {
  OG_ASSIGN_OR_RETURN(const RecordFiles carried, carried_files(head, drafts));
  FileBytes unwritten;
  unwritten.add(carried);
  for (const CommitDraft& draft : drafts) {
    for (const io::NewObject& file : draft.files) {
      unwritten.add(file.path, file.bytes.size());
    }
  }
  return unwritten.travel(environment.small_commit_bytes);
}

}  // namespace

Status seal_group(GraphEnvironment& environment,
                  const Snapshot& head,
                  const GroupTurns& turns,
                  std::span<const std::vector<TurnRef>> turns_of,
                  std::span<CommitDraft> drafts) {
  OG_ASSIGN_OR_RETURN(SealedTables sealed, seal_tables(environment, head, turns, false));
  hand_out(std::move(sealed), turns_of, drafts);
  OG_ASSIGN_OR_RETURN(const bool small, fits_the_record(environment, head, drafts));
  if (!small) {
    // All of it will be stored: now is the time to take small neighbours in.
    OG_ASSIGN_OR_RETURN(sealed, seal_tables(environment, head, turns, true));
    hand_out(std::move(sealed), turns_of, drafts);
  }
  return {};
}

}  // namespace omnigraph::graph
