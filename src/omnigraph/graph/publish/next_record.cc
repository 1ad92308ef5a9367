#include "omnigraph/graph/publish/next_record.h"

#include <algorithm>
#include <set>
#include <utility>

#include "omnigraph/graph/log/lineage.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/lance/table/uuid.h"

namespace omnigraph::graph {
namespace {

// The pins of `later` over those of `earlier`, dropped ones kept: they hide the checkpoint's.
std::vector<Pin> merge_pins(const std::vector<Pin>& earlier,
                            const std::vector<const std::vector<Pin>*>& later) {
  PinMap merged;
  for (const Pin& pin : earlier) {
    merged[pin.table_key] = pin;
  }
  for (const auto* pins : later) {
    for (const Pin& pin : *pins) {
      merged[pin.table_key] = pin;
    }
  }
  std::vector<Pin> result;
  for (auto& [key, pin] : merged) {
    result.push_back(std::move(pin));
  }
  return result;
}

// Paths of files that a table version names, among those of `files`.
void add_referenced(const Pin& pin,
                    const lance::TableManifest& manifest,
                    const RecordFiles& files,
                    RecordFiles* out) {
  const auto take = [&](const std::string& path) {
    const auto at = files.find(path);
    if (at != files.end()) {
      out->insert(*at);
    }
  };
  take(manifest_object(pin.table_path, pin.manifest));
  for (const lance::Fragment& fragment : manifest.fragments) {
    for (const lance::DataFile& file : fragment.files) {
      take(pin.table_path + "/" + lance::data_path(file));
    }
    if (fragment.deletion_file) {
      take(pin.table_path + "/" + lance::deletion_path(fragment.id, *fragment.deletion_file));
    }
  }
  for (const lance::IndexEntry& index : manifest.indices) {
    const std::string folder = pin.table_path + "/_indices/" + lance::uuid_text(index.uuid) + "/";
    for (auto at = files.lower_bound(folder); at != files.end() && at->first.starts_with(folder);
         ++at) {
      out->insert(*at);
    }
  }
}

bool has_files_of(const RecordFiles& files, const std::string& table_path) {
  const auto at = files.lower_bound(table_path + "/");
  return at != files.end() && at->first.starts_with(table_path + "/");
}

// The group's last word on a table: its pin and, if known, its manifest.
struct LastChange {
  const Pin* pin = nullptr;
  ManifestPtr manifest;
};

LastChange last_change(std::span<const CommitDraft> group, const std::string& table_key) {
  LastChange change;
  for (const CommitDraft& draft : group) {
    for (const Pin& pin : draft.changes) {
      if (pin.table_key == table_key) {
        const auto manifest = draft.manifests.find(table_key);
        change = {&pin, manifest == draft.manifests.end() ? nullptr : manifest->second};
      }
    }
  }
  return change;
}

// The ancestors of what is merged that the head does not have yet.
void add_merged(const Snapshot& head,
                const MergedParent& merged,
                std::vector<ContainedCommit>& contains) {
  const AncestorMap known = head.ancestors();
  AncestorMap added;
  add_ancestors(added, contains);
  for (const auto& [incarnation, commit] : merged.ancestors) {
    const auto at = known.find(incarnation);
    if (at == known.end() || at->second.manifest_version < commit.manifest_version) {
      add_ancestors(added, {commit});
    }
  }
  contains.clear();
  for (auto& [incarnation, commit] : added) {
    contains.push_back(std::move(commit));
  }
}

}  // namespace

InheritedState inherit_state(GraphEnvironment& environment, const Snapshot& state) {
  const CommitRecord& record = state.record();
  InheritedState inherited;
  std::vector<const std::vector<Pin>*> later;
  for (const CommitEntry& commit : record.commits) {
    later.push_back(&commit.changes);
    if (commit.graph_commit_id == state.commit_id()) {
      break;
    }
  }
  inherited.checkpoint = record.checkpoint;
  inherited.base = merge_pins(record.base, later);
  inherited.contains = record.contains;
  if (inherited.base.size() > kMaxBasePins || inherited.contains.size() > kMaxContained) {
    Checkpoint checkpoint;
    checkpoint.graph_id = record.graph_id;
    for (const auto& [key, pin] : state.pins()) {
      checkpoint.pins.push_back(pin);
    }
    inherited.checkpoint = environment.ids.next();
    inherited.base.clear();
    for (auto& [incarnation, commit] : state.inherited_ancestors()) {
      checkpoint.contains.push_back(commit);
    }
    inherited.contains.clear();
    inherited.new_checkpoint =
        io::NewObject{checkpoint_object(*inherited.checkpoint), Buffer::from(to_json(checkpoint))};
  }
  return inherited;
}

void add_referenced_files(const Pin& pin,
                          const lance::TableManifest& manifest,
                          const RecordFiles& files,
                          std::vector<io::NewObject>* out) {
  RecordFiles referenced;
  add_referenced(pin, manifest, files, &referenced);
  for (auto& [path, bytes] : referenced) {
    out->push_back({path, bytes});
  }
}

Result<RecordFiles> carried_files(const Snapshot& head, std::span<const CommitDraft> group) {
  RecordFiles carried;
  const RecordFiles& files = *head.files();
  if (files.empty()) {
    return carried;
  }
  for (const auto& [key, pin] : head.pins()) {
    if (!has_files_of(files, pin.table_path)) {
      continue;
    }
    const LastChange change = last_change(group, key);
    if (change.pin == nullptr) {
      OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, head.manifest(pin));
      add_referenced(pin, *manifest, files, &carried);
    } else if (change.manifest != nullptr) {
      add_referenced(*change.pin, *change.manifest, files, &carried);
    } else {
      // Which of them the new version names is not known: all live on.
      const std::string folder = pin.table_path + "/";
      for (auto at = files.lower_bound(folder); at != files.end() && at->first.starts_with(folder);
           ++at) {
        carried.insert(*at);
      }
    }
  }
  return carried;
}

