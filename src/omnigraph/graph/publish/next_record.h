// The record that follows a head: what it takes over from its parent, what it adds, and which files
// travel in it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/record_files.h"
#include "omnigraph/graph/publish/commit_draft.h"

namespace omnigraph::graph {

// Files that exist only in `head`'s record and that tables of `head` need, but for those that only
// the tables' versions before the group's needed.
Result<RecordFiles> carried_files(const Snapshot& head, std::span<const CommitDraft> group);

// Files of that kind that states between two commits of the group need: by tables as the drafts
// before the last leave them, and by those of `head` that a later draft is the first to change.
Result<RecordFiles> passing_carried_files(const Snapshot& head, std::span<const CommitDraft> group);

// What a record that follows a state takes over of it, whatever log it is for.
struct InheritedState {
  std::optional<std::string> checkpoint;
  std::vector<Pin> base;
  std::vector<ContainedCommit> contains;
  std::optional<io::NewObject> new_checkpoint;  // due: to be stored before the record
};
// `state`: after any commit of its record.
InheritedState inherit_state(GraphEnvironment& environment, const Snapshot& state);

// Adds the files of `files` that a table version names.
void add_referenced_files(const Pin& pin,
                          const lance::TableManifest& manifest,
                          const RecordFiles& files,
                          std::vector<io::NewObject>* out);

struct NextRecord {
  CommitRecord record;                      // `files` and `pack` are still empty
  std::vector<io::NewObject> side_objects;  // a due checkpoint, lineage pages: stored before it
};
Result<NextRecord> make_next_record(GraphEnvironment& environment,
                                    const Snapshot& head,
                                    std::span<const CommitDraft> group);

// The first record of a new graph: one "init" commit that pins `tables`.
CommitRecord make_genesis(const std::string& graph_id,
                          const std::string& incarnation,
                          const std::string& commit_id,
                          int64_t created_at,
                          const std::string& schema_sha256,
                          std::vector<Pin> tables);

}  // namespace omnigraph::graph
