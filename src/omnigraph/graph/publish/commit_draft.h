// CommitDraft: a graph commit that is ready to be published, as its writer hands it over.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/log/record.h"
#include "omnigraph/graph/snapshot/snapshot.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::graph {

// A schema that a commit brings.
struct NewSchema {
  std::string sha256;
  schema::CatalogPtr catalog;
};

// What a merge takes in: the head of the other branch.
struct MergedParent {
  std::string commit_id;
  AncestorMap ancestors;  // and itself (Snapshot::ancestors)
};

struct CommitDraft {
  std::string commit_id;  // ULID, fixed before the first attempt
  std::string operation;  // "mutate", "load", …
  std::optional<std::string> actor_id;
  std::optional<std::string> message;
  std::optional<IdempotencyKey> idempotency;
  uint64_t affected_nodes = 0;
  uint64_t affected_edges = 0;
  std::vector<Pin> changes;  // the new pins
  // Files that the new pins need and that are not in the store yet: they go into the record or are
  // written in round 1.
  std::vector<io::NewObject> files;
  // Files that no later commit of the group needs: they stay in the record.
  std::vector<io::NewObject> passing_files;
  // Files that are stored before the record, whatever their size.
  std::vector<io::NewObject> stored_files;
  std::optional<NewSchema> schema;  // its source is among the stored files
  std::optional<MergedParent> merged;
  // The new table versions by key, where known: tells which files of the record before live on. All
  // files of a table whose version is not known do.
  std::map<std::string, ManifestPtr> manifests;
  // W is the keys of `changes`.
  std::set<std::string> read;       // R
  std::set<std::string> validated;  // V
  // Tables whose very version the writer insists on: no commit may have changed them, not even
  // maintenance.
  std::set<std::string> unmoved;
  // Called with the state that won when a table of V moved: does the operation still hold? An error
  // is returned as it is (usually kConflict).
  std::function<Status(const Snapshot& now)> revalidate;
};

}  // namespace omnigraph::graph