Result<RecordFiles> passing_carried_files(const Snapshot& head,
                                          std::span<const CommitDraft> group) {
  RecordFiles carried;
  const RecordFiles& files = *head.files();
  std::set<std::string> changed;
  for (size_t i = 0; i < group.size() && group.size() > 1 && !files.empty(); ++i) {
    for (const Pin& change : group[i].changes) {
      const Pin* before = head.find_pin(change.table_key);
      if (changed.insert(change.table_key).second && i > 0 && before != nullptr) {
        OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, head.manifest(*before));
        add_referenced(*before, *manifest, files, &carried);
      }
      const auto known = group[i].manifests.find(change.table_key);
      if (known != group[i].manifests.end()) {
        add_referenced(change, *known->second, files, &carried);
      }
    }
  }
  return carried;
}

Result<NextRecord> make_next_record(GraphEnvironment& environment,
                                    const Snapshot& head,
                                    std::span<const CommitDraft> group) {
  const CommitRecord& parent = head.record();
  InheritedState inherited = inherit_state(environment, head);
  OG_ASSIGN_OR_RETURN(Lineage lineage, next_lineage(environment, parent, group.size()));
  NextRecord next;
  next.side_objects = std::move(lineage.new_pages);
  if (inherited.new_checkpoint) {
    next.side_objects.push_back(*std::move(inherited.new_checkpoint));
  }
  CommitRecord& record = next.record;
  record.graph_id = parent.graph_id;
  record.branch = parent.branch;
  record.incarnation = parent.incarnation;
  record.seq = parent.seq + 1;
  record.parent = ParentRef{parent.branch,
                            parent.seq,
                            head.log_record().sha256,
                            head.commit_id(),
                            head.manifest_version()};
  record.checkpoint = std::move(inherited.checkpoint);
  record.base = std::move(inherited.base);
  record.schema_sha256 = head.schema_sha256();
  record.lineage = std::move(lineage.page);
  record.recent = std::move(lineage.recent);
  record.contains = std::move(inherited.contains);
  std::string parent_id = head.commit_id();
  uint64_t version = head.manifest_version();
  std::string schema_sha256 = head.schema_sha256();
  for (const CommitDraft& draft : group) {
    if (draft.schema) {
      schema_sha256 = draft.schema->sha256;
    }
    if (draft.merged) {
      add_merged(head, *draft.merged, record.contains);
    }
    CommitEntry commit;
    commit.graph_commit_id = draft.commit_id;
    commit.manifest_version = ++version;
    commit.parent_commit_id = std::exchange(parent_id, draft.commit_id);
    commit.actor_id = draft.actor_id;
    commit.created_at = std::max(environment.clock.now_us(), head.created_at());
    commit.operation = draft.operation;
    commit.message = draft.message;
    commit.idempotency = draft.idempotency;
    commit.affected_nodes = draft.affected_nodes;
    commit.affected_edges = draft.affected_edges;
    commit.schema_sha256 = schema_sha256;
    if (draft.merged) {
      commit.merged_parent_commit_id = draft.merged->commit_id;
    }
    commit.changes = draft.changes;
    record.commits.push_back(std::move(commit));
  }
  return next;
}

CommitRecord make_genesis(const std::string& graph_id,
                          const std::string& incarnation,
                          const std::string& commit_id,
                          int64_t created_at,
                          const std::string& schema_sha256,
                          std::vector<Pin> tables) {
  CommitRecord record;
  record.graph_id = graph_id;
  record.branch = std::string(kMainBranch);
  record.incarnation = incarnation;
  record.seq = 1;
  CommitEntry commit;
  commit.graph_commit_id = commit_id;
  commit.manifest_version = 1;
  commit.created_at = created_at;
  commit.operation = "init";
  commit.schema_sha256 = schema_sha256;
  commit.changes = std::move(tables);
  record.commits.push_back(std::move(commit));
  return record;
}

}  // namespace omnigraph::graph
