#include "omnigraph/graph/snapshot/snapshot.h"

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::graph {

Result<schema::CatalogPtr> load_catalog(GraphEnvironment& environment, const std::string& sha256) {
  const std::string object = schema_object(sha256);
  return environment.cache.get<schema::Catalog>(
      "schema:" + sha256, [&]() -> Result<ReadCache::Sized<schema::Catalog>> {
        OG_ASSIGN_OR_RETURN(const Buffer bytes, environment.store.read(object));
        const std::string found = sha256_hex(bytes.span());
        if (found != sha256) {
          return Error(
              ErrorCode::kCorruption,
              format("schema source does not fit its name: object \"{}\", expected {}, found {}",
                     object,
                     sha256,
                     found));
        }
        const auto compiled = schema::compile_schema(bytes.view());
        if (!compiled.ok()) {
          return compiled.error().with_context("the stored schema does not compile");
        }
        return ReadCache::Sized<schema::Catalog>{*compiled, bytes.size() * 8};
      });
}

namespace {

Result<std::shared_ptr<const Checkpoint>> load_checkpoint(GraphEnvironment& environment,
                                                          const CommitRecord& record) {
  const std::string object = checkpoint_object(*record.checkpoint);
  return environment.cache.get<Checkpoint>(
      "checkpoint:" + object, [&]() -> Result<ReadCache::Sized<Checkpoint>> {
        OG_ASSIGN_OR_RETURN(const Buffer bytes, environment.store.read(object));
        OG_ASSIGN_OR_RETURN(Checkpoint checkpoint, parse_checkpoint(bytes.view(), object));
        if (checkpoint.graph_id != record.graph_id) {
          return Error(ErrorCode::kCorruption,
                       format("checkpoint is of another graph: object \"{}\"", object));
        }
        return ReadCache::Sized<Checkpoint>{
            std::make_shared<const Checkpoint>(std::move(checkpoint)), bytes.size() * 2};
      });
}

}  // namespace

Result<SnapshotPtr> Snapshot::of_record(GraphEnvironment& environment, LogRecord head) {
  const size_t commits = head.record->commits.size();
  return of_commit(environment, std::move(head), commits == 0 ? 0 : commits - 1);
}

Result<SnapshotPtr> Snapshot::of_commit(GraphEnvironment& environment,
                                        LogRecord log_record,
                                        size_t index) {
  const CommitRecord& record = *log_record.record;
  if (record.kind == RecordKind::kThinned) {
    return Error(
        ErrorCode::kGone,
        format("the state of commit {} was reclaimed by cleanup", record.head_commit_id()));
  }
  if (record.kind == RecordKind::kTombstone) {
    return Error(ErrorCode::kNotFound, format("branch '{}' not found", record.branch));
  }
  if (!record.files.empty() || record.pack) {
    return Error(
        ErrorCode::kUnsupported,
        format(
            "commit record carries files, which this build cannot read yet: branch \"{}\", seq {}",
            record.branch,
            record.seq));
  }
  std::shared_ptr<Snapshot> snapshot(new Snapshot(environment, log_record));
  if (record.checkpoint) {
    OG_ASSIGN_OR_RETURN(const auto checkpoint, load_checkpoint(environment, record));
    apply_pins(snapshot->pins_, checkpoint->pins);
  }
  apply_pins(snapshot->pins_, record.base);
  snapshot->schema_sha256_ = record.schema_sha256.value_or("");
  if (record.commits.empty()) {
    snapshot->commit_id_ = record.head_commit_id();
    snapshot->manifest_version_ = record.head_manifest_version();
  } else {
    for (size_t i = 0; i <= index; ++i) {
      apply_pins(snapshot->pins_, record.commits[i].changes);
    }
    const CommitEntry& commit = record.commits[index];
    snapshot->commit_id_ = commit.graph_commit_id;
    snapshot->manifest_version_ = commit.manifest_version;
    snapshot->created_at_ = commit.created_at;
    snapshot->schema_sha256_ = commit.schema_sha256;
  }
  OG_ASSIGN_OR_RETURN(snapshot->catalog_, load_catalog(environment, snapshot->schema_sha256_));
  return SnapshotPtr(std::move(snapshot));
}

SnapshotPtr Snapshot::successor(GraphEnvironment& environment,
                                const Snapshot& head,
                                LogRecord next) {
  std::shared_ptr<Snapshot> snapshot(new Snapshot(environment, std::move(next)));
  snapshot->pins_ = head.pins_;
  snapshot->catalog_ = head.catalog_;
  {
    const std::lock_guard lock(head.mutex_);
    snapshot->views_ = head.views_;
  }
  for (const CommitEntry& commit : snapshot->record().commits) {
    apply_pins(snapshot->pins_, commit.changes);
    for (const Pin& pin : commit.changes) {
      snapshot->views_.erase(pin.table_key);
    }
    snapshot->commit_id_ = commit.graph_commit_id;
    snapshot->manifest_version_ = commit.manifest_version;
    snapshot->created_at_ = commit.created_at;
    snapshot->schema_sha256_ = commit.schema_sha256;
  }
  return snapshot;
}

const Pin* Snapshot::find_pin(const std::string& table_key) const {
  const auto at = pins_.find(table_key);
  return at == pins_.end() ? nullptr : &at->second;
}

namespace {

Error no_table(const schema::EntityType& type, const std::string& commit_id) {
  return Error(ErrorCode::kCorruption,
               format("the state has no table for a type of its schema: table \"{}\", commit {}",
                      type.table_key,
                      commit_id));
}

}  // namespace

Result<ManifestPtr> Snapshot::manifest(const schema::EntityType& type) const {
  const Pin* pin = find_pin(type.table_key);
  if (pin == nullptr) {
    return no_table(type, commit_id_);
  }
  return tables_.manifest(*pin);
}

Result<TableViewPtr> Snapshot::table(const schema::EntityType& type) const {
  const Pin* pin = find_pin(type.table_key);
  if (pin == nullptr) {
    return no_table(type, commit_id_);
  }
  {
    const std::lock_guard lock(mutex_);
    const auto at = views_.find(type.table_key);
    if (at != views_.end()) {
      return at->second;
    }
  }
  OG_ASSIGN_OR_RETURN(TableViewPtr view, tables_.view(catalog_, type, *pin));
  const std::lock_guard lock(mutex_);
  return views_.emplace(type.table_key, std::move(view)).first->second;
}

}  // namespace omnigraph::graph
